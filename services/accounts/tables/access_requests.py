"""Requests of colleagues to see a client, as accounts counts them, from access's events."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class AccessRequest(Base):
    """A request, and whether somebody is still to decide it. One that is over stays, so that no old news
    revives it.
    """

    __tablename__ = "access_requests"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    client_id: Mapped[str] = mapped_column(String(40))
    requested_by: Mapped[str] = mapped_column(String(40))
    pending: Mapped[bool]
    version: Mapped[int]

    __table_args__ = (
        Index("access_requests_pending", "practice_id", "client_id", postgresql_where=text("pending")),
    )

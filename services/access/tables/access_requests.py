"""Requests to see a client, or to do more with it."""

from __future__ import annotations

import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.access.tables.base import Base


class AccessRequest(Base):
    """A colleague's wish to see a client, or to do more with it (docs/adr/0052, 0069). It outlives the
    client, as the audit trail does. `level` is what is asked for, or given; `held` what they had who asked.
    """

    __tablename__ = "access_requests"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    client_id: Mapped[str] = mapped_column(String(40))
    requested_by: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str]
    until: Mapped[datetime.datetime | None]
    level: Mapped[str | None]
    held: Mapped[str | None]
    state: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str | None]
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decided_at: Mapped[datetime.datetime | None]
    created_at: Mapped[datetime.datetime]
    expires_at: Mapped[datetime.datetime]
    version: Mapped[int]

    __table_args__ = (
        Index(
            "access_requests_open",
            "client_id",
            "requested_by",
            unique=True,
            postgresql_where=text("state = 'pending'"),
        ),
        Index("access_requests_of_practice", "practice_id", "id"),
        Index("access_requests_of_colleague", "requested_by", "id"),
        Index("access_requests_by_end", "expires_at", postgresql_where=text("state = 'pending'")),
    )

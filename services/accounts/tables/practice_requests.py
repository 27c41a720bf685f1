"""What clients request of practices."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class PracticeRequest(Base):
    """A client's wish to be taken on. `practice_id` is null where nobody's practice has such an admin."""

    __tablename__ = "practice_requests"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str | None] = mapped_column(String(40))
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    client_name: Mapped[str]
    client_type: Mapped[str]
    practice_admin_email: Mapped[str | None]
    requested_by: Mapped[str]
    requested_by_name: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime.datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime.datetime | None]
    handle: Mapped[str | None]
    reason: Mapped[str | None]

    __table_args__ = (
        Index("practice_requests_of_practice", "practice_id", "id"),
        Index("practice_requests_of_client", "client_id", "id"),
    )

"""Requests of people who are new."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class NewClientRequest(Base):
    """Somebody's wish to become a client. What they said is `sealed`, and null once it is decided.

    `proof_id` is of the address that they showed: one proof makes one request.
    """

    __tablename__ = "new_client_requests"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"))
    handle: Mapped[str]
    proof_id: Mapped[str] = mapped_column(String(40), unique=True)
    type: Mapped[str]
    software: Mapped[str]
    sealed: Mapped[str | None]
    email_index: Mapped[str | None]
    state: Mapped[str]
    created_at: Mapped[datetime.datetime]
    expires_at: Mapped[datetime.datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime.datetime | None]
    client_id: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        Index("new_client_requests_of_practice", "practice_id", "id"),
        Index(
            "new_client_requests_by_email",
            "practice_id",
            "email_index",
            unique=True,
            postgresql_where=text("state = 'pending'"),
        ),
        Index("new_client_requests_by_end", "expires_at", postgresql_where=text("state = 'pending'")),
    )

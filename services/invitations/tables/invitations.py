"""Invitations."""

from __future__ import annotations

import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.invitations.tables.base import Base


class Invitation(Base):
    """One person invited into one account. `user_id` is set where a membership already waits for them.

    `claimed_at` is when somebody began to redeem it, one at a time, with the link hashed in `claimed_with`;
    `attempt` counts beginnings of which nothing came.
    """

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    practice_name: Mapped[str]
    client_id: Mapped[str | None] = mapped_column(String(40))
    account_name: Mapped[str]
    invited_by: Mapped[str] = mapped_column(String(40))
    invited_by_name: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    mobile: Mapped[str | None]
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    created_at: Mapped[datetime.datetime]
    sent_at: Mapped[datetime.datetime | None]
    expires_at: Mapped[datetime.datetime | None]
    claimed_at: Mapped[datetime.datetime | None]
    claimed_with: Mapped[str | None] = mapped_column(String(64))
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    reminded_at: Mapped[datetime.datetime | None]
    accepted_at: Mapped[datetime.datetime | None]
    accepted_by: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        Index("invitations_of_client", "client_id", "created_at"),
        Index("invitations_of_practice", "practice_id", "created_at"),
        Index("invitations_on_board", "practice_id", "id"),
        Index(
            "invitations_open",
            "expires_at",
            postgresql_where=text("state IN ('sent', 'delivered', 'needs_attention')"),
        ),
        Index(
            "invitations_claimed",
            "claimed_at",
            postgresql_where=text("claimed_at IS NOT NULL AND state <> 'accepted'"),
        ),
    )

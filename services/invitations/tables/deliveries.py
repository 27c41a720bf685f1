"""What an invitation goes out by, and how many went out."""

from __future__ import annotations

import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.invitations.tables.base import Base


class Delivery(Base):
    """One channel of an invitation and the job of sending it.

    The token is kept as its SHA-256; `sealed_token` only until the message is sent. `round` counts its
    tokens: what is reported of an earlier one is old news.
    """

    __tablename__ = "deliveries"

    invitation_id: Mapped[str] = mapped_column(ForeignKey("invitations.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str | None]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_token: Mapped[str | None]
    attempts: Mapped[int]
    round: Mapped[int]
    correlation_id: Mapped[str | None] = mapped_column(String(64))
    due_at: Mapped[datetime.datetime]

    __table_args__ = (Index("deliveries_due", "due_at", postgresql_where=text("state = 'queued'")),)


class Sending(Base):
    """That something was sent to somebody, for the limits (product.md 5.8). `recipient` is a hash;
    `sender_id` is who had it sent, for whichever practice.
    """

    __tablename__ = "sendings"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(64))
    sender_id: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime.datetime] = mapped_column(server_default=text("now()"))

    __table_args__ = (
        Index("sendings_of_practice", "practice_id", "at"),
        Index("sendings_by_sender", "sender_id", "at"),
        Index("sendings_to_recipient", "recipient", "at"),
    )

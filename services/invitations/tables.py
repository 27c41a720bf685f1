"""The tables of the invitations service."""

from __future__ import annotations

import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime, String, Text


class Base(DeclarativeBase):
    type_annotation_map = {datetime.datetime: DateTime(timezone=True), str: Text}


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


class Transfer(Base):
    """The newest transfer of a client: to which practice, and when (product.md 7.1)."""

    __tablename__ = "transfers"

    client_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime.datetime]
    version: Mapped[int]


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


class Letterhead(Base):
    """How a practice's messages look, where it has said so. `wording`: by kind, `subject` and `opening`."""

    __tablename__ = "letterheads"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    sender_name: Mapped[str | None]
    reply_to: Mapped[str | None]
    from_address: Mapped[str | None]
    wording: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB)
    version: Mapped[int]
    changed_at: Mapped[datetime.datetime]


class PasswordMail(Base):
    """A message with a link for a new password, while it is to be sent. Only its token's hash is access's."""

    __tablename__ = "password_mails"

    reset_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    sealed_token: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime.datetime]
    expires_at: Mapped[datetime.datetime]
    correlation_id: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index("password_mails_due", "due_at"),)


class Notice(Base):
    """What a practice is to be told by mail. It gathers `lines` until it is due; then one for each admin,
    with their `user_id`, takes its place. Addresses are asked for when it is sent, and kept nowhere.
    """

    __tablename__ = "notices"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    lines: Mapped[list[str]] = mapped_column(ARRAY(Text))
    user_id: Mapped[str | None] = mapped_column(String(40))
    attempts: Mapped[int]
    due_at: Mapped[datetime.datetime]
    correlation_id: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (
        Index("notices_due", "due_at"),
        Index(
            "notices_gathering",
            "practice_id",
            "kind",
            unique=True,
            postgresql_where=text("user_id IS NULL"),
        ),
    )

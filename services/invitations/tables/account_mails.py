"""Mails about accounts: links for passwords, and notices."""

from __future__ import annotations

import datetime

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String, Text

from services.invitations.tables.base import Base


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


class RequestReply(Base):
    """The answer to who asked a practice to take them on, while it is to be sent. Where it goes is asked
    for then, and kept nowhere.
    """

    __tablename__ = "request_replies"

    request_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    practice_name: Mapped[str]
    proof_id: Mapped[str | None] = mapped_column(String(40))
    user_id: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None]
    attempts: Mapped[int]
    due_at: Mapped[datetime.datetime]
    correlation_id: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index("request_replies_due", "due_at"),)


class AccessRequestMail(Base):
    """A mail about a colleague's request for access to a client, while it is to be sent; `kind` is which of
    them. Where it goes is asked for then, and kept nowhere.
    """

    __tablename__ = "access_request_mails"

    request_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[str] = mapped_column(String(40))
    client_name: Mapped[str]
    requester_name: Mapped[str]
    words: Mapped[str | None]
    until: Mapped[datetime.datetime | None]
    attempts: Mapped[int]
    due_at: Mapped[datetime.datetime]
    correlation_id: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index("access_request_mails_due", "due_at"),)


class ReceiptMail(Base):
    """A mail to who sent documents, while it is to be sent. `sealed` is where it goes and what it answers."""

    __tablename__ = "receipt_mails"

    message_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    practice_name: Mapped[str]
    documents: Mapped[int]
    sealed: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime.datetime]
    correlation_id: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index("receipt_mails_due", "due_at"),)


class Notice(Base):
    """What a practice gets notice of by mail. It gathers `lines` until it is due; then one for each admin,
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


class NoticeMail(Base):
    """A mail about what somebody has not read, while it is to be sent. Where it goes is asked for then."""

    __tablename__ = "notice_mails"

    digest_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    practice_name: Mapped[str]
    user_id: Mapped[str] = mapped_column(String(40))
    lines: Mapped[list[str]] = mapped_column(ARRAY(Text))
    attempts: Mapped[int]
    due_at: Mapped[datetime.datetime]
    correlation_id: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index("notice_mails_due", "due_at"),)

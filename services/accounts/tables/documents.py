"""Documents of clients, and the emails that are known again."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class ClientDocument(Base):
    """A document. Its content is kept elsewhere by its id; `sender` is sealed.

    It outlives its client's row for as long as it takes to remove its content.
    """

    __tablename__ = "client_documents"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    client_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    kind: Mapped[str]
    source: Mapped[str]
    state: Mapped[str]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None]
    message_id: Mapped[str | None] = mapped_column(String(40))
    listed: Mapped[bool]
    sender: Mapped[str | None]
    created_by: Mapped[str | None]
    created_at: Mapped[datetime.datetime]
    received_at: Mapped[datetime.datetime | None]
    deleted_at: Mapped[datetime.datetime | None]
    deleted_by: Mapped[str | None]
    #: What was found in it when it came.
    infection: Mapped[str | None]

    __table_args__ = (
        Index("client_documents_of_client", "client_id", "id"),
        Index("client_documents_to_remove", "created_at", postgresql_where=text("state <> 'kept'")),
    )


class ReceivedMail(Base):
    """An email that was taken in for a client; `fingerprint` is of its Message-ID and its content."""

    __tablename__ = "received_mails"

    client_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    received_at: Mapped[datetime.datetime] = mapped_column(index=True)


class HeldMail(Base):
    """An email from somebody unknown, by the document that is the email; the address is sealed.

    `to_check` is until access was asked whether it knows the address.
    """

    __tablename__ = "held_mails"

    message_id: Mapped[str] = mapped_column(
        ForeignKey("client_documents.id", ondelete="CASCADE"), primary_key=True
    )
    client_id: Mapped[str] = mapped_column(String(40))
    address: Mapped[str | None]
    address_index: Mapped[str | None]
    to_check: Mapped[bool]
    held_at: Mapped[datetime.datetime]

    __table_args__ = (
        Index("held_mails_of_sender", "client_id", "address_index"),
        Index("held_mails_to_check", "held_at", postgresql_where=text("to_check")),
    )


class DocumentReceipt(Base):
    """Who sent an email, to be told that its documents came; by the document that is the email.

    `sealed` are the address and what the answer refers to. `to_check` is until it was found whether they are
    to be told, and `due_at` when that was so. It stays for as long as the limits count it.
    """

    __tablename__ = "document_receipts"

    message_id: Mapped[str] = mapped_column(
        ForeignKey("client_documents.id", ondelete="CASCADE"), primary_key=True
    )
    client_id: Mapped[str] = mapped_column(String(40))
    practice_id: Mapped[str] = mapped_column(String(40))
    fingerprint: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[str]
    address_index: Mapped[str]
    documents: Mapped[int]
    to_check: Mapped[bool]
    received_at: Mapped[datetime.datetime]
    due_at: Mapped[datetime.datetime | None]

    __table_args__ = (
        Index("document_receipts_once", "practice_id", "fingerprint", unique=True),
        Index("document_receipts_of_sender", "address_index", "due_at"),
        Index("document_receipts_to_check", "received_at", postgresql_where=text("to_check")),
    )


class ClientSenderPolicy(Base):
    """Who may send documents to a client, where it has a rule of its own."""

    __tablename__ = "client_sender_policies"

    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    policy: Mapped[str]


class ApprovedSender(Base):
    """A sender whose mail to a client is taken in; the address is sealed."""

    __tablename__ = "approved_senders"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    address: Mapped[str]
    address_index: Mapped[str]
    approved_by: Mapped[str]
    approved_at: Mapped[datetime.datetime]

    __table_args__ = (Index("approved_senders_once", "client_id", "address_index", unique=True),)

"""Documents of clients, and the emails that are known again."""

from __future__ import annotations

import datetime

from sqlalchemy import Index, text
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

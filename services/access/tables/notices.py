"""What concerns somebody in their practice."""

from __future__ import annotations

import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.access.tables.base import Base


class Notice(Base):
    """Something that one colleague has notice of (docs/adr/0072). `client_id` is null where it is about
    several, `client_name` is what the client was called then.
    """

    __tablename__ = "notices"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    client_id: Mapped[str | None] = mapped_column(String(40))
    client_name: Mapped[str | None]
    clients: Mapped[int]
    actor_id: Mapped[str | None] = mapped_column(String(40))
    request_id: Mapped[str | None] = mapped_column(String(40))
    until: Mapped[datetime.datetime | None]
    at: Mapped[datetime.datetime]
    read_at: Mapped[datetime.datetime | None]

    __table_args__ = (
        Index("notices_of_colleague", "user_id", "practice_id", "id"),
        Index("notices_unread", "user_id", "practice_id", "id", postgresql_where=text("read_at IS NULL")),
        Index("notices_of_client", "client_id", postgresql_where=text("client_id IS NOT NULL")),
        Index("notices_of_request", "request_id", postgresql_where=text("request_id IS NOT NULL")),
        Index("notices_by_age", "at"),
    )


class DigestSubscriber(Base):
    """Somebody wants a mail, once a day, about what they have not read. `sent_at` is when they chose that, or
    when the last one was ordered.
    """

    __tablename__ = "digest_subscribers"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    sent_at: Mapped[datetime.datetime]

    __table_args__ = (Index("digest_subscribers_due", "sent_at"),)

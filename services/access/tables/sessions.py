"""Sessions and API tokens."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String, Text

from services.access.tables.base import Base


class Session(Base):
    """A sign-in, or an API token. The token is kept as its SHA-256; `id` is what passports and events name.

    `scope` is session, or what an API token may: read, or write, which includes it. Only tokens have a name.
    """

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(40), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    account_id: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime.datetime]
    seen_at: Mapped[datetime.datetime]
    expires_at: Mapped[datetime.datetime]
    ended_at: Mapped[datetime.datetime | None]
    scope: Mapped[str] = mapped_column(String(10))
    name: Mapped[str | None]
    address: Mapped[str | None]
    user_agent: Mapped[str | None]
    #: Of a program's tokens, whose `scope` is program.
    scopes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    networks: Mapped[list[str] | None] = mapped_column(ARRAY(Text))

    __table_args__ = (
        Index("sessions_of_user", "user_id"),
        Index("sessions_of_device", "user_id", "address"),
    )

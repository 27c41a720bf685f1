"""People."""

from __future__ import annotations

import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.access.tables.base import Base


class User(Base):
    """A person with one login email; `email_key` is how it is compared. No password until they accept.

    Who has not shown yet that the address is theirs only claims it (`claimed_key`): then `email_key` is
    nobody's address, and no search by address finds them (docs/adr/0019).
    """

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    claimed_key: Mapped[str | None]
    name: Mapped[str]
    password_hash: Mapped[str | None]
    created_at: Mapped[datetime.datetime]

    __table_args__ = (
        Index("users_claiming", "claimed_key", postgresql_where=text("claimed_key IS NOT NULL")),
    )

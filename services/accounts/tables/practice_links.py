"""Links of practices, and the endings that they have had."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class PracticeLink(Base):
    """By which people ask a practice to take them on. A practice without a row has never had one."""

    __tablename__ = "practice_links"

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"), primary_key=True)
    handle: Mapped[str | None] = mapped_column(unique=True)
    enabled: Mapped[bool]
    version: Mapped[int]


class PracticeHandle(Base):
    """Endings of links, unique across the system. One given up is nobody else's for twelve months."""

    __tablename__ = "practice_handles"

    handle: Mapped[str] = mapped_column(primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40), index=True)
    retired_at: Mapped[datetime.datetime | None]

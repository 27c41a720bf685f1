"""Views of the list of clients that somebody wants again."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class SavedView(Base):
    """A person's view in a practice; `filters` are those that are set and the order, as a list takes them."""

    __tablename__ = "saved_views"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"))
    user_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    name_key: Mapped[str]
    filters: Mapped[dict[str, object]]
    columns: Mapped[list[str]]
    version: Mapped[int]
    created_at: Mapped[datetime.datetime]

    __table_args__ = (Index("saved_views_name", "practice_id", "user_id", "name_key", unique=True),)

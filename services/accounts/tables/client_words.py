"""The words that clients are found by."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String, Text

from services.accounts.tables.base import Base


class ClientWord(Base):
    """A word that a client is found by; see `searching`."""

    __tablename__ = "client_words"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    word: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    client_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_sort: Mapped[str | None] = mapped_column(Text(collation="C"))
    created_at: Mapped[datetime.datetime | None]

"""Practices."""

from __future__ import annotations

import datetime

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class Practice(Base):
    __tablename__ = "practices"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    plan: Mapped[str]
    base_currency: Mapped[str]
    country: Mapped[str]
    solutions: Mapped[list[str]]
    #: Whether colleagues find clients that they cannot see, to ask for them.
    hidden_clients: Mapped[str] = mapped_column(server_default=text("'exact'"))
    #: Whose mail to clients is taken in without a word.
    document_senders: Mapped[str] = mapped_column(server_default=text("'anyone'"))
    #: Who gets a mail that says that their documents came.
    document_receipts: Mapped[str] = mapped_column(server_default=text("'off'"))
    version: Mapped[int]
    created_at: Mapped[datetime.datetime]

"""Clients that went over to another practice."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.invitations.tables.base import Base


class Transfer(Base):
    """The newest transfer of a client: to which practice, and when (product.md 7.1)."""

    __tablename__ = "transfers"

    client_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime.datetime]
    version: Mapped[int]

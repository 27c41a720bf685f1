"""Extract-by-email addresses, and the numbers in them."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class ExtractAddress(Base):
    """Local parts of extract-by-email addresses, unique across the system (product.md 2.11).

    One that was given up stays here, and is nobody else's for twelve months.
    """

    __tablename__ = "extract_addresses"

    local_part: Mapped[str] = mapped_column(String(64), primary_key=True)
    client_id: Mapped[str] = mapped_column(String(40), index=True)
    retired_at: Mapped[datetime.datetime | None]


class ExtractCounter(Base):
    """The last number given to an address made from this name."""

    __tablename__ = "extract_counters"

    base: Mapped[str] = mapped_column(String(64), primary_key=True)
    last: Mapped[int]

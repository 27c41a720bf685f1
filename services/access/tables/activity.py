"""The audit trail."""

from __future__ import annotations

import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.access.tables.base import Base


class Activity(Base):
    """A line of a practice's audit trail; never changed. `hash` chains it to the line before (ADR 10)."""

    __tablename__ = "activity"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    place: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime.datetime]
    kind: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[str | None] = mapped_column(String(40))
    client_id: Mapped[str | None] = mapped_column(String(40))
    user_id: Mapped[str | None] = mapped_column(String(40))
    body: Mapped[str]
    hash: Mapped[str] = mapped_column(String(64))


class ActivityHead(Base):
    """The newest line of a practice's audit trail."""

    __tablename__ = "activity_heads"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    place: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))

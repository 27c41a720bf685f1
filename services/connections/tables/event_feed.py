"""Practices' event feeds."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger, String

from services.connections.tables.base import Base


class FeedClock(Base):
    """One row: the last position given, and the last one that is no longer kept."""

    __tablename__ = "feed_clock"

    only_one: Mapped[bool] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)
    forgotten: Mapped[int] = mapped_column(BigInteger)


class FeedEvent(Base):
    """An event as a practice may read it (`event_feed.recorded_events`)."""

    __tablename__ = "feed_events"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[str] = mapped_column(String(64))
    practice_id: Mapped[str] = mapped_column(String(40))
    client_id: Mapped[str | None] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(40))
    type: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(100))
    time: Mapped[str] = mapped_column(String(40))
    correlation_id: Mapped[str] = mapped_column(String(64))
    body: Mapped[str]

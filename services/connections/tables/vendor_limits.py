"""Calls made to vendors, for all replicas."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.connections.tables.base import Base, Moment


class Pace(Base):
    """One of the calls that an organisation may have at once; free when `held_until` has passed."""

    __tablename__ = "paces"

    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    held_until: Mapped[Moment]


class Pause(Base):
    """Until when nothing is asked: of an organisation asked too much, or (`*`) of a vendor that is down."""

    __tablename__ = "pauses"

    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    until: Mapped[Moment]


class CallMade(Base):
    """A call of the last minute."""

    __tablename__ = "calls_made"

    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[Moment] = mapped_column(primary_key=True)

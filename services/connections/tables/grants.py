"""Tokens of sign-ins, and organisations to be left by them."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.connections.tables.base import Base, Moment


class Grant(Base):
    """The tokens of one sign-in, sealed. Several connections can stand on one.

    `version` grows with each new pair of tokens; `lease_by` is who is refreshing them. State: active,
    refused (the vendor takes them no more), ending (to be revoked), ended (tokens erased).
    """

    __tablename__ = "grants"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    provider: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    sealed_access: Mapped[str | None]
    sealed_refresh: Mapped[str | None]
    access_expires_at: Mapped[Moment]
    refresh_expires_at: Mapped[Moment]
    version: Mapped[int]
    refresh_due_at: Mapped[Moment]
    used_at: Mapped[Moment]
    lease_by: Mapped[str | None]
    lease_until: Mapped[Moment | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[Moment | None]
    problem: Mapped[str | None]
    created_at: Mapped[Moment]


class Departure(Base):
    """An organisation to be left at the vendor, by a grant that others may still stand on."""

    __tablename__ = "departures"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    provider: Mapped[str] = mapped_column(String(20))
    grant_id: Mapped[str] = mapped_column(ForeignKey("grants.id"))
    organisation_id: Mapped[str]
    reference: Mapped[str | None]
    due_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(default=0)

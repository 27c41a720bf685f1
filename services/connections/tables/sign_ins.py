"""Sign-ins at vendors, and the organisations that they reach."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.connections.tables.base import Base, Moment


class Authorization(Base):
    """A sign-in at a vendor, begun by a colleague of a practice.

    `state_hash` is there until the vendor's answer has come, once. `step` is the job that is to be done for
    it (`exchanging`, `looking`), `session_id` the session it must end in, null where only the user counts.
    """

    __tablename__ = "authorizations"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[str] = mapped_column(String(40))
    session_id: Mapped[str | None]
    provider: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(30))
    client_id: Mapped[str | None]
    draft_id: Mapped[str | None]
    state_hash: Mapped[str | None]
    sealed_verifier: Mapped[str | None]
    sealed_code: Mapped[str | None]
    realm_id: Mapped[str | None]
    step: Mapped[str | None]
    due_at: Mapped[Moment | None]
    attempts: Mapped[int] = mapped_column(default=0)
    correlation_id: Mapped[str | None]
    grant_id: Mapped[str | None]
    organisation_id: Mapped[str | None]
    error_code: Mapped[str | None]
    error_detail: Mapped[str | None]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment | None]


class Organisation(Base):
    """An organisation that a sign-in reaches. `reference` is the vendor's handle to leave it by."""

    __tablename__ = "organisations"

    authorization_id: Mapped[str] = mapped_column(ForeignKey("authorizations.id"), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    id: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]
    name: Mapped[str]
    country: Mapped[str | None]
    base_currency: Mapped[str | None]
    industry_hint: Mapped[str | None]
    reference: Mapped[str | None]

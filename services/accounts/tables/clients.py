"""Clients, with what lists show of them."""

from __future__ import annotations

import datetime

from sqlalchemy import Computed, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String, Text

from services.accounts.tables.base import Base


class Client(Base):
    """A client account. `access_*`, `connection` and `invitation` are projections of other services' events;
    `onboarding` is the read model of `OnboardingStep`.
    """

    __tablename__ = "clients"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"))
    crn: Mapped[str] = mapped_column(String(20), unique=True)
    type: Mapped[str]
    name: Mapped[str]
    name_sort: Mapped[str] = mapped_column(Text(collation="C"))
    status: Mapped[str]
    practice_code: Mapped[str | None]
    company_number: Mapped[str | None]
    software: Mapped[str | None]
    industry: Mapped[str | None]
    solutions: Mapped[list[str]]
    base_currency: Mapped[str]
    country: Mapped[str]
    extract_local_part: Mapped[str]
    email: Mapped[str | None]
    postcode: Mapped[str | None]
    nino_sealed: Mapped[str | None]
    nino_masked: Mapped[str | None]
    nino_index: Mapped[str | None]
    income_sources: Mapped[list[dict[str, object]]] = mapped_column(JSONB, server_default=text("'[]'"))
    account_manager_id: Mapped[str | None]
    access_everyone: Mapped[bool]
    access_colleague_ids: Mapped[list[str]]
    access_team_ids: Mapped[list[str]]
    access_version: Mapped[int]
    connection: Mapped[dict[str, object] | None]
    connection_version: Mapped[int]
    invitation: Mapped[dict[str, object] | None]
    invitation_version: Mapped[int]
    onboarding: Mapped[dict[str, object]]
    email_key: Mapped[str | None] = mapped_column(Text(collation="C"), Computed("lower(email)"))
    words: Mapped[list[str] | None]
    connection_state: Mapped[str] = mapped_column(Computed("coalesce(connection ->> 'state', 'none')"))
    invitation_state: Mapped[str] = mapped_column(Computed("coalesce(invitation ->> 'state', 'none')"))
    version: Mapped[int]
    created_by: Mapped[str]
    created_at: Mapped[datetime.datetime]
    #: When what was given ends by itself: RFC 3339 by user, team, `everyone` or `account_manager`.
    access_colleague_ends: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    #: At which level below `manage` a colleague or a team was given it, by their id; and at which the highest
    #: of their responsibilities gives it to whoever has one (`contracts.access.events.RESPONSIBLE`).
    access_levels: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    #: Who has which responsibility, by its id.
    responsible: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))

    __table_args__ = (
        Index(
            "clients_practice_code",
            "practice_id",
            func.lower(text("practice_code")),
            unique=True,
            postgresql_where=text("practice_code IS NOT NULL"),
        ),
        Index(
            "clients_company_number",
            "practice_id",
            "company_number",
            unique=True,
            postgresql_where=text("company_number IS NOT NULL"),
        ),
        Index(
            "clients_by_nino", "practice_id", "nino_index", postgresql_where=text("nino_index IS NOT NULL")
        ),
        Index("clients_by_name", "practice_id", "name_sort", "id"),
        Index("clients_by_age", "practice_id", "created_at", "id"),
    )

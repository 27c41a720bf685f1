"""The tables of the accounts service.

`members`, `teams`, `team_members` and `ended_sessions` are projections of access's events.
"""

from __future__ import annotations

import datetime

from sqlalchemy import Computed, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime, String, Text


class Base(DeclarativeBase):
    type_annotation_map = {
        datetime.datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
        dict[str, object]: JSONB,
        str: Text,
    }


class Practice(Base):
    __tablename__ = "practices"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    plan: Mapped[str]
    base_currency: Mapped[str]
    country: Mapped[str]
    solutions: Mapped[list[str]]
    version: Mapped[int]
    created_at: Mapped[datetime.datetime]


class Member(Base):
    """A colleague as accounts knows them: who may do what, from `ColleagueChanged`."""

    __tablename__ = "members"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    permissions: Mapped[list[str]]
    status: Mapped[str]
    version: Mapped[int]


class Team(Base):
    """A team, from `TeamChanged`. A deleted one stays, so that no old news revives it."""

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    deleted: Mapped[bool]
    version: Mapped[int]

    __table_args__ = (Index("teams_of_practice", "practice_id"),)


class TeamMember(Base):
    """A colleague in a team. Clients name teams, not their members, so that a team changes in one place."""

    __tablename__ = "team_members"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(40), primary_key=True)

    __table_args__ = (Index("team_members_of_team", "team_id"),)


class EndedSession(Base):
    """A session that ended before its time; forgotten once its passports have expired anyway."""

    __tablename__ = "ended_sessions"

    session_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    forget_after: Mapped[datetime.datetime]


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


class ClientWord(Base):
    """A word that a client is found by; see `searching`."""

    __tablename__ = "client_words"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    word: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    client_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_sort: Mapped[str | None] = mapped_column(Text(collation="C"))
    created_at: Mapped[datetime.datetime | None]


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


class OnboardingStep(Base):
    """A step of a client's creation that another service does. `command` is what it was ordered to do."""

    __tablename__ = "onboarding_steps"

    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str | None]
    command: Mapped[dict[str, object]]
    attempts: Mapped[int]
    look_again_at: Mapped[datetime.datetime]

    __table_args__ = (
        Index("onboarding_steps_due", "look_again_at", postgresql_where=text("state = 'pending'")),
    )


class ClientDraft(Base):
    """A creation that is not finished. `answers` are those given so far, the sealed number as its mask.

    One that became a client stays until it expires, so that creating it again answers with that client.
    """

    __tablename__ = "client_drafts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"))
    answers: Mapped[dict[str, object]]
    nino_sealed: Mapped[str | None]
    client_id: Mapped[str | None] = mapped_column(String(40))
    created_by: Mapped[str]
    updated_by: Mapped[str]
    created_at: Mapped[datetime.datetime]
    updated_at: Mapped[datetime.datetime]
    expires_at: Mapped[datetime.datetime]
    version: Mapped[int]

    __table_args__ = (
        Index("client_drafts_by_practice", "practice_id", "id", postgresql_where=text("client_id IS NULL")),
        Index("client_drafts_by_expiry", "expires_at"),
    )


class ClientImport(Base):
    """A file of clients, or of their practice codes. `done` counts the rows its present step is through."""

    __tablename__ = "client_imports"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"))
    kind: Mapped[str]
    filename: Mapped[str]
    format: Mapped[str]
    state: Mapped[str]
    problem: Mapped[str | None]
    columns: Mapped[list[dict[str, object]]] = mapped_column(JSONB)
    options: Mapped[dict[str, object]]
    row_count: Mapped[int]
    done: Mapped[int]
    attempts: Mapped[int]
    created_by: Mapped[str]
    created_at: Mapped[datetime.datetime]
    moved_at: Mapped[datetime.datetime]
    finished_at: Mapped[datetime.datetime | None]
    version: Mapped[int]

    __table_args__ = (
        Index("client_imports_of_practice", "practice_id", "id"),
        Index(
            "client_imports_at_work",
            "moved_at",
            postgresql_where=text("state IN ('reading', 'checking', 'importing', 'undoing')"),
        ),
    )


class ClientImportPart(Base):
    """A part of a file that was not read yet, sealed."""

    __tablename__ = "client_import_parts"

    import_id: Mapped[str] = mapped_column(
        ForeignKey("client_imports.id", ondelete="CASCADE"), primary_key=True
    )
    practice_id: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[str]


class ClientImportRow(Base):
    """A row of a file: its cells, sealed, and what was found out about it and became of it."""

    __tablename__ = "client_import_rows"

    import_id: Mapped[str] = mapped_column(
        ForeignKey("client_imports.id", ondelete="CASCADE"), primary_key=True
    )
    practice_id: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[str]
    verdict: Mapped[str | None]
    matches: Mapped[list[dict[str, object]]] = mapped_column(JSONB, server_default=text("'[]'"))
    errors: Mapped[list[dict[str, object]]] = mapped_column(JSONB, server_default=text("'[]'"))
    result: Mapped[str | None]
    detail: Mapped[str | None]
    client_id: Mapped[str | None] = mapped_column(String(40))


class PracticeRequest(Base):
    """A client's wish to be taken on. `practice_id` is null where nobody's practice has such an admin."""

    __tablename__ = "practice_requests"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str | None] = mapped_column(String(40))
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    client_name: Mapped[str]
    client_type: Mapped[str]
    practice_admin_email: Mapped[str]
    requested_by: Mapped[str]
    requested_by_name: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime.datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime.datetime | None]

    __table_args__ = (
        Index("practice_requests_of_practice", "practice_id", "id"),
        Index("practice_requests_of_client", "client_id", "id"),
    )

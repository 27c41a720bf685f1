"""Clients as they are read, by who can see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast as cast_to

import orjson
from sqlalchemy import ColumnElement, Text, bindparam, cast, select

from chassis.database.engine import Database
from chassis.database.prepared import Prepared
from chassis.security.identity import Caller
from contracts.access.states import AccessLevel
from contracts.accounts import clients
from contracts.accounts.clients import Connection, InvitationState, Onboarding
from contracts.errors import NotFound
from contracts.moments import moment
from services.accounts import lasting_grants, permissions
from services.accounts.clients.client_row import ClientRow, Json, SeenClient
from services.accounts.tables import Client, Member

#: Columns with JSON are passed on as the text they are, unread.
JSON = ("connection", "invitation", "onboarding", "income_sources", "responsible")
#: What is read of a column instead of it.
_INSTEAD: Mapping[
    str,
    ColumnElement[str] | ColumnElement[str | None] | ColumnElement[bool] | ColumnElement[list[str]],
] = {
    **{name: cast(Client.__table__.columns[name], Text).label(name) for name in JSON},
    "access_everyone": lasting_grants.everyone.label("access_everyone"),
    "access_colleague_ids": lasting_grants.colleague_ids.label("access_colleague_ids"),
    "access_team_ids": lasting_grants.team_ids.label("access_team_ids"),
    "account_manager_id": lasting_grants.account_manager_id.label("account_manager_id"),
}
_COLUMNS = [
    _INSTEAD.get(column.name, column)
    for column in Client.__table__.columns
    if column.name in SeenClient._fields
]

#: The clients that a caller can see; parameters as for `permissions.visible`.
seen_by_caller = (
    select(*_COLUMNS)
    .join(Member, Member.practice_id == Client.practice_id)
    .where(permissions.is_caller, permissions.session_lives, permissions.visible)
)
_ONE = Prepared(
    "client",
    seen_by_caller.add_columns(permissions.level.label("level")).where(Client.id == bindparam("client_id")),
)


def get(database: Database, caller: Caller, client_id: str, extract_domain: str) -> clients.Client:
    """One client. Raises `NotFound`, also where the caller may not see it."""
    row = find(database, caller, client_id)
    return seen_at(row.level or AccessLevel.VIEW, row, extract_domain)


def find(database: Database, caller: Caller, client_id: str) -> SeenClient:
    """One client's row. Raises as `get`."""
    with database.read() as connection:
        row: SeenClient | None = _ONE.first(
            connection, {**permissions.parameters(caller), "client_id": client_id}
        )
        if row is None:
            if caller.kind == "practice":
                permissions.of(connection, caller)
            raise NotFound(what="client")
    return row


def seen_at(level: str, row: SeenClient | ClientRow, extract_domain: str) -> clients.Client:
    """A client as a colleague reads it who reaches it at this level (docs/adr/0064)."""
    return {**view(row, extract_domain), "level": AccessLevel(level)}


def view(row: SeenClient | ClientRow, extract_domain: str) -> clients.Client:
    """A client as api.md shows it. Parts that are JSON may be its text."""
    shown: object = {
        "id": row.id,
        "crn": row.crn,
        "type": row.type,
        "name": row.name,
        "status": row.status,
        "practice_code": row.practice_code,
        "company_number": row.company_number,
        "software": row.software,
        "industry": row.industry,
        "solutions": row.solutions,
        "base_currency": row.base_currency,
        "country": row.country,
        "extract_email": f"{row.extract_local_part}@{extract_domain}",
        "national_insurance_number": row.nino_masked,
        "postcode": row.postcode,
        "email": row.email,
        "income_sources": _plain(row.income_sources),
        "account_manager_id": row.account_manager_id,
        "access": {
            "everyone": row.access_everyone,
            "colleague_ids": row.access_colleague_ids,
            "team_ids": row.access_team_ids,
            "account_manager_id": row.account_manager_id,
        },
        "responsibilities": [
            {"responsibility_id": each, "user_id": user_id} for each, user_id in responsible(row).items()
        ],
        "connection": _plain(row.connection),
        "invitation": _plain(row.invitation),
        "onboarding": _plain(row.onboarding),
        "version": row.version,
        "created_at": moment(row.created_at),
    }
    # Parts that are text already say what `clients.Client` has there: they are never taken apart.
    return cast_to(clients.Client, shown)


def responsible(row: SeenClient | ClientRow) -> Mapping[str, str]:
    """Who has which responsibility at a client, by its id."""
    part = row.responsible
    held = orjson.loads(part) if isinstance(part, str) else part or {}
    return dict(sorted(cast_to("Mapping[str, str]", held).items()))


def _plain(part: Json | Connection | InvitationState | Onboarding) -> object:
    return orjson.Fragment(part) if isinstance(part, str) else part

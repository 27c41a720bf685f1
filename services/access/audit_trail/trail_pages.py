"""The audit trail as it is read: newest first, by client, person and kind (product.md 8.5)."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, or_, select

from chassis.database import paging
from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.errors import NotFound
from services.access import permissions
from services.access.client_access import client_grants, reach
from services.access.tables import Account, Activity, ClientAccess, Membership, Team, User


def page(database: Database, caller: Caller, query: dict[str, Any]) -> dict[str, Any]:
    """A page of the practice's trail, for admins; of one client's, for whoever sees the client.

    Raises `PracticeAccountRequired`, `RoleRequired`, `NotFound`.
    """
    limit, before = query["limit"], paging.read_cursor(query["cursor"], int)
    if query["client_id"] is not None:
        client_grants.await_client(database, query["client_id"])
    with database.read() as connection:
        practice_id = _practice(connection, caller, query["client_id"])
        found = select(Activity.place, Activity.body, Activity.hash).where(
            Activity.practice_id == practice_id
        )
        if query["client_id"] is not None:
            found = found.where(Activity.client_id == query["client_id"])
        if query["user_id"] is not None:
            found = found.where(
                or_(Activity.actor_id == query["user_id"], Activity.user_id == query["user_id"])
            )
        if query["kind"] is not None:
            found = found.where(Activity.kind == query["kind"])
        if before is not None:
            found = found.where(Activity.place < before[0])
        rows = connection.execute(found.order_by(Activity.place.desc()).limit(limit + 1)).all()
        of_page = paging.page(rows, limit, lambda row: (row.place,))
        lines = [{**orjson.loads(row.body), "place": row.place, "hash": row.hash} for row in of_page["items"]]
        names = _names(connection, practice_id, lines)
    return {**of_page, "items": [_view(line, names) for line in lines]}


def _practice(connection: Connection, caller: Caller, client_id: str | None) -> str:
    """Whose trail the caller may read."""
    if client_id is None:
        return str(permissions.admin(connection, caller).account_id)
    membership = permissions.colleague(connection, caller)
    if not reach.sees(connection, membership.account_id, membership.user_id, client_id):
        raise NotFound(what="client")
    return str(membership.account_id)


def _names(connection: Connection, practice_id: str, lines: list[dict[str, Any]]) -> dict[str, str]:
    """The names of everybody and everything that the lines name by id, as the practice knows them today."""
    ids = {found for line in lines for found in _ids_in(line)}
    names: dict[str, str] = {}
    for table, prefix in ((User, "user_"), (Account, "client_"), (Team, "team_")):
        wanted = [each for each in ids if each.startswith(prefix)]
        if wanted:
            rows = connection.execute(select(table.id, table.name).where(table.id.in_(wanted)))
            names.update({row.id: row.name for row in rows})
    clients = [each for each in ids if each.startswith("client_")]
    people = [each for each in ids if each.startswith("user_")]
    return {
        **names,
        **_typed_names(connection, [*clients, practice_id], people),
        **_parting_names(connection, practice_id, clients),
    }


def _typed_names(connection: Connection, account_ids: list[str], user_ids: list[str]) -> dict[str, str]:
    """What people go by in these accounts, their practice's before their client's."""
    if not user_ids:
        return {}
    rows = connection.execute(
        select(Membership.user_id, Membership.name)
        .where(
            Membership.user_id.in_(user_ids),
            Membership.account_id.in_(account_ids),
            Membership.name.is_not(None),
        )
        .order_by(Membership.account_id)
    )
    return {row.user_id: str(row.name) for row in rows}


def _parting_names(connection: Connection, practice_id: str, client_ids: list[str]) -> dict[str, str]:
    """What clients were called when they went to another practice: what they are called since is not its."""
    if not client_ids:
        return {}
    here = select(ClientAccess.client_id).where(
        ClientAccess.client_id.in_(client_ids), ClientAccess.practice_id == practice_id
    )
    own = set(connection.execute(here).scalars())
    gone = [each for each in client_ids if each not in own]
    rows = connection.execute(
        select(Activity.client_id, Activity.body)
        .where(
            Activity.practice_id == practice_id,
            Activity.client_id.in_(gone),
            Activity.kind == "client.transferred",
        )
        .order_by(Activity.place)
    )
    parted = {row.client_id: (orjson.loads(row.body)["after"] or {}).get("name") for row in rows}
    return {client_id: name for client_id, name in parted.items() if name}


def _ids_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for each in inside for found in _ids_in(each)]


def _view(line: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    def named(identity: str | None) -> dict[str, str | None] | None:
        return {"id": identity, "name": names.get(identity)} if identity is not None else None

    return {
        "place": line["place"],
        "at": line["at"],
        "kind": line["kind"],
        "actor": named(line["actor_id"]),
        "client": named(line["client_id"]),
        "user": named(line["user_id"]),
        "team": named(line.get("team_id")),
        "before": line["before"],
        "after": line["after"],
        "names": {each: names[each] for each in _ids_in([line["before"], line["after"]]) if each in names},
        "correlation_id": line["correlation_id"],
        "hash": line["hash"],
    }

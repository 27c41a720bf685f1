"""The audit trail as it is read: newest first, by client, person and kind (product.md 8.5)."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, or_, select

from chassis.database import Database
from chassis.identity import Caller
from contracts.errors import NotFound
from services.access import client_access, paging, reach, rights
from services.access.tables import Account, Activity, Team, User


def page(database: Database, caller: Caller, query: dict[str, Any]) -> dict[str, Any]:
    """A page of the practice's trail, for admins; of one client's, for whoever sees the client.

    Raises `PracticeAccountRequired`, `RoleRequired`, `NotFound`.
    """
    limit, before = query["limit"], paging.read_cursor(query["cursor"], int)
    if query["client_id"] is not None:
        client_access.await_client(database, query["client_id"])
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
        told = paging.page(rows, limit, lambda row: (row.place,))
        lines = [{**orjson.loads(row.body), "place": row.place, "hash": row.hash} for row in told["items"]]
        names = _names(connection, lines)
    return {**told, "items": [_view(line, names) for line in lines]}


def _practice(connection: Connection, caller: Caller, client_id: str | None) -> str:
    """Whose trail the caller may read."""
    if client_id is None:
        return str(rights.admin(connection, caller).account_id)
    standing = rights.colleague(connection, caller)
    if not reach.sees(connection, standing.account_id, standing.user_id, client_id):
        raise NotFound(what="client")
    return str(standing.account_id)


def _names(connection: Connection, lines: list[dict[str, Any]]) -> dict[str, str]:
    """The names today of everybody and everything that the lines name by id."""
    ids = {found for line in lines for found in _ids_in(line)}
    names: dict[str, str] = {}
    for table, prefix in ((User, "user_"), (Account, "client_"), (Team, "team_")):
        wanted = [each for each in ids if each.startswith(prefix)]
        if wanted:
            rows = connection.execute(select(table.id, table.name).where(table.id.in_(wanted)))
            names.update({row.id: row.name for row in rows})
    return names


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

"""Pages of the audit trail: newest first, by client, person and kind (product.md 8.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, NotRequired, TypedDict, cast

import orjson
from sqlalchemy import Connection, Select, or_, select

from chassis.database import paging
from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import ActivityLine, ActivityPage, ListActivity, Named
from contracts.errors import NotFound
from services.access import permissions
from services.access.audit_trail import trail_names
from services.access.client_access import known_clients, reach
from services.access.tables import Activity


class _Body(TypedDict):
    """A line as it was written (`activity.audit_lines`)."""

    at: str
    kind: str
    actor_id: str | None
    client_id: str | None
    user_id: str | None
    team_id: NotRequired[str]
    before: dict[str, object] | None
    after: dict[str, object] | None
    correlation_id: str


class _Line(NamedTuple):
    place: int
    hash: str
    body: _Body


def page(database: Database, caller: Caller, query: ListActivity) -> ActivityPage:
    """A page of the practice's trail, for admins; of one client's, for whoever sees the client.

    Raises `PracticeAccountRequired`, `RoleRequired`, `NotFound`.
    """
    before = paging.read_cursor(query.cursor, int)
    if query.client_id is not None:
        known_clients.await_client(database, query.client_id)
    with database.read() as connection:
        practice_id = _practice(connection, caller, query.client_id)
        found = _of(practice_id, query)
        if before is not None:
            found = found.where(Activity.place < before[0])
        in_order = found.order_by(Activity.place.desc()).limit(query.limit + 1)
        # Somebody's own lines are found by two indexes, and are few.
        among_many = query.user_id is None
        rows = (
            paging.rows_in_index_order(connection, in_order)
            if among_many
            else connection.execute(in_order).all()
        )
        of_page = paging.page(rows, query.limit, lambda row: (row.place,))
        lines = [_Line(row.place, row.hash, cast(_Body, orjson.loads(row.body))) for row in of_page["items"]]
        named = {found_id for line in lines for found_id in _ids_in(line.body)}
        names = trail_names.names_of(connection, practice_id, named)
    return {"items": [_view(line, names) for line in lines], "next_cursor": of_page["next_cursor"]}


def _of(practice_id: str, query: ListActivity) -> Select[int, str, str]:
    """The lines that are looked for."""
    found = select(Activity.place, Activity.body, Activity.hash).where(Activity.practice_id == practice_id)
    if query.client_id is not None:
        found = found.where(Activity.client_id == query.client_id)
    if query.user_id is not None:
        found = found.where(or_(Activity.actor_id == query.user_id, Activity.user_id == query.user_id))
    if query.kind is not None:
        found = found.where(Activity.kind == query.kind)
    if query.without is not None:
        found = found.where(Activity.kind != query.without)
    return found


def _practice(connection: Connection, caller: Caller, client_id: str | None) -> str:
    """Whose trail the caller may read."""
    if client_id is None:
        return permissions.admin(connection, caller).account_id
    actor = permissions.colleague(connection, caller)
    if not reach.sees(connection, actor.account_id, actor.user_id, client_id):
        raise NotFound(what="client")
    return actor.account_id


def _ids_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for each in inside for found in _ids_in(each)]


def _view(line: _Line, names: Mapping[str, str]) -> ActivityLine:
    def named(identity: str | None) -> Named | None:
        return {"id": identity, "name": names.get(identity)} if identity is not None else None

    body = line.body
    return {
        "place": line.place,
        "at": body["at"],
        "kind": body["kind"],
        "actor": named(body["actor_id"]),
        "client": named(body["client_id"]),
        "user": named(body["user_id"]),
        "team": named(body.get("team_id")),
        "before": body["before"],
        "after": body["after"],
        "names": {each: names[each] for each in _ids_in([body["before"], body["after"]]) if each in names},
        "correlation_id": body["correlation_id"],
        "hash": line.hash,
    }

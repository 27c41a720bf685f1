"""The client list (product.md 8.2): a page of those the caller can see, in one query."""

from __future__ import annotations

import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    literal,
    or_,
    tuple_,
)

from chassis.database import paging
from chassis.database.engine import Database
from chassis.database.prepared import IN_INDEX_ORDER, Prepared
from chassis.security.identity import Caller
from contracts.access.states import AccessLevel
from contracts.accounts import PlanRequired
from contracts.accounts.client_filters import ClientFilters
from contracts.accounts.client_lists import ClientPage, ListClients
from contracts.accounts.client_states import ClientSort
from services.accounts import lasting_grants, permissions
from services.accounts.client_lists import (
    client_search,
    hidden_clients,
    page_cursors,
    page_surroundings,
)
from services.accounts.client_lists.page_cursors import ListedClient
from services.accounts.clients import client_view
from services.accounts.tables import Client

#: The filters that are a column's value.
_COLUMNS = {
    "type": Client.type,
    "status": Client.status,
    "connection": Client.connection_state,
    "invitation": Client.invitation_state,
}
#: Whatever is seen is reached to view it.
_AT_LEAST = {AccessLevel.WORK: permissions.workable, AccessLevel.MANAGE: permissions.manageable}
_SORTED_BY = {"name": Client.name_sort, "created_at": Client.created_at}


def _ordered(sort: str, base: Select[Any], column: Any, identity: Any) -> tuple[Select[Any], Select[Any]]:
    """In a sort order: the first page, and a later one."""
    base = base.add_columns(column.label("sorted_by")).limit(bindparam("row_limit"))
    place = tuple_(column, identity)
    after = tuple_(bindparam("after_key", type_=column.type), bindparam("after_id"))
    ordered = base.order_by(*_order(sort, column, identity))
    return ordered, ordered.where(place < after if sort.startswith("-") else place > after)


def _order(sort: str, column: Any, identity: Any) -> tuple[Any, Any]:
    return (column.desc(), identity.desc()) if sort.startswith("-") else (column, identity)


def _of_all(sort: str) -> tuple[Select[Any], Select[Any]]:
    return _ordered(sort, client_view.seen_by_caller, _SORTED_BY[sort.removeprefix("-")], Client.id)


def _of_found(sort: str, found: client_search.Found) -> tuple[Select[Any], Select[Any]]:
    """Among those a search has found: put in order first, so that clients are read until a page is full."""
    name = _SORTED_BY[sort.removeprefix("-")].name
    columns = found.selected_columns
    ordered = found.order_by(*_order(sort, columns[name], columns["client_id"])).subquery("found")
    base = client_view.seen_by_caller.join(ordered, ordered.c.client_id == Client.id)
    return _ordered(sort, base, ordered.c[name], ordered.c.client_id)


_PAGES = {sort: _of_all(sort) for sort in ClientSort}


def _prepared(sort: ClientSort, named: str, *conditions: ColumnElement[bool]) -> tuple[Prepared, Prepared]:
    """The first page, and a later one."""
    first, later = (each.where(*conditions) for each in _PAGES[sort])
    name = f"clients{named}_by_{sort.replace('-', 'falling_')}"
    return (
        Prepared(name, first, setting=IN_INDEX_ORDER),
        Prepared(f"{name}_after", later, setting=IN_INDEX_ORDER),
    )


_PLAIN = {sort: _prepared(sort, "") for sort in ClientSort}
#: As the page of all clients asks, and the one of the archive.
_OF_STATUS = {
    sort: _prepared(sort, "_of_status", Client.status == bindparam("status")) for sort in ClientSort
}


def page(database: Database, caller: Caller, query: ListClients, extract_domain: str) -> ClientPage:
    """One page; stable while rows come and go. Raises `PlanRequired`, `InvalidInput`."""
    with database.read() as connection:
        rows = rows_of(connection, caller, query, query.cursor, query.limit + 1)
        shown = rows[: query.limit]
        answer: ClientPage = {
            "items": [client_view.view(row, extract_domain) for row in shown],
            "next_cursor": page_cursors.write(query.sort, shown[-1]) if len(rows) > len(shown) else None,
        }
        if query.include is not None:
            answer = {**answer, **page_surroundings.of(connection, caller, shown)}
            if query.q is not None and query.cursor is None:
                answer["hidden"] = hidden_clients.find(connection, caller, query.q)
    return answer


def rows_of(
    connection: Connection, caller: Caller, query: ClientFilters, cursor: str | None, limit: int
) -> list[ListedClient]:
    """The rows from the cursor on, with `sorted_by`. Raises as `page`."""
    parameters: dict[str, object] = {**permissions.parameters(caller), "row_limit": limit}
    later = cursor is not None
    if cursor is not None:
        parameters["after_key"], parameters["after_id"] = page_cursors.read(cursor, query.sort)
    conditions, pages = _conditions(connection, caller, query), _PAGES[query.sort]
    if query.q is not None:
        found = client_search.look_up(connection, caller.account_id, query.q)
        if isinstance(found, Select):
            pages = _of_found(query.sort, found)
        else:
            conditions.append(found)
    if pages is not _PAGES[query.sort]:
        found_rows = connection.execute(pages[later].where(*conditions), parameters).all()
        rows = cast(list[ListedClient], found_rows)
    elif len(conditions) == 1 and query.status is not None:
        rows = _OF_STATUS[query.sort][later].all(connection, {**parameters, "status": str(query.status)})
    elif conditions:
        of_index = paging.rows_in_index_order(connection, pages[later].where(*conditions), parameters)
        rows = cast(list[ListedClient], of_index)
    else:
        rows = _PLAIN[query.sort][later].all(connection, parameters)
    if not rows:
        permissions.of(connection, caller)
    return rows


def _conditions(connection: Connection, caller: Caller, query: ClientFilters) -> list[ColumnElement[bool]]:
    """The filters of a query but for its search. Raises `PlanRequired`."""
    found: list[ColumnElement[bool]] = [
        column != "none" if wanted == "any" else column == wanted
        for name, column in _COLUMNS.items()
        if (wanted := getattr(query, name)) is not None
    ]
    if query.added_from is not None:
        found.append(Client.created_at >= _midnight(query.added_from))
    if query.added_until is not None:
        found.append(Client.created_at < _midnight(query.added_until) + datetime.timedelta(days=1))
    level = query.level if isinstance(query, ListClients) else None
    if level is not None and level in _AT_LEAST:
        found.append(_AT_LEAST[level])
    if query.view == "mine":
        if permissions.of(connection, caller).practice.plan != "advanced":
            raise PlanRequired(plan="advanced")
        found.append(lasting_grants.managed_by(caller.user_id))
    if query.colleague_id is not None:
        found.append(_given_to(caller.account_id, query.colleague_id))
    if query.responsible is not None:
        found.append(lasting_grants.to_responsible(literal(query.responsible)))
    return found


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def _given_to(practice_id: str, user_id: str) -> ColumnElement[bool]:
    """True for clients that a colleague was given, by whatever way but their role."""
    return or_(
        lasting_grants.everyone,
        lasting_grants.managed_by(user_id),
        lasting_grants.to_colleague(literal(user_id)),
        lasting_grants.to_teams(permissions.teams_of(practice_id, user_id)),
        lasting_grants.to_responsible(literal(user_id)),
    )

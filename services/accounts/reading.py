"""Clients as they are read: one, or a page of those the caller can see."""

from __future__ import annotations

import base64
import binascii
import datetime
from typing import Any

import orjson
from sqlalchemy import Select, Text, bindparam, cast, select, tuple_

from chassis.database import Database
from chassis.identity import Caller
from chassis.prepared import Prepared
from contracts.errors import InvalidInput, NotFound
from services.accounts import standing
from services.accounts.tables import Client, Member

#: Columns with JSON are passed on as the text they are, unread.
_JSON = ("connection", "invitation", "onboarding", "income_sources")
_COLUMNS = [
    cast(column, Text).label(column.name) if column.name in _JSON else column
    for column in Client.__table__.columns
    if column.name not in ("name_sort", "created_by", "nino_sealed", "nino_index")
]

_seen_by_caller = (
    select(*_COLUMNS)
    .join(Member, Member.practice_id == Client.practice_id)
    .where(standing.is_caller, standing.session_lives, standing.visible)
)
_ONE = Prepared("client", _seen_by_caller.where(Client.id == bindparam("client_id")))


def get(database: Database, caller: Caller, client_id: str, extract_domain: str) -> dict[str, Any]:
    """One client. Raises `NotFound`, also where the caller may not see it."""
    with database.read() as connection:
        row = _ONE.first(connection, {**standing.parameters(caller), "client_id": client_id})
        if row is None:
            if caller.kind == "practice":
                standing.of(connection, caller)
            raise NotFound(what="client")
    return view(row, extract_domain)


def _pages() -> dict[str, tuple[Prepared, Prepared]]:
    """For each sort order: the first page, and a later page."""
    found: dict[str, tuple[Prepared, Prepared]] = {}

    def add(sort: str, first: Select[Any], later: Select[Any]) -> None:
        name = f"clients_by_{sort.replace('-', 'falling_')}"
        found[sort] = (Prepared(name, first), Prepared(f"{name}_after", later))

    for sort, column in (("name", Client.name_sort), ("created_at", Client.created_at)):
        base = _seen_by_caller.add_columns(column.label("sorted_by")).limit(bindparam("row_limit"))
        place = tuple_(column, Client.id)
        after = tuple_(bindparam("after_key", type_=column.type), bindparam("after_id"))
        up, down = base.order_by(column, Client.id), base.order_by(column.desc(), Client.id.desc())
        add(sort, up, up.where(place > after))
        add(f"-{sort}", down, down.where(place < after))
    return found


_PAGES = _pages()


def page(database: Database, caller: Caller, query: dict[str, Any], extract_domain: str) -> dict[str, Any]:
    """One page of the clients the caller can see; stable while rows come and go."""
    first, later = _PAGES[query["sort"]]
    limit = query["limit"]
    parameters = {**standing.parameters(caller), "row_limit": limit + 1}
    statement = first
    if query["cursor"] is not None:
        statement = later
        parameters["after_key"], parameters["after_id"] = _read_cursor(query["cursor"], query["sort"])
    with database.read() as connection:
        rows = statement.all(connection, parameters)
        if not rows:
            standing.of(connection, caller)
    more = len(rows) > limit
    rows = rows[:limit]
    return {
        "items": [view(row, extract_domain) for row in rows],
        "next_cursor": _cursor(query["sort"], rows[-1]) if more else None,
    }


def _cursor(sort: str, row: Any) -> str:
    key = row.sorted_by.isoformat() if isinstance(row.sorted_by, datetime.datetime) else row.sorted_by
    return base64.urlsafe_b64encode(orjson.dumps([sort, key, row.id])).decode()


def _read_cursor(cursor: str, sort: str) -> tuple[Any, str]:
    try:
        of_sort, key, client_id = orjson.loads(
            base64.b64decode(cursor.encode(), altchars=b"-_", validate=True)
        )
        if (
            of_sort != sort
            or not isinstance(client_id, str)
            or not isinstance(key, str)
            or "\x00" in key + client_id
        ):
            raise ValueError(sort)
        return (datetime.datetime.fromisoformat(key) if "created_at" in sort else key), client_id
    except (ValueError, TypeError, binascii.Error):
        message = "This cursor is not from a page with this sort order. Begin again without a cursor."
        raise InvalidInput.at("/cursor", "invalid_cursor", message) from None


def view(row: Any, extract_domain: str) -> dict[str, Any]:
    """A client as api.md shows it. Parts that are JSON may be its text."""
    return {
        "id": row.id,
        "crn": row.crn,
        "type": row.type,
        "name": row.name,
        "status": row.status,
        "practice_code": row.practice_code,
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
        "connection": _plain(row.connection),
        "invitation": _plain(row.invitation),
        "onboarding": _plain(row.onboarding),
        "version": row.version,
        "created_at": moment(row.created_at),
    }


def _plain(part: Any) -> Any:
    return orjson.Fragment(part) if isinstance(part, str) else part


def moment(at: datetime.datetime) -> str:
    """RFC 3339 in UTC."""
    written = (at if at.tzinfo is datetime.UTC else at.astimezone(datetime.UTC)).isoformat()
    return f"{written[:-6]}Z"

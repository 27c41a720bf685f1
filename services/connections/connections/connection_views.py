"""Connections as a practice sees them: a client's, and the health of all of them."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Connection as Session
from sqlalchemy import Row, Select, and_, case, func, or_, select, tuple_

from chassis.database import paging
from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from chassis.observability import metrics
from chassis.security.identity import Caller
from contracts.connections.states import ProviderId
from contracts.errors import NotFound
from services.connections import permissions
from services.connections.moments import moment
from services.connections.tables import Client, Connection, Grant, Member
from services.connections.vendor_access.providers import name_of

#: A sign-in that ends this soon, and could not be renewed for this long, is warned of.
_ENDS_SOON = datetime.timedelta(days=7)
_FAILING = datetime.timedelta(hours=1)

_COLUMNS = (
    Connection.__table__,
    Client.name.label("client_name"),
    Grant.refresh_expires_at,
    Grant.failing_since,
    Grant.problem,
)
_ALL = (
    select(*_COLUMNS)
    .join(Client, Client.id == Connection.client_id)
    .join(Grant, Grant.id == Connection.grant_id)
    .where(Connection.state != "closed")
)


def seen(*columns: Any) -> Select[Any]:
    """Connections of the clients that the caller sees; parameters as `permissions.parameters`."""
    return (
        select(*columns)
        .select_from(Connection)
        .join(Client, Client.id == Connection.client_id)
        .join(Grant, Grant.id == Connection.grant_id)
        .join(Member, Member.practice_id == Connection.practice_id)
        .where(
            Connection.state != "closed",
            permissions.is_caller,
            permissions.session_lives,
            permissions.visible,
        )
    )


def get(database: Database, caller: Caller, client_id: str) -> dict[str, Any]:
    """A client's connection. Raises `NotFound`, also where it has none."""
    with database.read() as connection:
        permissions.require_client(connection, caller, client_id)
        return one(connection, client_id)


def one(session: Session, client_id: str) -> dict[str, Any]:
    """A client's connection, whoever asks. Raises `NotFound` where it has none."""
    row = session.execute(_ALL.where(Connection.client_id == client_id)).first()
    if row is None:
        raise NotFound(what="connection")
    return _view(row)


def page(database: Database, caller: Caller, query: dict[str, Any]) -> dict[str, Any]:
    """One page of connections, those that need a person first. Raises `InvalidInput`."""
    rank = case((Connection.state == "needs_reconnect", 0), (_warned(), 1), else_=2)
    name = func.lower(func.coalesce(Client.name, ""))
    statement = seen(*_COLUMNS, rank.label("rank"), name.label("sorted_by"))
    if query["provider"] is not None:
        statement = statement.where(Connection.provider == query["provider"])
    if query["state"] == "warning":
        statement = statement.where(Connection.state == "connected", _warned())
    elif query["state"] is not None:
        statement = statement.where(Connection.state == query["state"])
    if query["cursor"] is not None:
        statement = statement.where(
            tuple_(rank, name, Connection.id) > tuple_(*_read_cursor(query["cursor"]))
        )
    limit = query["limit"]
    with database.read() as connection:
        permissions.require(connection, caller)
        rows = connection.execute(
            statement.order_by(rank, name, Connection.id).limit(limit + 1), permissions.parameters(caller)
        ).all()
    more, rows = len(rows) > limit, rows[:limit]
    last = rows[-1] if more else None
    cursor = paging.write_cursor(last.rank, last.sorted_by, last.id) if last is not None else None
    return {"items": [_view(row) for row in rows], "next_cursor": cursor}


def _warned() -> Any:
    return or_(
        Grant.refresh_expires_at < func.now() + _ENDS_SOON,
        and_(Grant.failing_since.is_not(None), Grant.failing_since < func.now() - _FAILING),
    )


def _warning(row: Row[Any]) -> str | None:
    if row.state != "connected":
        return None
    vendor, ends = name_of(row.provider), _day(row.refresh_expires_at)
    if row.failing_since is not None and row.failing_since < now() - _FAILING:
        return (
            f"{vendor} has not renewed our access since {_day(row.failing_since)}. We go on trying; the "
            f"connection ends on {ends} unless that succeeds or somebody reconnects."
        )
    if row.refresh_expires_at < now() + _ENDS_SOON:
        return f"Our access at {vendor} ends on {ends}. Reconnect before then."
    return None


def _day(at: datetime.datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _view(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "client_id": row.client_id,
        "client_name": row.client_name or "",
        "provider": row.provider,
        "organisation_id": row.organisation_id,
        "organisation_name": row.organisation_name,
        "state": row.state,
        "detail": row.detail,
        "warning": _warning(row),
        "connected_at": moment(row.connected_at),
        "changed_at": moment(row.changed_at),
        "checked_at": moment(row.checked_at) if row.checked_at is not None else None,
        "expires_at": moment(row.refresh_expires_at) if row.state == "connected" else None,
    }


def _read_cursor(cursor: str) -> tuple[Any, ...]:
    source = "a page of connections"
    place: tuple[Any, ...] = paging.read_cursor(cursor, int, str, str, source=source)
    if not 0 <= place[0] <= 2:
        raise paging.invalid_cursor(source)
    return place


def count_needing_reconnect(database: Database) -> None:
    """Show operators how many connections wait for a new sign-in."""
    with database.read() as connection:
        rows = connection.execute(
            select(Connection.provider, func.count())
            .where(Connection.state == "needs_reconnect")
            .group_by(Connection.provider)
        )
        counts = {row[0]: int(row[1]) for row in rows}
    for provider in ProviderId:
        metrics.show_connections_needing_reconnect(provider, counts.get(provider, 0))

"""Connections as a practice sees them: a client's, and the health of all of them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_
from sqlalchemy import Connection as Session

from chassis.database import paging
from chassis.database.engine import Database
from chassis.database.rows import Column, loaded
from chassis.database.unit_of_work import now
from chassis.observability import metrics
from chassis.security.identity import Caller
from contracts.access.states import AccessLevel
from contracts.connections import Connection as ConnectionView
from contracts.connections import (
    ConnectionFilter,
    ConnectionPage,
    ConnectionStatus,
    ListConnections,
    ProviderId,
)
from contracts.errors import NotFound
from contracts.moments import moment
from services.connections import permissions
from services.connections.connection_changes import COLUMNS
from services.connections.connection_facts import ConnectionState, StoredConnection
from services.connections.tables import Client, Connection, Grant, Member
from services.connections.vendor_access.providers import name_of

#: A sign-in that ends this soon, and could not be renewed for this long, is warned of.
_ENDS_SOON = datetime.timedelta(days=7)
_FAILING = datetime.timedelta(hours=1)

_NUMBER = len(COLUMNS)
_COLUMNS = (*COLUMNS, Client.name, Grant.refresh_expires_at, Grant.failing_since)
_ALL = (
    select(*_COLUMNS)
    .join(Client, Client.id == Connection.client_id)
    .join(Grant, Grant.id == Connection.grant_id)
    .where(Connection.state != ConnectionState.CLOSED)
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A connection with what its page needs of its client and its grant."""

    connection: StoredConnection
    client_name: str | None
    refresh_expires_at: datetime.datetime
    failing_since: datetime.datetime | None

    @classmethod
    def of(cls, row: Sequence[object]) -> _Shown:
        """From a row that begins with `_COLUMNS`."""
        stored = loaded(StoredConnection, row[:_NUMBER])
        return loaded(partial(cls, stored), row[_NUMBER : len(_COLUMNS)])


def seen(columns: Sequence[Column]) -> Select[tuple[object, ...]]:
    """Connections of the clients that the caller, who is known to be signed in, sees; parameters as
    `permissions.parameters`.
    """
    return (
        select(*columns)
        .select_from(Connection)
        .join(Client, Client.id == Connection.client_id)
        .join(Grant, Grant.id == Connection.grant_id)
        .join(Member, Member.practice_id == Connection.practice_id)
        .where(
            Connection.state != ConnectionState.CLOSED,
            permissions.is_caller,
            permissions.visible,
        )
    )


def get(database: Database, caller: Caller, client_id: str) -> ConnectionView:
    """A client's connection. Raises `NotFound`, also where it has none."""
    with database.read() as connection:
        permissions.require_client(connection, caller, client_id)
        return one(connection, client_id)


def one(session: Session, client_id: str) -> ConnectionView:
    """A client's connection, whoever asks. Raises `NotFound` where it has none."""
    row = session.execute(_ALL.where(Connection.client_id == client_id)).first()
    if row is None:
        raise NotFound(what="connection")
    return _view(_Shown.of(row))


def page(database: Database, caller: Caller, query: ListConnections) -> ConnectionPage:
    """One page of connections, those that need a person first. Raises `InvalidInput`."""
    rank = case((Connection.state == ConnectionState.NEEDS_RECONNECT, 0), (_warned(), 1), else_=2)
    name = func.lower(func.coalesce(Client.name, ""))
    statement = seen(_COLUMNS).add_columns(
        rank.label("rank"), name.label("sorted_by"), permissions.level.label("level")
    )
    if query.provider is not None:
        statement = statement.where(Connection.provider == query.provider)
    if query.connected_by is not None:
        statement = statement.where(Connection.connected_by == query.connected_by)
    if query.state is ConnectionFilter.WARNING:
        statement = statement.where(Connection.state == ConnectionState.CONNECTED, _warned())
    elif query.state is not None:
        statement = statement.where(Connection.state == query.state)
    if query.cursor is not None:
        statement = statement.where(tuple_(rank, name, Connection.id) > tuple_(*_read_cursor(query.cursor)))
    limit = query.limit
    with database.read() as connection:
        permissions.require(connection, caller)
        rows = connection.execute(
            statement.order_by(rank, name, Connection.id).limit(limit + 1), permissions.parameters(caller)
        ).all()
    more, rows = len(rows) > limit, rows[:limit]
    last = rows[-1] if more else None
    cursor = paging.write_cursor(last.rank, last.sorted_by, last.id) if last is not None else None
    items = [_at_level(_view(_Shown.of(row)), row.level) for row in rows]
    return {"items": items, "next_cursor": cursor}


def _at_level(shown: ConnectionView, level: str) -> ConnectionView:
    """As a colleague reads it who reaches the client at this level (docs/adr/0064)."""
    return {**shown, "level": AccessLevel(level)}


def _warned() -> ColumnElement[bool]:
    return or_(
        Grant.refresh_expires_at < func.now() + _ENDS_SOON,
        and_(Grant.failing_since.is_not(None), Grant.failing_since < func.now() - _FAILING),
    )


def _warning(shown: _Shown) -> str | None:
    if shown.connection.state is not ConnectionState.CONNECTED:
        return None
    vendor, ends = name_of(shown.connection.provider), _day(shown.refresh_expires_at)
    if shown.failing_since is not None and shown.failing_since < now() - _FAILING:
        return (
            f"{vendor} has not renewed our access since {_day(shown.failing_since)}. We go on trying; the "
            f"connection ends on {ends} unless that succeeds or somebody reconnects."
        )
    if shown.refresh_expires_at < now() + _ENDS_SOON:
        return f"Our access at {vendor} ends on {ends}. Reconnect before then."
    return None


def _day(at: datetime.datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _view(shown: _Shown) -> ConnectionView:
    row, works = shown.connection, shown.connection.state is ConnectionState.CONNECTED
    return {
        "id": row.id,
        "client_id": row.client_id,
        "client_name": shown.client_name or "",
        "provider": row.provider,
        "organisation_id": row.organisation_id,
        "organisation_name": row.organisation_name,
        "state": ConnectionStatus(row.state),
        "detail": row.detail,
        "warning": _warning(shown),
        "connected_at": moment(row.connected_at),
        "changed_at": moment(row.changed_at),
        "checked_at": moment(row.checked_at) if row.checked_at is not None else None,
        "expires_at": moment(shown.refresh_expires_at) if works else None,
    }


def _read_cursor(cursor: str) -> tuple[int, str, str]:
    source = "a page of connections"
    place: tuple[int, str, str] = paging.read_cursor(cursor, int, str, str, source=source)
    if not 0 <= place[0] <= 2:
        raise paging.invalid_cursor(source)
    return place


def count_needing_reconnect(database: Database) -> None:
    """Show operators how many connections wait for a new sign-in."""
    with database.read() as connection:
        rows = connection.execute(
            select(Connection.provider, func.count())
            .where(Connection.state == ConnectionState.NEEDS_RECONNECT)
            .group_by(Connection.provider)
        )
        counts = {row[0]: int(row[1]) for row in rows}
    for provider in ProviderId:
        metrics.show_connections_needing_reconnect(provider, counts.get(provider, 0))

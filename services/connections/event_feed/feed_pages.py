"""The feed as a colleague reads it: what they may see now, whatever they might see when it happened."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import orjson
from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, or_, select, text

from chassis import context
from chassis.database import paging
from chassis.database.engine import Database
from chassis.database.rows import columns_of, loaded
from chassis.database.unit_of_work import now
from chassis.security.identity import Caller
from contracts.connections import LATEST, CloudEvent, EventPage, EventsExpired, FoundPositions, ListEvents
from contracts.errors import InvalidInput
from contracts.subscriptions import FEED
from services.connections import permissions
from services.connections.event_feed import event_audiences
from services.connections.permissions import Membership
from services.connections.tables import Client, FeedClock, FeedEvent

TYPES = frozenset(event.type for event in FEED.events)
_OF_NO_CLIENT_FOR_ADMINS = sorted(each for each in TYPES if event_audiences.needs_admin(each))
#: Who may see a new client is said a moment after it is created: so long its events wait for that.
ACCESS_FOLLOWS = datetime.timedelta(seconds=10)

_POSITIONS = text(
    "SELECT asked.id AS practice_id, last.position FROM unnest(CAST(:ids AS varchar[])) AS asked(id)"
    " CROSS JOIN LATERAL (SELECT position FROM feed_events WHERE practice_id = asked.id"
    " ORDER BY position DESC LIMIT 1) AS last"
)


#: Of events, joined with their client: a client that is deleted, or not known yet, is no other practice's.
SEEN_BY_ADMINS: ColumnElement[bool] = or_(
    FeedEvent.client_id.is_(None), Client.id.is_(None), Client.practice_id == FeedEvent.practice_id
)
SEEN_BY_GRANT: ColumnElement[bool] = or_(
    and_(FeedEvent.client_id.is_(None), FeedEvent.type.not_in(_OF_NO_CLIENT_FOR_ADMINS)),
    and_(Client.practice_id == FeedEvent.practice_id, permissions.granted),
)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event of the feed. `body` is its data as JSON."""

    position: int
    id: str
    type: str
    source: str
    subject: str
    time: str
    correlation_id: str
    body: str


_COLUMNS = columns_of(StoredEvent, FeedEvent)


def page(database: Database, caller: Caller, query: ListEvents) -> EventPage:
    """One page of the feed. Raises `EventsExpired`, `InvalidInput`, `PracticeAccountRequired`."""
    after, types = read_cursor(query.after), types_of(query.types)
    with database.read() as connection:
        membership = permissions.require(connection, caller)
        clock = connection.execute(select(FeedClock.position, FeedClock.forgotten)).one()
        if query.after == LATEST:
            return {"items": [], "cursor": paging.write_cursor(clock.position), "position": clock.position}
        if after is not None and after < clock.forgotten:
            raise EventsExpired()
        # What is written down up to here can be read, and so can what it says of rights.
        last = _last_complete(connection, caller, membership, after or 0, clock.position)
        rows = paging.rows_in_index_order(
            connection,
            _visible(membership, types)
            .where(FeedEvent.position > (after or 0), FeedEvent.position <= last)
            .order_by(FeedEvent.position)
            .limit(query.limit + 1),
            permissions.parameters(caller),
        )
    events = [loaded(StoredEvent, row) for row in rows[: query.limit]]
    # A page that is full ends with its last event; any other with all that there is.
    end = events[-1].position if len(rows) > query.limit else max(last, after or 0)
    return {
        "items": [cloud_event(event) for event in events],
        "cursor": paging.write_cursor(end),
        "position": clock.position,
    }


@context.across_accounts
def positions(database: Database, practice_ids: list[str]) -> FoundPositions:
    """How far the feeds of these practices go."""
    with database.read(everywhere=True) as connection:
        rows = connection.execute(_POSITIONS, {"ids": practice_ids}).all()
    return {"items": [{"practice_id": row.practice_id, "position": row.position} for row in rows]}


def cloud_event(event: StoredEvent) -> CloudEvent:
    """An event in the JSON form of CloudEvents 1.0."""
    return {
        "specversion": "1.0",
        "id": event.id,
        "type": event.type,
        "source": event.source,
        "subject": event.subject,
        "time": event.time,
        "datacontenttype": "application/json",
        "correlationid": event.correlation_id,
        "data": orjson.loads(event.body),
    }


def read_cursor(cursor: str | None) -> int | None:
    """The position that a cursor names. Raises `InvalidInput`."""
    if not cursor or cursor == LATEST:
        return None
    try:
        position: int = paging.read_cursor(cursor, int)[0]
    except InvalidInput:
        position = -1
    if not 0 <= position < 2**62:
        message = "This cursor is not from the event feed. Begin again without one."
        raise InvalidInput.at("/after", "invalid_cursor", message)
    return position


def types_of(said: str | None) -> list[str]:
    """The types of a query, or all. Raises `InvalidInput` for one that there is not."""
    if not said:
        return sorted(TYPES)
    wanted = [each.strip() for each in said.split(",")]
    for each in wanted:
        if each not in TYPES:
            message = (
                f"There are no events of the type {each[:100]!r}. There are: {', '.join(sorted(TYPES))}."
            )
            raise InvalidInput.at("/types", "unknown_event_type", message)
    return wanted


def may_see(membership: Membership) -> ColumnElement[bool]:
    """True for events, joined with their client, that a colleague may see; parameters as
    `permissions.parameters`. Which types, `event_audiences.visible_types` says.
    """
    return SEEN_BY_ADMINS if event_audiences.is_admin(membership.role) else SEEN_BY_GRANT


def _visible(membership: Membership, types: list[str]) -> Select[tuple[object, ...]]:
    allowed = event_audiences.visible_types(types, membership.role, membership.permissions)
    return (
        select(*_COLUMNS)
        .join(Client, Client.id == FeedEvent.client_id, isouter=True)
        .where(
            FeedEvent.practice_id == bindparam("practice_id"),
            FeedEvent.type.in_(allowed),
            may_see(membership),
        )
    )


def _last_complete(
    connection: Connection, caller: Caller, membership: Membership, after: int, last: int
) -> int:
    """Up to where it is known who may see what: `last`, or just before a client that was made just now."""
    if event_audiences.is_admin(membership.role):
        return last
    recent = int((now() - ACCESS_FOLLOWS).timestamp() * 1_000_000)
    open_ = connection.execute(
        select(func.min(FeedEvent.position))
        .join(Client, Client.id == FeedEvent.client_id, isouter=True)
        .where(
            FeedEvent.practice_id == caller.account_id,
            FeedEvent.position > max(after, recent),
            FeedEvent.position <= last,
            FeedEvent.client_id.is_not(None),
            or_(Client.id.is_(None), Client.access_version == 0),
        )
    ).scalar_one()
    return last if open_ is None else open_ - 1

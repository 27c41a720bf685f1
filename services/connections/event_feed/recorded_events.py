"""Events are written down in the order in which they come: each client's in the order of their commits.

A position is the time in microseconds, and more than every position before it: of two events the later one
has the higher position, and it can be read once all before it can. So a cursor needs no more than a position,
also where a backup was restored meanwhile: what is written down afterwards comes behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import orjson
from sqlalchemy import text

from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork
from chassis.messaging.ordered_queue import OrderedEvent
from contracts.access.events import (
    CLIENT_ACCESS_CHANGED,
    COLLEAGUE_CHANGED,
    TEAM_CHANGED,
    ClientAccessChangedData,
    ColleagueChangedData,
    TeamChangedData,
)
from contracts.accounts.events import (
    CLIENT_CREATED,
    CLIENT_TRANSFERRED,
    CLIENT_UPDATED,
    ClientCreatedData,
    ClientTransferredData,
    ClientUpdatedData,
)
from services.connections import projections

_RECORD = Prepared(
    "record_events",
    text(
        """
        WITH clock AS (
            UPDATE feed_clock
            SET position = :count
                + GREATEST(position, CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint))
            RETURNING position - :count AS before
        ), recorded AS (
            INSERT INTO feed_events (
                position, id, practice_id, client_id, about, type, source, subject, time, correlation_id, body
            )
            SELECT clock.before + e.place, e.id, e.practice_id, e.client_id, e.about, e.type, e.source,
                e.subject, e.time, e.correlation_id, e.body
            FROM clock, unnest(
                CAST(:id AS varchar[]), CAST(:practice_id AS varchar[]), CAST(:client_id AS varchar[]),
                CAST(:about AS varchar[]), CAST(:type AS varchar[]), CAST(:source AS varchar[]),
                CAST(:subject AS varchar[]), CAST(:time AS varchar[]), CAST(:correlation_id AS varchar[]),
                CAST(:body AS text[])
            ) WITH ORDINALITY
                AS e(id, practice_id, client_id, about, type, source, subject, time, correlation_id, body,
                    place)
            RETURNING position, id, practice_id, about, type
        ), wanted AS (
            SELECT endpoint.id AS endpoint_id, endpoint.paused_until, recorded.*,
                CASE WHEN endpoint.ordered THEN recorded.about ELSE recorded.id END AS lane
            FROM recorded JOIN webhook_endpoints AS endpoint ON endpoint.practice_id = recorded.practice_id
                AND endpoint.state = 'enabled'
                AND (endpoint.types IS NULL OR recorded.type = ANY (endpoint.types))
        ), lanes AS (
            INSERT INTO webhook_lanes (endpoint_id, lane, practice_id, due_at, attempts, wanted)
            SELECT endpoint_id, lane, min(practice_id), greatest(now(), min(paused_until)), 0, 1
            FROM wanted GROUP BY endpoint_id, lane ORDER BY endpoint_id, lane
            ON CONFLICT (endpoint_id, lane) DO UPDATE
            SET wanted = webhook_lanes.wanted + 1, due_at = coalesce(webhook_lanes.due_at, excluded.due_at)
        )
        INSERT INTO webhook_deliveries (
            endpoint_id, event_id, practice_id, position, type, about, lane, state, history, created_at
        )
        SELECT endpoint_id, id, practice_id, position, type, about, lane, 'pending', '[]', now() FROM wanted
        """
    ),
)
_FORGET_OF_FORMER = Prepared(
    "forget_events_of_former_practice",
    text("DELETE FROM feed_events WHERE practice_id = :practice_id AND client_id = :client_id"),
)
#: Told after a commit that may have left something to deliver, for who waits for that.
DELIVERIES = "webhook-deliveries"
#: What the practice that a client leaves learns of it: that it went, and no longer who took it.
_OF_DEPARTURE = ("client_id", "from_practice_id", "name", "at", "version")
#: What the practice that a client comes to learns of it: not from whom.
_FORMER = "from_practice_id"
#: The events that say what a client is called and whose it is.
_OF_CLIENTS = (CLIENT_CREATED, CLIENT_UPDATED, CLIENT_TRANSFERRED)


class RecordedEvent(NamedTuple):
    """An event in a practice's feed. `client_id` is whose visibility decides who sees it; `about` is what it
    is kept in order with: the client it is about, or the practice.
    """

    id: str
    practice_id: str
    client_id: str | None
    about: str
    type: str
    source: str
    subject: str
    time: str
    correlation_id: str
    body: str


@dataclass(frozen=True, slots=True)
class Departure:
    """A client that a practice has lost, with all that the feed said of it."""

    practice_id: str
    client_id: str


def record(uow: UnitOfWork, events: Sequence[OrderedEvent]) -> None:
    """Write events down, with what they say of clients and of who may see them: both count at once."""
    rows = [row for event in events for row in rows_of(event)]
    columns = zip(*rows, strict=True)
    arrays = {name: list(values) for name, values in zip(RecordedEvent._fields, columns, strict=True)}
    for event in events:
        _note(uow, event)
    uow.later(_RECORD, {**arrays, "count": len(rows)})
    for departure in departures(events):
        uow.later(_FORGET_OF_FORMER, {"practice_id": departure.practice_id, "client_id": departure.client_id})
    uow.changed.append(DELIVERIES)


def rows_of(event: OrderedEvent) -> list[RecordedEvent]:
    """What is written down of an event: for its practice, and for the one that a client left."""
    data = event.data
    if event.event is not CLIENT_TRANSFERRED:
        return [_row(event, data["practice_id"], event.body, client_id=data.get("client_id"))]
    body: Mapping[str, object] = orjson.loads(event.body)
    arrived = {name: value for name, value in body.items() if name != _FORMER}
    left = {name: body[name] for name in _OF_DEPARTURE}
    return [
        _row(event, data[_FORMER], orjson.dumps(left).decode(), client_id=None),
        _row(event, data["practice_id"], orjson.dumps(arrived).decode(), client_id=data["client_id"]),
    ]


def departures(events: Iterable[OrderedEvent]) -> list[Departure]:
    """The clients that went over in these events."""
    return [
        Departure(each.data[_FORMER], each.data["client_id"])
        for each in events
        if each.event is CLIENT_TRANSFERRED
    ]


def _row(event: OrderedEvent, practice_id: str, body: str, *, client_id: str | None) -> RecordedEvent:
    envelope = event.envelope
    return RecordedEvent(
        id=envelope.id,
        practice_id=practice_id,
        client_id=client_id,
        about=event.data.get("client_id") or practice_id,
        type=envelope.type,
        source=envelope.source[:100],
        subject=envelope.subject[:100],
        time=envelope.time[:40],
        correlation_id=envelope.correlation_id[:64],
        body=body,
    )


def _note(uow: UnitOfWork, event: OrderedEvent) -> None:
    """What an event says of a client, or of who may see it, is known no later than the event itself."""
    if event.event is CLIENT_ACCESS_CHANGED:
        projections.note_access(uow, cast(ClientAccessChangedData, event.data))
    elif event.event is COLLEAGUE_CHANGED:
        projections.note_member(uow, cast(ColleagueChangedData, event.data))
    elif event.event is TEAM_CHANGED:
        projections.note_team(uow, cast(TeamChangedData, event.data))
    elif event.event in _OF_CLIENTS:
        data = cast(ClientCreatedData | ClientUpdatedData | ClientTransferredData, event.data)
        projections.note_client(uow, data)

"""What was sent to an endpoint, as its practice's admins see it, the newest first."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import cast

from sqlalchemy import Connection, and_, case, select, text, tuple_

from chassis.database import paging
from chassis.database.engine import Database
from chassis.database.rows import columns_of, loaded
from chassis.database.unit_of_work import now
from chassis.security.identity import Caller
from contracts.connections import (
    DAYS_KEPT,
    ListWebhookDeliveries,
    WebhookAttempt,
    WebhookDeliveries,
    WebhookDeliveryState,
)
from contracts.connections import WebhookDelivery as WebhookDeliveryView
from contracts.moments import moment
from services.connections.event_feed import feed_pages
from services.connections.event_feed.feed_pages import StoredEvent
from services.connections.tables import FeedEvent, WebhookDelivery, WebhookLane
from services.connections.webhooks import signed_requests, webhook_endpoints

_PREFIX = "delivery_"
_CLIENT = "client_"
_KEPT = datetime.timedelta(days=DAYS_KEPT + 1)
_AT_ONCE = 5000
_FORGET = text(
    "DELETE FROM webhook_deliveries WHERE (endpoint_id, event_id) IN (SELECT endpoint_id, event_id"
    " FROM webhook_deliveries WHERE created_at < :before ORDER BY created_at LIMIT :at_once)"
)
# One that something comes to meanwhile is due again, and stays.
_FORGET_LANES = text(
    "DELETE FROM webhook_lanes WHERE due_at IS NULL AND (endpoint_id, lane) IN (SELECT endpoint_id, lane"
    " FROM webhook_lanes AS rest WHERE due_at IS NULL AND NOT EXISTS (SELECT FROM webhook_deliveries AS d"
    " WHERE d.endpoint_id = rest.endpoint_id AND d.lane = rest.lane AND d.created_at >= :before)"
    " LIMIT :at_once)"
)


@dataclass(frozen=True, slots=True)
class LoggedDelivery:
    """A delivery as it is stored. `body` is a test's."""

    endpoint_id: str
    event_id: str
    position: int
    type: str
    about: str
    state: WebhookDeliveryState
    history: list[Mapping[str, object]]
    body: str | None
    created_at: datetime.datetime


_DELIVERY = columns_of(LoggedDelivery, WebhookDelivery)
_ROWS = (
    select(
        *_DELIVERY,
        # Only the first of a lane is tried.
        case((WebhookDelivery.state == WebhookDeliveryState.PENDING, WebhookLane.due_at)).label("due_at"),
        *columns_of(StoredEvent, FeedEvent),
    )
    .join(
        WebhookLane,
        and_(
            WebhookLane.endpoint_id == WebhookDelivery.endpoint_id,
            WebhookLane.lane == WebhookDelivery.lane,
        ),
        isouter=True,
    )
    .join(
        FeedEvent,
        and_(
            FeedEvent.position == WebhookDelivery.position,
            FeedEvent.practice_id == WebhookDelivery.practice_id,
            FeedEvent.id == WebhookDelivery.event_id,
        ),
        isouter=True,
    )
)


def page(database: Database, caller: Caller, query: ListWebhookDeliveries) -> WebhookDeliveries:
    """One page of an endpoint's deliveries. Raises `NotFound`, `RoleRequired`, `InvalidInput`."""
    statement = _ROWS.where(WebhookDelivery.endpoint_id == query.endpoint_id)
    if query.state is not None:
        statement = statement.where(WebhookDelivery.state == query.state)
    if query.cursor is not None:
        place = paging.read_cursor(query.cursor, int, str, source="a page of deliveries")
        statement = statement.where(
            tuple_(WebhookDelivery.position, WebhookDelivery.event_id) < tuple_(*place)
        )
    order = (WebhookDelivery.position.desc(), WebhookDelivery.event_id.desc())
    with database.read() as connection:
        url = webhook_endpoints.require(connection, caller, query.endpoint_id).url
        in_order = statement.order_by(*order).limit(query.limit + 1)
        rows = paging.rows_in_index_order(connection, in_order)
    shown = [_view(row, url) for row in rows[: query.limit]]
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    cursor = paging.write_cursor(last.position, last.event_id) if last is not None else None
    return {"items": shown, "next_cursor": cursor}


def one(connection: Connection, endpoint_id: str, event_id: str, url: str) -> WebhookDeliveryView:
    """One delivery, which is there."""
    row = connection.execute(
        _ROWS.where(WebhookDelivery.endpoint_id == endpoint_id, WebhookDelivery.event_id == event_id)
    ).one()
    return _view(row, url)


def event_of(delivery_id: str) -> str:
    """The event of a delivery's id."""
    return delivery_id.removeprefix(_PREFIX)


def forget_old(database: Database) -> None:
    """The log is kept as long as events are, and lanes as long as anything in it is theirs."""
    for statement in (_FORGET, _FORGET_LANES):
        more = True
        while more:
            with database.autocommit() as connection:
                found = connection.execute(statement, {"before": now() - _KEPT, "at_once": _AT_ONCE})
            more = found.rowcount == _AT_ONCE


def _view(row: Sequence[object], url: str) -> WebhookDeliveryView:
    number = len(fields(LoggedDelivery))
    delivery = loaded(LoggedDelivery, row[:number])
    due_at, event = row[number], row[number + 1 :]
    body = delivery.body
    if body is None and event[0] is not None:
        body = signed_requests.body_of(feed_pages.cloud_event(loaded(StoredEvent, event)))
    about = delivery.about
    return {
        "id": f"{_PREFIX}{delivery.event_id}",
        "endpoint_id": delivery.endpoint_id,
        "event_id": delivery.event_id,
        "type": delivery.type,
        "client_id": about if about.startswith(_CLIENT) else None,
        "state": WebhookDeliveryState(delivery.state),
        "request": {"url": url, "webhook_id": delivery.event_id, "body": body},
        "attempts": cast("list[WebhookAttempt]", delivery.history),
        "next_attempt_at": moment(due_at) if isinstance(due_at, datetime.datetime) else None,
        "created_at": moment(delivery.created_at),
    }

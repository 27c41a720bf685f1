"""Sending again: one delivery, every event of a time, or all that failed; and a test event."""

from __future__ import annotations

import datetime

import orjson
from sqlalchemy import ColumnElement, and_, func, literal, or_, select, text, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert
from ulid import ULID

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from contracts.connections import (
    OneWebhookEndpoint,
    ResendWebhookDeliveries,
    Resent,
    WebhookDeliveryState,
    WebhookEndpointDisabled,
    WebhookState,
)
from contracts.connections import WebhookDelivery as WebhookDeliveryView
from contracts.errors import InvalidInput, NotFound
from contracts.moments import moment
from services.connections.event_feed.recorded_events import DELIVERIES
from services.connections.tables import FeedEvent, WebhookDelivery, WebhookLane
from services.connections.webhooks import delivery_log, webhook_endpoints
from services.connections.webhooks.endpoint_facts import StoredEndpoint

TEST = "WebhookTest"


def resend(database: Database, request: Request[ResendWebhookDeliveries]) -> Resent:
    """Raises `NotFound`, `RoleRequired`, `WebhookEndpointDisabled`, `InvalidInput`."""
    data = request.data
    with database.unit_of_work(request) as uow:
        endpoint = _enabled(uow, request, data["endpoint_id"])
        _require_one_of_three(data)
        of_it = WebhookDelivery.endpoint_id == endpoint.id
        if "delivery_id" in data:
            event = delivery_log.event_of(data["delivery_id"])
            resent = _again(uow, and_(of_it, WebhookDelivery.event_id == event))
            if not resent:
                raise NotFound(what="delivery")
        elif "from" in data:
            resent = _of_time(uow, endpoint, data["from"], data.get("to") or now())
        else:
            resent = _again(uow, and_(of_it, WebhookDelivery.state == WebhookDeliveryState.FAILED))
        _wake_lanes(uow, endpoint.id)
        answer: Resent = {"resent": resent}
        return uow.answer(answer)


def _require_one_of_three(data: ResendWebhookDeliveries) -> None:
    chosen = ("delivery_id" in data, "from" in data, data.get("failed", False))
    if sum(chosen) != 1:
        message = "Say what to send again: a delivery_id, from (and to), or failed: true."
        raise InvalidInput.at("", "choose_one", message)


def test(database: Database, request: Request[OneWebhookEndpoint]) -> WebhookDeliveryView:
    """Have a test event sent. Raises `NotFound`, `RoleRequired`, `WebhookEndpointDisabled`."""
    with database.unit_of_work(request) as uow:
        endpoint = _enabled(uow, request, request.data.endpoint_id)
        event_id, at = str(ULID()), now()
        body = {
            "specversion": "1.0",
            "id": event_id,
            "type": TEST,
            "source": "/clientele/connections",
            "subject": endpoint.id,
            "time": moment(at),
            "datacontenttype": "application/json",
            "data": {"endpoint_id": endpoint.id, "practice_id": endpoint.practice_id},
        }
        row = {
            "endpoint_id": endpoint.id,
            "event_id": event_id,
            "practice_id": endpoint.practice_id,
            "position": int(at.timestamp() * 1_000_000),
            "type": TEST,
            "about": endpoint.practice_id,
            # It waits for nothing.
            "lane": event_id,
            "state": WebhookDeliveryState.PENDING,
            "history": [],
            "body": orjson.dumps(body).decode(),
            "created_at": at,
        }
        uow.execute(plain_insert(WebhookDelivery).values(row))
        _wake_lanes(uow, endpoint.id, WebhookDelivery.event_id == event_id)
        return uow.answer(delivery_log.one(uow.connection, endpoint.id, event_id, endpoint.url))


def _enabled(
    uow: UnitOfWork, request: Request[ResendWebhookDeliveries] | Request[OneWebhookEndpoint], endpoint_id: str
) -> StoredEndpoint:
    endpoint = webhook_endpoints.require(uow.connection, request.caller, endpoint_id)
    if endpoint.state is WebhookState.DISABLED:
        raise WebhookEndpointDisabled()
    return endpoint


def _again(uow: UnitOfWork, which: ColumnElement[bool]) -> int:
    """Let these be pending; gives how many there are."""
    return uow.execute(
        update(WebhookDelivery).where(which).values(state=WebhookDeliveryState.PENDING)
    ).rowcount


def _of_time(
    uow: UnitOfWork, endpoint: StoredEndpoint, since: datetime.datetime, until: datetime.datetime
) -> int:
    """Let every event of a time be pending that the endpoint is to get, also what was never sent to it."""
    columns = ("endpoint_id", "event_id", "practice_id", "position", "type", "about", "lane", "state")
    events = select(
        literal(endpoint.id),
        FeedEvent.id,
        FeedEvent.practice_id,
        FeedEvent.position,
        FeedEvent.type,
        FeedEvent.about,
        FeedEvent.about if endpoint.ordered else FeedEvent.id,
        literal(WebhookDeliveryState.PENDING.value),
        text("'[]'::jsonb"),
        func.now(),
    ).where(
        FeedEvent.practice_id == endpoint.practice_id,
        FeedEvent.position.between(_position(since), _position(until)),
        or_(literal(endpoint.types is None), FeedEvent.type.in_(endpoint.types or [])),
    )
    statement = insert(WebhookDelivery).from_select([*columns, "history", "created_at"], events)
    return uow.execute(
        statement.on_conflict_do_update(
            index_elements=["endpoint_id", "event_id"], set_={"state": WebhookDeliveryState.PENDING}
        )
    ).rowcount


def _wake_lanes(uow: UnitOfWork, endpoint_id: str, *which: ColumnElement[bool]) -> None:
    """Let every lane be due at once in which something waits."""
    lanes = (
        select(
            WebhookDelivery.endpoint_id,
            WebhookDelivery.lane,
            func.min(WebhookDelivery.practice_id),
            func.now(),
            literal(0),
            literal(1),
        )
        .where(
            WebhookDelivery.endpoint_id == endpoint_id,
            WebhookDelivery.state == WebhookDeliveryState.PENDING,
            *which,
        )
        .group_by(WebhookDelivery.endpoint_id, WebhookDelivery.lane)
        .order_by(WebhookDelivery.lane)
    )
    names = ["endpoint_id", "lane", "practice_id", "due_at", "attempts", "wanted"]
    statement = insert(WebhookLane).from_select(names, lanes)
    uow.execute(
        statement.on_conflict_do_update(
            index_elements=["endpoint_id", "lane"],
            set_={
                "wanted": WebhookLane.wanted + 1,
                # What is under way, or waits for its time, is not hurried.
                "due_at": func.coalesce(WebhookLane.due_at, func.now()),
            },
        )
    )
    uow.changed.append(DELIVERIES)


def _position(at: datetime.datetime) -> int:
    return int(at.timestamp() * 1_000_000)

"""What came of a request is written down, and what follows from it for the lane and the endpoint."""

from __future__ import annotations

import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, cast, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from contracts.connections import WebhookAttempt, WebhookDeliveryState, WebhookDisabledReason
from contracts.moments import moment
from services.connections.event_feed.recorded_events import DELIVERIES
from services.connections.tables import WebhookDelivery, WebhookEndpoint, WebhookLane
from services.connections.webhooks import delivery_decision, disabled_endpoints
from services.connections.webhooks.delivery_decision import Attempt, Decision, History


class Delivery(Protocol):
    """What is needed of a delivery and its endpoint here."""

    @property
    def endpoint_id(self) -> str: ...
    @property
    def event_id(self) -> str: ...
    @property
    def lane(self) -> str: ...
    @property
    def failures(self) -> int: ...
    @property
    def failing_since(self) -> datetime.datetime | None: ...


def entry(attempted: Attempt, at: datetime.datetime, url: str, duration_ms: int) -> WebhookAttempt:
    """An attempt as the log has it."""
    return {
        "at": moment(at),
        "url": url,
        "status": attempted.status,
        "duration_ms": duration_ms,
        "problem": attempted.problem,
    }


def keep(
    database: Database, delivery: Delivery, attempted: Attempt, made: WebhookAttempt, attempt: int
) -> bool:
    """Write an attempt down with what follows; whether its lane goes on at once."""
    with database.unit_of_work() as uow:
        failures = delivery.failures
        if not attempted.succeeded:
            failures = delivery_decision.failures_before(failures, _failures_now(uow, delivery))
        since = delivery.failing_since
        failing_for = now() - since if since is not None else datetime.timedelta()
        decision = delivery_decision.decide(attempted, History(attempt, failures, failing_for))
        _log(uow, delivery, decision.state, made)
        if attempted.succeeded:
            if delivery.failures:
                _recover(uow, delivery.endpoint_id)
            return True
        _note_failure(uow, delivery, decision, attempt, failures + 1)
        if decision.disable is not None:
            disabled_endpoints.disable(uow, delivery.endpoint_id, decision.disable, by=None)
    return False


def skip(database: Database, delivery: Delivery) -> None:
    """An event that the endpoint's owner may not see is never sent."""
    with database.unit_of_work() as uow:
        uow.execute(
            update(WebhookDelivery).where(*_pending(delivery)).values(state=WebhookDeliveryState.SKIPPED)
        )


def wait(database: Database, delivery: Delivery, *, seconds: float) -> None:
    """Look at the lane again in a while, as if nothing had been tried."""
    with database.autocommit() as connection:
        connection.execute(
            update(WebhookLane)
            .where(*_lane(delivery))
            .values(due_at=func.now() + datetime.timedelta(seconds=seconds), attempts=0)
        )


def disable(database: Database, endpoint_id: str, reason: WebhookDisabledReason) -> None:
    """Nothing more is sent to an endpoint, which its practice's admins are told."""
    with database.unit_of_work() as uow:
        disabled_endpoints.disable(uow, endpoint_id, reason, by=None)


def _log(uow: UnitOfWork, delivery: Delivery, state: WebhookDeliveryState, made: WebhookAttempt) -> None:
    uow.execute(
        update(WebhookDelivery)
        .where(*_pending(delivery))
        .values(state=state, history=WebhookDelivery.history.op("||")(cast(literal([made], JSONB), JSONB)))
    )


def _failures_now(uow: UnitOfWork, delivery: Delivery) -> int:
    """Those written down by now; nobody writes down another before this is."""
    mine = WebhookEndpoint.id == delivery.endpoint_id
    return int(uow.execute(select(WebhookEndpoint.failures).where(mine).with_for_update()).scalar() or 0)


def _note_failure(
    uow: UnitOfWork, delivery: Delivery, decision: Decision, attempt: int, failures: int
) -> None:
    endpoint = WebhookEndpoint.id == delivery.endpoint_id
    values = {
        "failures": failures,
        "failing_since": func.coalesce(WebhookEndpoint.failing_since, func.now()),
    }
    if decision.pause is not None:
        until = func.now() + datetime.timedelta(seconds=decision.pause)
        values["paused_until"] = until
        others = or_(WebhookLane.lane != delivery.lane, WebhookLane.endpoint_id != delivery.endpoint_id)
        uow.execute(
            update(WebhookLane)
            .where(
                WebhookLane.endpoint_id == delivery.endpoint_id,
                others,
                WebhookLane.due_at < until,
                WebhookLane.attempts == 0,
            )
            .values(due_at=until)
        )
    uow.execute(update(WebhookEndpoint).where(endpoint).values(values))
    over = decision.state is not WebhookDeliveryState.PENDING
    delay = datetime.timedelta(seconds=decision.pause or 0 if over else decision.again or 0)
    uow.execute(
        update(WebhookLane)
        .where(*_lane(delivery))
        .values(due_at=func.now() + delay, attempts=0 if over else attempt)
    )


def _recover(uow: UnitOfWork, endpoint_id: str) -> None:
    """It takes something again: what waited for that is due."""
    uow.execute(
        update(WebhookEndpoint)
        .where(WebhookEndpoint.id == endpoint_id)
        .values(failures=0, failing_since=None, paused_until=func.now())
    )
    uow.execute(
        update(WebhookLane)
        .where(
            WebhookLane.endpoint_id == endpoint_id,
            WebhookLane.attempts == 0,
            WebhookLane.due_at > func.now(),
        )
        .values(due_at=func.now())
    )
    uow.changed.append(DELIVERIES)


def _pending(delivery: Delivery) -> tuple[ColumnElement[bool], ...]:
    return (
        WebhookDelivery.endpoint_id == delivery.endpoint_id,
        WebhookDelivery.event_id == delivery.event_id,
        WebhookDelivery.state == WebhookDeliveryState.PENDING,
    )


def _lane(delivery: Delivery) -> tuple[ColumnElement[bool], ...]:
    return (WebhookLane.endpoint_id == delivery.endpoint_id, WebhookLane.lane == delivery.lane)

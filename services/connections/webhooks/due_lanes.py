"""Jobs: the events of one client to one endpoint, sent one after another, in their order.

The job is not one delivery but all that wait for the same client (a lane), so that no two workers send them
side by side. It is left when nothing waits, when one has failed, or after a while, for others' sake.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

from sqlalchemy import ColumnElement, exists, func, select, update

from chassis import context
from chassis.database.engine import Database
from chassis.database.leased_jobs import Claimed, LeasedJobs
from chassis.database.prepared import BY_INDEX, Prepared
from chassis.database.rows import columns_of
from chassis.observability import failures, logs
from chassis.process import waiting
from contracts.connections import WebhookDeliveryState, WebhookState
from services.connections.event_feed.recorded_events import DELIVERIES
from services.connections.tables import WebhookDelivery, WebhookEndpoint, WebhookLane
from services.connections.webhooks import next_deliveries
from services.connections.webhooks.delivery_slots import Slots
from services.connections.webhooks.signed_requests import Sender

_log = logs.get(__name__)

#: Seconds after which a lane gives its place to others.
_TURN = 10.0
#: Seconds for which a lane is waited for.
_LOOK = 1.0


@dataclass(frozen=True, slots=True)
class DueLane:
    """A lane with something to send. `wanted` tells whether more came meanwhile."""

    endpoint_id: str
    lane: str
    practice_id: str
    owner_id: str
    wanted: int


LANES = LeasedJobs(
    DueLane,
    select(*columns_of(DueLane, WebhookLane, WebhookEndpoint))
    .join(WebhookEndpoint, WebhookEndpoint.id == WebhookLane.endpoint_id)
    .where(WebhookEndpoint.state == WebhookState.ENABLED),
    key=(WebhookLane.endpoint_id, WebhookLane.lane),
    due_at=WebhookLane.due_at,
    attempts=WebhookLane.attempts,
    # A turn, and one request that takes all the time that it may.
    lease=30,
    back_off=(1,),
    endless=True,
)

#: Asked first, as it is woken by every event, and most have no endpoint that wants them.
_ANY_DUE = Prepared("any_due_lane", select(exists(LANES.due).label("any")), setting=BY_INDEX)


def begin_one(database: Database, sender: Sender, slots: Slots) -> bool:
    """Begin to work off one lane, beside those at work; waits a second for one, and says to look again.

    It is woken by what leaves something to deliver, and by nothing else: each event would else have every job
    of the service looked for.
    """
    found: list[Claimed[DueLane]] = []

    def claim() -> bool:
        claimed = None
        if not slots.full and _any_due(database):
            claimed = LANES.claim(database, *_conditions(slots))
        slots.wanted = claimed is None
        if claimed is not None:
            found.append(claimed)
        return bool(found)

    database.changes.until([DELIVERIES], claim, within=_LOOK)
    for claimed in found:
        slots.take(claimed.job.endpoint_id)
        waiting.later(0, partial(_run, database, sender, slots, claimed))
    return True


def _any_due(database: Database) -> bool:
    with database.read(everywhere=True) as connection:
        return bool(_ANY_DUE.first(connection, {}).any)


def _conditions(slots: Slots) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if busy := slots.busy:
        found.append(WebhookLane.endpoint_id.not_in(busy))
    if slots.only_proven:
        found.append(WebhookLane.endpoint_id.in_(slots.proven))
    return found


def _run(database: Database, sender: Sender, slots: Slots, claimed: Claimed[DueLane]) -> None:
    try:
        with context.everywhere():
            work_off(database, sender, slots, claimed)
    except Exception as error:  # noqa: BLE001  its lease ends, and it is tried again
        if failures.is_passing(error):
            _log.warning("webhook_lane_postponed", error=type(error).__name__)
        else:
            _log.exception("webhook_lane_failed", endpoint_id=claimed.job.endpoint_id)
    finally:
        slots.give_back(claimed.job.endpoint_id)
        if slots.wanted:
            database.changes.tell([DELIVERIES])


def work_off(database: Database, sender: Sender, slots: Slots, claimed: Claimed[DueLane]) -> None:
    """Send what waits in a lane, until it is empty, something fails, or its turn is over."""
    lane, attempt, end = claimed.job, claimed.attempt, time.monotonic() + _TURN
    while time.monotonic() < end:
        went_on = next_deliveries.send_next(
            database, sender, slots, lane.endpoint_id, lane.lane, lane.practice_id, lane.owner_id, attempt
        )
        if went_on is None:
            break
        if not went_on:
            # It says itself when it is due again.
            return
        attempt = 1
    _leave(database, lane)


def _leave(database: Database, lane: DueLane) -> None:
    """Let a lane rest where nothing waits in it and nothing came meanwhile; else it is due at once."""
    mine = (WebhookLane.endpoint_id == lane.endpoint_id, WebhookLane.lane == lane.lane)
    pending = exists().where(
        WebhookDelivery.endpoint_id == lane.endpoint_id,
        WebhookDelivery.lane == lane.lane,
        WebhookDelivery.state == WebhookDeliveryState.PENDING,
    )
    again = update(WebhookLane).where(*mine).values(attempts=0, due_at=func.now())
    with database.unit_of_work() as uow:
        rest = update(WebhookLane).where(*mine, WebhookLane.wanted == lane.wanted, ~pending)
        if not uow.execute(rest.values(attempts=0, due_at=None)).rowcount:
            uow.execute(again)
            uow.changed.append(DELIVERIES)

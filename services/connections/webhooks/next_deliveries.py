"""The next event of a lane: whether its endpoint's owner may see it, the request, and what came of it."""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass, field, fields

from sqlalchemy import and_, or_, select

from chassis.database.engine import Database
from chassis.database.rows import columns_of, loaded
from chassis.database.unit_of_work import now
from contracts.connections import CloudEvent, WebhookDeliveryState, WebhookDisabledReason, WebhookState
from services.connections.event_feed import event_audiences, feed_pages
from services.connections.event_feed.feed_pages import StoredEvent
from services.connections.tables import Client, FeedEvent, Member, WebhookDelivery, WebhookEndpoint
from services.connections.webhooks import delivery_results, guarded_posts, signed_requests
from services.connections.webhooks.client_certificates import KeyPair
from services.connections.webhooks.delivery_decision import Attempt, problem_of
from services.connections.webhooks.delivery_slots import Slots
from services.connections.webhooks.guarded_posts import NotSent
from services.connections.webhooks.signed_requests import Keys, Sender


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery, with its endpoint as it is now. `body` is a test's."""

    endpoint_id: str
    event_id: str
    practice_id: str
    type: str
    lane: str
    created_at: datetime.datetime
    body: str | None
    url: str
    header_name: str | None
    sealed_header: str | None = field(repr=False)
    certificate: str | None = field(repr=False)
    sealed_key: str | None = field(repr=False)
    sealed_secret: str = field(repr=False)
    sealed_previous: str | None = field(repr=False)
    previous_until: datetime.datetime | None
    failures: int
    failing_since: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """A delivery, its event where that is kept, and what its owner may see."""

    delivery: DueDelivery
    event: StoredEvent | None
    role: str | None
    permissions: list[str]
    by_role: bool
    by_grant: bool
    access_known: bool

    @property
    def visible(self) -> bool:
        """Whether the owner may see the event now."""
        if self.role is None:
            return False
        if self.delivery.body is not None:
            return True
        if self.event is None or not event_audiences.visible_types(
            [self.event.type], self.role, self.permissions
        ):
            return False
        return self.by_role if event_audiences.is_admin(self.role) else self.by_grant

    @property
    def may_become_visible(self) -> bool:
        """Whether who may see the client is not known yet, as in the first moment after it was created."""
        young = now() - self.delivery.created_at < feed_pages.ACCESS_FOLLOWS
        return not self.access_known and young


_DELIVERY = columns_of(DueDelivery, WebhookDelivery, WebhookEndpoint)
_EVENT = columns_of(StoredEvent, FeedEvent)
_NEXT = (
    select(
        *_DELIVERY,
        *_EVENT,
        Member.role,
        Member.permissions,
        feed_pages.SEEN_BY_ADMINS.label("by_role"),
        feed_pages.SEEN_BY_GRANT.label("by_grant"),
        or_(FeedEvent.client_id.is_(None), Client.access_version > 0).label("access_known"),
    )
    .join(WebhookEndpoint, WebhookEndpoint.id == WebhookDelivery.endpoint_id)
    .join(
        FeedEvent,
        and_(
            FeedEvent.position == WebhookDelivery.position,
            FeedEvent.practice_id == WebhookDelivery.practice_id,
            FeedEvent.id == WebhookDelivery.event_id,
        ),
        isouter=True,
    )
    .join(Client, Client.id == FeedEvent.client_id, isouter=True)
    .join(
        Member,
        and_(
            Member.practice_id == WebhookEndpoint.practice_id,
            Member.user_id == WebhookEndpoint.owner_id,
            Member.status == "active",
        ),
        isouter=True,
    )
    .where(
        WebhookDelivery.state == WebhookDeliveryState.PENDING,
        WebhookEndpoint.state == WebhookState.ENABLED,
    )
    .order_by(WebhookDelivery.position)
    .limit(1)
)


def send_next(
    database: Database,
    sender: Sender,
    slots: Slots,
    endpoint_id: str,
    lane: str,
    practice_id: str,
    owner_id: str,
    attempt: int,
) -> bool | None:
    """Deal with the next delivery of a lane; whether the lane goes on, None where nothing is left of it."""
    found = _next(database, endpoint_id, lane, practice_id, owner_id)
    if found is None:
        return None
    if found.role is None:
        delivery_results.disable(database, endpoint_id, WebhookDisabledReason.OWNER_LEFT)
        return False
    if not found.visible:
        if found.may_become_visible:
            delivery_results.wait(database, found.delivery, seconds=1)
            return False
        delivery_results.skip(database, found.delivery)
        return True
    body = found.delivery.body or signed_requests.body_of(_cloud_event(found))
    began, at = time.monotonic(), now()
    attempted = _attempt(sender, found.delivery, body, at)
    slots.note(endpoint_id, succeeded=attempted.succeeded)
    entry = delivery_results.entry(attempted, at, found.delivery.url, guarded_posts.milliseconds(began))
    return delivery_results.keep(database, found.delivery, attempted, entry, attempt)


def _next(database: Database, endpoint_id: str, lane: str, practice_id: str, owner_id: str) -> Found | None:
    with database.read() as connection:
        row = connection.execute(
            # Where the endpoint has another owner by now, it is looked at with theirs the next time.
            _NEXT.where(
                WebhookDelivery.endpoint_id == endpoint_id,
                WebhookDelivery.lane == lane,
                WebhookEndpoint.owner_id == owner_id,
            ),
            {"practice_id": practice_id, "user_id": owner_id},
        ).first()
    if row is None:
        return None
    first, second = len(_DELIVERY), len(_DELIVERY) + len(fields(StoredEvent))
    role, permissions, by_role, by_grant, access_known = row[second:]
    event = loaded(StoredEvent, row[first:second]) if row[first] is not None else None
    return Found(
        loaded(DueDelivery, row[:first]),
        event,
        role,
        permissions or [],
        bool(by_role),
        bool(by_grant),
        bool(access_known),
    )


def _cloud_event(found: Found) -> CloudEvent:
    if found.event is None:
        raise LookupError("an event that is not kept is visible to nobody")
    return feed_pages.cloud_event(found.event)


def _attempt(sender: Sender, delivery: DueDelivery, body: str, at: datetime.datetime) -> Attempt:
    keys = _keys(sender, delivery, at)
    headers = signed_requests.headers(keys, delivery.event_id, body, at)
    try:
        answer = guarded_posts.post(delivery.url, body.encode(), headers, sender.networks, keys.pair)
    except NotSent as problem:
        return Attempt(None, str(problem))
    return Attempt(answer.status, problem_of(answer.status), answer.retry_after)


def _keys(sender: Sender, delivery: DueDelivery, at: datetime.datetime) -> Keys:
    def opened(sealed: str, kind: str) -> str:
        place = signed_requests.place(delivery.endpoint_id, delivery.practice_id, kind)
        return sender.vault.open(sealed, place)

    secrets = [opened(delivery.sealed_secret, "secret")]
    if delivery.sealed_previous and delivery.previous_until and at < delivery.previous_until:
        secrets.append(opened(delivery.sealed_previous, "previous"))
    header = None
    if delivery.header_name and delivery.sealed_header:
        header = (delivery.header_name, opened(delivery.sealed_header, "header"))
    pair = None
    if delivery.certificate and delivery.sealed_key:
        pair = KeyPair(delivery.certificate, opened(delivery.sealed_key, "key"))
    return Keys(tuple(secrets), header, pair)

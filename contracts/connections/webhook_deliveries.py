"""What was sent to a webhook endpoint, and sending it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Required, TypedDict

from contracts.connections.states import WebhookDeliveryState
from contracts.connections.webhook_endpoints import OneWebhookEndpoint
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape
from contracts.values import Count, Cursor, DeliveryId, Limit, Timestamp, WebhookEndpointId


class WebhookAttempt(TypedDict):
    """One request. `status` is null where no answer came; then `problem` says why in plain words."""

    at: Timestamp
    url: str
    status: int | None
    duration_ms: Count
    problem: str | None


class WebhookRequest(TypedDict):
    """What is sent. `body` is null once the event is no longer kept, or is no longer the owner's to see."""

    url: str
    webhook_id: str
    body: str | None


class WebhookDelivery(TypedDict):
    """An event on its way to an endpoint. `client_id` is whom it is kept in order for."""

    id: DeliveryId
    endpoint_id: WebhookEndpointId
    event_id: str
    type: str
    client_id: str | None
    state: WebhookDeliveryState
    request: WebhookRequest
    attempts: list[WebhookAttempt]
    next_attempt_at: Timestamp | None
    created_at: Timestamp


class WebhookDeliveries(TypedDict):
    items: list[WebhookDelivery]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ListWebhookDeliveries(RequestShape):
    """One page of an endpoint's deliveries, the newest first."""

    endpoint_id: WebhookEndpointId
    state: Annotated[WebhookDeliveryState, Labelled("a delivery's state")] | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


ResendWebhookDeliveries = TypedDict(
    "ResendWebhookDeliveries",
    {
        "endpoint_id": Required[WebhookEndpointId],
        "delivery_id": DeliveryId,
        "from": Annotated[datetime, Described("Events from then on, also those never sent here")],
        "to": Annotated[datetime, Described("Until then; now, if left out")],
        "failed": bool,
    },
    total=False,
)
ResendWebhookDeliveries.__doc__ = (
    "Send again: a delivery, every event from `from` until `to`, or all that failed."
)


class Resent(TypedDict):
    """How many deliveries are on their way now."""

    resent: Count


LIST_WEBHOOK_DELIVERIES = Call(
    "connections", "list_webhook_deliveries", ListWebhookDeliveries, WebhookDeliveries, "read"
)
RESEND_WEBHOOK_DELIVERIES = Call(
    "connections", "resend_webhook_deliveries", ResendWebhookDeliveries, Resent, "write"
)
TEST_WEBHOOK_ENDPOINT = Call(
    "connections", "test_webhook_endpoint", OneWebhookEndpoint, WebhookDelivery, "write"
)


def list_webhook_deliveries(
    rpc: Rpc,
    endpoint_id: str,
    *,
    state: WebhookDeliveryState | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> WebhookDeliveries:
    """Raises `NotFound`, `RoleRequired`."""
    return rpc.call(
        LIST_WEBHOOK_DELIVERIES,
        ListWebhookDeliveries(endpoint_id=endpoint_id, state=state, limit=limit, cursor=cursor),
    )


def resend_webhook_deliveries(rpc: Rpc, endpoint_id: str, **what: object) -> Resent:
    """`delivery_id`, `from` and `to`, or `failed`. Raises `NotFound`, `WebhookEndpointDisabled`."""
    return rpc.forward(RESEND_WEBHOOK_DELIVERIES, {"endpoint_id": endpoint_id, **what})


def send_webhook_test(rpc: Rpc, endpoint_id: str) -> WebhookDelivery:
    """Have a test event sent. Raises `NotFound`, `WebhookEndpointDisabled`."""
    return rpc.call(TEST_WEBHOOK_ENDPOINT, OneWebhookEndpoint(endpoint_id=endpoint_id))

"""Where a practice's events are sent: webhook endpoints, their log, and sending again."""

from __future__ import annotations

from typing import Any

from contracts import connections
from contracts.errors import NotFound, PracticeAccountRequired, RoleRequired
from gateway.api.events import EXAMPLE_EVENT
from gateway.api.operations import Operation
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.http.responses import Response, no_content

_TAG = "Webhooks"
_PATH = "/v1/webhook-endpoints"
_ONE = f"{_PATH}/{{endpoint_id}}"
_RIGHTS = (PracticeAccountRequired, RoleRequired)
_ENDPOINT: dict[str, Any] = {
    "id": "hook_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "url": "https://hooks.example.com/clientele",
    "types": ["ClientCreated", "ClientUpdated"],
    "description": "CRM",
    "ordered": True,
    "header_name": None,
    "client_certificate": {
        "subject": "CN=clientele,O=Birch & Co",
        "fingerprint": "6f2c4a1d0c2b9b5c64f1b0a4b0a4b2cb6f2c4a1d0c2b9b5c64f1b0a4b0a4b2cb",
        "expires_at": "2027-11-02T08:00:00Z",
    },
    "state": "enabled",
    "disabled_reason": None,
    "failing_since": None,
    "owner_id": "user_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "previous_secret_until": None,
    "created_at": "2026-11-02T08:00:00Z",
    "version": 1,
}
_WITH_SECRET = {**_ENDPOINT, "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="}
_DELIVERY: dict[str, Any] = {
    "id": f"delivery_{EXAMPLE_EVENT['id']}",
    "endpoint_id": _ENDPOINT["id"],
    "event_id": EXAMPLE_EVENT["id"],
    "type": "ClientCreated",
    "client_id": EXAMPLE_EVENT["subject"],
    "state": "delivered",
    "request": {"url": _ENDPOINT["url"], "webhook_id": EXAMPLE_EVENT["id"], "body": "{…}"},
    "attempts": [
        {
            "at": "2026-11-02T08:00:00Z",
            "url": _ENDPOINT["url"],
            "status": 204,
            "duration_ms": 38,
            "problem": None,
        }
    ],
    "next_attempt_at": None,
    "created_at": "2026-11-02T08:00:00Z",
}


def delete(request: Request, services: Services) -> Response:
    connections.delete_webhook_endpoint(services.rpc, request.arguments["endpoint_id"])
    return no_content()


OPERATIONS = (
    Operation(
        method="GET",
        path=_PATH,
        name="listWebhookEndpoints",
        summary="Where the practice's events are sent",
        tag=_TAG,
        call=connections.LIST_WEBHOOK_ENDPOINTS,
        refusals=_RIGHTS,
        example_answer={"items": [_ENDPOINT], "next_cursor": None},
    ),
    Operation(
        method="POST",
        path=_PATH,
        name="createWebhookEndpoint",
        summary="Have events sent to an address",
        description=(
            "From now on each event of these types is sent as a POST with a CloudEvent as its body, signed "
            "as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`) with "
            "`secret`, which is shown this once. It gets what its owner, who makes it, may see. Answer with "
            "2xx within ten seconds; anything else is tried again for three days, each client's events in "
            "their order. An event may come twice: take each `webhook-id` in once. Redirects are not "
            "followed, and private addresses not reached. Where the receiver demands proof of who calls, "
            "give a `header`, or a `client_certificate` with its key: both are sealed, and shown to nobody."
        ),
        tag=_TAG,
        call=connections.CREATE_WEBHOOK_ENDPOINT,
        status=201,
        takes="body",
        location=f"{_PATH}/{{id}}",
        refusals=(*_RIGHTS, connections.WebhookEndpointLimit),
        example={"url": _ENDPOINT["url"], "types": _ENDPOINT["types"]},
        example_answer=_WITH_SECRET,
    ),
    Operation(
        method="GET",
        path=_ONE,
        name="getWebhookEndpoint",
        summary="One webhook endpoint",
        tag=_TAG,
        call=connections.GET_WEBHOOK_ENDPOINT,
        versioned=True,
        refusals=(*_RIGHTS, NotFound),
        example_answer=_ENDPOINT,
    ),
    Operation(
        method="PATCH",
        path=_ONE,
        name="changeWebhookEndpoint",
        summary="Change a webhook endpoint, disable or enable it",
        description=(
            "`enabled: false` stops it: what waits has failed, and can be sent again. `enabled: true` makes "
            "you its owner."
        ),
        tag=_TAG,
        call=connections.CHANGE_WEBHOOK_ENDPOINT,
        takes="body",
        versioned=True,
        refusals=(*_RIGHTS, NotFound),
        example={"types": ["ClientCreated"], "description": "CRM, new clients"},
        example_answer=_ENDPOINT,
    ),
    Operation(
        method="DELETE",
        path=_ONE,
        name="deleteWebhookEndpoint",
        summary="Send nothing more to an address",
        description="Its log goes with it.",
        tag=_TAG,
        call=connections.DELETE_WEBHOOK_ENDPOINT,
        answer=delete,
        status=204,
        takes="nothing",
        refusals=(*_RIGHTS, NotFound),
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/rotate",
        name="rotateWebhookSecret",
        summary="A new secret",
        description=(
            "Shown this once. For `overlap_hours` (24, if nothing is said) each request has two signatures, "
            "of the new secret and of the one before."
        ),
        tag=_TAG,
        call=connections.ROTATE_WEBHOOK_SECRET,
        takes="optional_body",
        refusals=(*_RIGHTS, NotFound),
        example={"overlap_hours": 24},
        example_answer=_WITH_SECRET,
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/test",
        name="testWebhookEndpoint",
        summary="Have a test event sent",
        description="A `WebhookTest`, at once; look at its delivery for what came of it.",
        tag=_TAG,
        call=connections.TEST_WEBHOOK_ENDPOINT,
        status=202,
        takes="nothing",
        refusals=(*_RIGHTS, NotFound, connections.WebhookEndpointDisabled),
        example_answer={**_DELIVERY, "type": "WebhookTest", "client_id": None, "state": "pending"},
    ),
    Operation(
        method="GET",
        path=f"{_ONE}/deliveries",
        name="listWebhookDeliveries",
        summary="What was sent to an endpoint, the newest first",
        description=(
            "With each request's time, status and duration. `skipped` is what the endpoint's owner may not "
            "see. Kept for 30 days."
        ),
        tag=_TAG,
        call=connections.LIST_WEBHOOK_DELIVERIES,
        refusals=(*_RIGHTS, NotFound),
        example_answer={"items": [_DELIVERY], "next_cursor": None},
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/resend",
        name="resendWebhookDeliveries",
        summary="Send again",
        description=(
            "One delivery (`delivery_id`), every event of a time (`from`, and `to` or now), also those that "
            "were never sent to this endpoint, or all that failed (`failed: true`)."
        ),
        tag=_TAG,
        call=connections.RESEND_WEBHOOK_DELIVERIES,
        status=202,
        takes="body",
        refusals=(*_RIGHTS, NotFound, connections.WebhookEndpointDisabled),
        example={"failed": True},
        example_answer={"resent": 3},
    ),
)

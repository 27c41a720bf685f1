"""Webhook endpoints: where a practice's events are sent, signed as Standard Webhooks says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Required, TypedDict

from contracts.connections.states import WebhookDisabledReason, WebhookState
from contracts.connections.webhook_fields import EventType, HeaderName, HeaderValue, WebhookUrl
from contracts.errors import Refusal
from contracts.fields import ListOf, Secret, Text, Whole
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import Described, Labelled, RequestShape
from contracts.values import ExpectedVersion, Timestamp, UserId, Version, WebhookEndpointId

#: Hours for which two secrets sign after a rotation, if nothing else is said.
OVERLAP_HOURS = 24
#: Characters of a certificate with its issuers', and of a key.
LONGEST_PEM = 20_000


class WebhookEndpointLimit(Refusal):
    code = "webhook_endpoint_limit"
    status = 409
    title = "There are as many webhook endpoints as there can be"
    template = "A practice has at most {most} webhook endpoints. Delete one that is not used."


class WebhookEndpointDisabled(Refusal):
    code = "webhook_endpoint_disabled"
    status = 409
    title = "This webhook endpoint is disabled"
    template = "Nothing is sent to an endpoint that is disabled. Enable it first."


@dataclass(frozen=True, kw_only=True, slots=True)
class FixedHeader(RequestShape):
    """A header of each request, such as a key that the receiver's proxy wants to see."""

    name: Annotated[str, HeaderName()]
    value: Annotated[str, HeaderValue()]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientCertificate(RequestShape):
    """What a receiver is shown that demands a client certificate: PEM, and the key that belongs to it."""

    certificate: Annotated[
        str,
        Secret("the certificate", longest=LONGEST_PEM),
        Described("PEM; those of its issuers may follow it"),
    ]
    private_key: Annotated[
        str, Secret("its private key", longest=LONGEST_PEM), Described("PEM, not encrypted")
    ]


class ShownCertificate(TypedDict):
    """A client certificate as it is shown: `fingerprint` is its SHA-256. The key is shown to nobody."""

    subject: str
    fingerprint: str
    expires_at: Timestamp


Url = Annotated[str, WebhookUrl()]
Types = Annotated[
    list[str],
    ListOf(EventType(), longest=100, shortest=1),
    Described("The types of events that are sent; null for all of them, and those that are to come"),
]
Ordered = Annotated[
    bool,
    Described("False lets a client's events overtake those that are being tried again"),
]
Description = Annotated[str, Text("what it is for", longest=200, shortest=0)]


class WebhookEndpoint(TypedDict):
    """An endpoint. It gets what its owner may see, who is whoever enabled it last. `header_name` names the
    fixed header, whose value is shown to nobody; until `previous_secret_until` the secret before signs too.
    """

    id: WebhookEndpointId
    url: str
    types: list[str] | None
    description: str
    ordered: bool
    header_name: str | None
    client_certificate: ShownCertificate | None
    state: WebhookState
    disabled_reason: WebhookDisabledReason | None
    failing_since: Timestamp | None
    owner_id: UserId
    previous_secret_until: Timestamp | None
    created_at: Timestamp
    version: Version


class WebhookEndpointWithSecret(WebhookEndpoint):
    """The only time that the secret is shown."""

    secret: str


class WebhookEndpoints(TypedDict):
    items: list[WebhookEndpoint]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateWebhookEndpoint(RequestShape):
    """Have events sent to `url`, from now on."""

    url: Url
    types: Types | None = None
    description: Description = ""
    ordered: Ordered = True
    header: Annotated[FixedHeader, Labelled("the header")] | None = None
    client_certificate: Annotated[ClientCertificate, Labelled("the client certificate")] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OneWebhookEndpoint(RequestShape):
    endpoint_id: WebhookEndpointId


class ChangeWebhookEndpoint(TypedDict, total=False):
    """Only what is given is changed. `enabled` true makes who asks its owner; null takes the header, or the
    certificate, away.
    """

    endpoint_id: Required[WebhookEndpointId]
    url: Url
    types: Types | None
    description: Description
    ordered: Ordered
    header: Annotated[FixedHeader, Labelled("the header")] | None
    client_certificate: Annotated[ClientCertificate, Labelled("the client certificate")] | None
    enabled: bool
    if_version: ExpectedVersion


@dataclass(frozen=True, kw_only=True, slots=True)
class RotateWebhookSecret(RequestShape):
    """A new secret; both sign for so many hours, so that a receiver can change over meanwhile."""

    endpoint_id: WebhookEndpointId
    overlap_hours: Annotated[int, Whole(0, 168)] = OVERLAP_HOURS


LIST_WEBHOOK_ENDPOINTS = Call("connections", "list_webhook_endpoints", NoArguments, WebhookEndpoints, "read")
GET_WEBHOOK_ENDPOINT = Call(
    "connections", "get_webhook_endpoint", OneWebhookEndpoint, WebhookEndpoint, "read"
)
CREATE_WEBHOOK_ENDPOINT = Call(
    "connections",
    "create_webhook_endpoint",
    CreateWebhookEndpoint,
    WebhookEndpointWithSecret,
    "write",
    secret=True,
)
CHANGE_WEBHOOK_ENDPOINT = Call(
    "connections", "change_webhook_endpoint", ChangeWebhookEndpoint, WebhookEndpoint, "write"
)
DELETE_WEBHOOK_ENDPOINT: Call[OneWebhookEndpoint, None] = Call(
    "connections", "delete_webhook_endpoint", OneWebhookEndpoint, None, "write"
)
ROTATE_WEBHOOK_SECRET = Call(
    "connections",
    "rotate_webhook_secret",
    RotateWebhookSecret,
    WebhookEndpointWithSecret,
    "write",
    secret=True,
)


def list_webhook_endpoints(rpc: Rpc) -> WebhookEndpoints:
    """The practice's webhook endpoints. Raises `RoleRequired`."""
    return rpc.call(LIST_WEBHOOK_ENDPOINTS, NoArguments())


def get_webhook_endpoint(rpc: Rpc, endpoint_id: str) -> WebhookEndpoint:
    """Raises `NotFound`, `RoleRequired`."""
    return rpc.call(GET_WEBHOOK_ENDPOINT, OneWebhookEndpoint(endpoint_id=endpoint_id))


def create_webhook_endpoint(
    rpc: Rpc,
    *,
    url: str,
    types: Sequence[str] | None = None,
    description: str = "",
    ordered: bool = True,
    header: FixedHeader | None = None,
    client_certificate: ClientCertificate | None = None,
) -> WebhookEndpointWithSecret:
    """The secret is in the answer, this once. Raises `RoleRequired`, `InvalidInput`,
    `WebhookEndpointLimit`.
    """
    return rpc.call(
        CREATE_WEBHOOK_ENDPOINT,
        CreateWebhookEndpoint(
            url=url,
            types=list(types) if types is not None else None,
            description=description,
            ordered=ordered,
            header=header,
            client_certificate=client_certificate,
        ),
    )


def change_webhook_endpoint(rpc: Rpc, endpoint_id: str, **changes: object) -> WebhookEndpoint:
    """Raises `NotFound`, `RoleRequired`, `StaleVersion`, `InvalidInput`."""
    return rpc.forward(CHANGE_WEBHOOK_ENDPOINT, {"endpoint_id": endpoint_id, **changes})


def delete_webhook_endpoint(rpc: Rpc, endpoint_id: str) -> None:
    """Nothing more is sent to it, and its log is gone. Raises `NotFound`, `RoleRequired`."""
    rpc.call(DELETE_WEBHOOK_ENDPOINT, OneWebhookEndpoint(endpoint_id=endpoint_id))


def rotate_webhook_secret(
    rpc: Rpc, endpoint_id: str, *, overlap_hours: int = OVERLAP_HOURS
) -> WebhookEndpointWithSecret:
    """The new secret is in the answer, this once. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(
        ROTATE_WEBHOOK_SECRET, RotateWebhookSecret(endpoint_id=endpoint_id, overlap_hours=overlap_hours)
    )

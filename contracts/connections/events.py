"""What the connections context tells, and the orders it takes. Nothing of it holds a token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NotRequired, TypedDict

from contracts.connections.states import WebhookChange, WebhookDisabledReason, WebhookState
from contracts.fields import Text
from contracts.messages import Command, Event
from contracts.shapes import RequestShape
from contracts.values import (
    AuthorizationId,
    ClientId,
    ConnectionId,
    Done,
    PracticeId,
    UserId,
    Version,
    WebhookEndpointId,
)


class ConnectionData(TypedDict):
    """The whole of a client's connection after the change. `actor_id` is null where nobody asked for it;
    `version` grows with each change of the client's connections. `connected_by` is who signed in at the
    vendor; the release before does not say.
    """

    connection_id: ConnectionId
    practice_id: PracticeId
    client_id: ClientId
    provider: str
    organisation_name: str
    state: str
    detail: str | None
    actor_id: str | None
    at: datetime
    version: Version
    connected_by: NotRequired[UserId]


class ConnectionRefusedData(TypedDict):
    """A connection that was ordered with a new client could not be made; `detail` says what to do."""

    connection_id: ConnectionId
    practice_id: PracticeId
    client_id: ClientId
    detail: str
    at: datetime


class WebhookEndpointChangedData(Done):
    """A webhook endpoint was added, changed or removed, or stopped by itself. `host` is of its address, the
    rest of which may be a secret; `reason` is why it is disabled.
    """

    endpoint_id: WebhookEndpointId
    practice_id: PracticeId
    change: WebhookChange
    host: str
    state: WebhookState
    reason: WebhookDisabledReason | None
    at: datetime
    version: Version


@dataclass(frozen=True, kw_only=True, slots=True)
class EstablishConnectionData(RequestShape):
    """Connect a client that was just created. The sender names the connection."""

    connection_id: ConnectionId
    client_id: ClientId
    client_name: Annotated[str, Text()]
    practice_id: PracticeId
    authorization_id: AuthorizationId
    organisation_id: str | None = None
    connected_by: UserId


CONNECTION_ESTABLISHED = Event("connections", "ConnectionEstablished", ConnectionData, aggregate="client_id")
CONNECTION_NEEDS_RECONNECT = Event(
    "connections", "ConnectionNeedsReconnect", ConnectionData, aggregate="client_id"
)
CONNECTION_CLOSED = Event("connections", "ConnectionClosed", ConnectionData, aggregate="client_id")
CONNECTION_REFUSED = Event("connections", "ConnectionRefused", ConnectionRefusedData, aggregate="client_id")

ESTABLISH_CONNECTION = Command(
    "connections", "EstablishConnection", EstablishConnectionData, aggregate="client_id"
)

WEBHOOK_ENDPOINT_CHANGED = Event(
    "connections", "WebhookEndpointChanged", WebhookEndpointChangedData, aggregate="endpoint_id"
)

EVENTS = (
    WEBHOOK_ENDPOINT_CHANGED,
    CONNECTION_ESTABLISHED,
    CONNECTION_NEEDS_RECONNECT,
    CONNECTION_CLOSED,
    CONNECTION_REFUSED,
)
COMMANDS = (ESTABLISH_CONNECTION,)

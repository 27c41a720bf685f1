"""What the connections context tells, and the orders it takes. Nothing of it holds a token."""

from __future__ import annotations

from contracts.fields import Contract, Id, Moment, Result, Text, Whole, fields
from contracts.messages import Command, Event


class ConnectionData(Result):
    """The whole of a client's connection after the change. `actor_id` is null where nobody asked for it;
    `version` grows with each change of the client's connections.
    """

    connection_id = Id("conn", required=True)
    practice_id = Id("prac", required=True)
    client_id = Id("client", required=True)
    provider = fields.String(required=True)
    organisation_name = fields.String(required=True)
    state = fields.String(required=True)
    detail = fields.String(required=True, allow_none=True)
    actor_id = fields.String(required=True, allow_none=True)
    at = Moment(required=True)
    version = Whole(1, 2**53, required=True)


class ConnectionRefusedData(Result):
    """A connection that was ordered with a new client could not be made; `detail` says what to do."""

    connection_id = Id("conn", required=True)
    practice_id = Id("prac", required=True)
    client_id = Id("client", required=True)
    detail = fields.String(required=True)
    at = Moment(required=True)


class EstablishConnectionData(Contract):
    """Connect a client that was just created. The sender names the connection."""

    connection_id = Id("conn", required=True)
    client_id = Id("client", required=True)
    client_name = Text(required=True)
    practice_id = Id("prac", required=True)
    authorization_id = Id("auth", required=True)
    #: One of those that the sign-in reaches; the chosen one where it is null.
    organisation_id = fields.String(allow_none=True, load_default=None)
    connected_by = Id("user", required=True)


CONNECTION_ESTABLISHED = Event("connections", "ConnectionEstablished", ConnectionData, aggregate="client_id")
CONNECTION_NEEDS_RECONNECT = Event(
    "connections", "ConnectionNeedsReconnect", ConnectionData, aggregate="client_id"
)
CONNECTION_CLOSED = Event("connections", "ConnectionClosed", ConnectionData, aggregate="client_id")
CONNECTION_REFUSED = Event("connections", "ConnectionRefused", ConnectionRefusedData, aggregate="client_id")

ESTABLISH_CONNECTION = Command(
    "connections", "EstablishConnection", EstablishConnectionData, aggregate="client_id"
)

EVENTS: tuple[Event, ...] = (
    CONNECTION_ESTABLISHED,
    CONNECTION_NEEDS_RECONNECT,
    CONNECTION_CLOSED,
    CONNECTION_REFUSED,
)
COMMANDS: tuple[Command, ...] = (ESTABLISH_CONNECTION,)

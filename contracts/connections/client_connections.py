"""Clients' connections to accounting software."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from contracts.access.states import AccessLevel
from contracts.connections.authorizations import GetAuthorization
from contracts.connections.states import ConnectionFilter, ConnectionStatus, ProviderId
from contracts.errors import Refusal
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape, given
from contracts.values import AuthorizationId, ClientId, ConnectionId, Cursor, Limit, Timestamp, UserId


class ConnectionExists(Refusal):
    """product.md 6.4: changing to another organisation is asked for, not slipped into."""

    code = "connection_exists"
    status = 409
    title = "This client is connected to another organisation"
    template = (
        "This client is connected to {connected}. To connect it to {chosen} instead, send replace: true; "
        "{connected} is then disconnected."
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class GetConnection(RequestShape):
    client_id: ClientId


class Connection(TypedDict):
    """A client's accounting software. `expires_at` is when the vendor ends it unless it is kept alive, which
    happens by itself; `warning` tells when that does not succeed. `checked_at` is when the vendor last let us
    in.
    """

    id: ConnectionId
    client_id: ClientId
    client_name: str
    provider: str
    organisation_id: str
    organisation_name: str
    state: ConnectionStatus
    detail: str | None
    warning: str | None
    connected_at: Timestamp
    changed_at: Timestamp
    checked_at: Timestamp | None
    expires_at: Timestamp | None
    level: NotRequired[Annotated[AccessLevel, Described("What you may do with its client, in lists")]]


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectClient(RequestShape):
    """`replace` says that the client is to leave the organisation it is connected to now."""

    client_id: ClientId
    authorization_id: AuthorizationId
    replace: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ListConnections(RequestShape):
    """One page of the connections of the clients the caller can see, those that need a person first."""

    state: Annotated[ConnectionFilter, Labelled("a connection's state")] | None = None
    provider: Annotated[ProviderId, Labelled("the accounting software")] | None = None
    connected_by: (
        Annotated[UserId, Described("Only those that work by the sign-in of this colleague")] | None
    ) = None
    limit: Limit = 50
    cursor: Cursor | None = None


class ConnectionPage(TypedDict):
    items: list[Connection]
    next_cursor: str | None


class Reconnected(TypedDict):
    items: list[Connection]


GET_CONNECTION = Call("connections", "get_connection", GetConnection, Connection, "read")
CONNECT_CLIENT = Call("connections", "connect_client", ConnectClient, Connection, "write")
CHECK_CONNECTION = Call("connections", "check_connection", GetConnection, Connection, "write")
DISCONNECT_CLIENT: Call[GetConnection, None] = Call(
    "connections", "disconnect_client", GetConnection, None, "write"
)
LIST_CONNECTIONS = Call("connections", "list_connections", ListConnections, ConnectionPage, "read")
RECONNECT_MANY = Call("connections", "reconnect_many", GetAuthorization, Reconnected, "write")


def get_connection(rpc: Rpc, client_id: str) -> Connection:
    """A client's connection. Raises `NotFound`, also where it has none."""
    return rpc.call(GET_CONNECTION, GetConnection(client_id=client_id))


def connect_client(rpc: Rpc, client_id: str, authorization_id: str, *, replace: bool = False) -> Connection:
    """Connect, reconnect or change a client. Raises `NotFound`, `AuthorizationNotReady`,
    `OrganisationAlreadyConnected`, `ConnectionExists`.
    """
    return rpc.call(
        CONNECT_CLIENT, ConnectClient(client_id=client_id, authorization_id=authorization_id, replace=replace)
    )


def check_connection(rpc: Rpc, client_id: str) -> Connection:
    """Ask the vendor whether a client's connection works. Raises `NotFound`."""
    return rpc.call(CHECK_CONNECTION, GetConnection(client_id=client_id))


def disconnect_client(rpc: Rpc, client_id: str) -> None:
    """End a client's connection; the vendor is told. Raises `NotFound`."""
    rpc.call(DISCONNECT_CLIENT, GetConnection(client_id=client_id))


def list_connections(
    rpc: Rpc,
    *,
    state: str | None = None,
    provider: str | None = None,
    connected_by: UserId | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> ConnectionPage:
    """One page of connections, those that need a person first: `{items, next_cursor}`."""
    return rpc.call(
        LIST_CONNECTIONS,
        ListConnections(
            state=given(ConnectionFilter, state),
            provider=given(ProviderId, provider),
            connected_by=connected_by,
            limit=limit,
            cursor=cursor,
        ),
    )


def reconnect_many(rpc: Rpc, authorization_id: str) -> Reconnected:
    """Mend every connection that needs it and that this sign-in reaches. Raises `NotFound`,
    `AuthorizationNotReady`.
    """
    return rpc.call(RECONNECT_MANY, GetAuthorization(authorization_id=authorization_id))

"""Accounting software: the calls of the connections context, as typed functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.connections import schemas
from contracts.errors import Refusal
from contracts.messages import Call, Rpc

NAME = "connections"

LIST_PROVIDERS = Call(NAME, "list_providers", schemas.Nothing, schemas.Providers, "read")
BEGIN_AUTHORIZATION = Call(
    NAME, "begin_authorization", schemas.BeginAuthorization, schemas.Begun, "write", secret=True
)
COMPLETE_AUTHORIZATION = Call(
    NAME, "complete_authorization", schemas.CompleteAuthorization, schemas.Completed, "write"
)
GET_AUTHORIZATION = Call(NAME, "get_authorization", schemas.GetAuthorization, schemas.Authorization, "read")
CHOOSE_ORGANISATION = Call(
    NAME, "choose_organisation", schemas.ChooseOrganisation, schemas.Authorization, "write"
)
CHECK_AUTHORIZATION = Call(NAME, "check_authorization", schemas.GetAuthorization, schemas.Usable, "read")
CHECK_ORGANISATIONS = Call(NAME, "check_organisations", schemas.CheckOrganisations, schemas.Reached, "write")
GET_CONNECTION = Call(NAME, "get_connection", schemas.GetConnection, schemas.Connection, "read")
CONNECT_CLIENT = Call(NAME, "connect_client", schemas.ConnectClient, schemas.Connection, "write")
CHECK_CONNECTION = Call(NAME, "check_connection", schemas.GetConnection, schemas.Connection, "write")
DISCONNECT_CLIENT = Call(NAME, "disconnect_client", schemas.GetConnection, None, "write")
LIST_CONNECTIONS = Call(NAME, "list_connections", schemas.ListConnections, schemas.ConnectionPage, "read")
RECONNECT_MANY = Call(NAME, "reconnect_many", schemas.GetAuthorization, schemas.Reconnected, "write")
CATCH_UP = Call(NAME, "catch_up", schemas.CatchUp, schemas.CaughtUp, "read", public=True)

CALLS = (
    LIST_PROVIDERS,
    BEGIN_AUTHORIZATION,
    COMPLETE_AUTHORIZATION,
    GET_AUTHORIZATION,
    CHOOSE_ORGANISATION,
    CHECK_AUTHORIZATION,
    CHECK_ORGANISATIONS,
    GET_CONNECTION,
    CONNECT_CLIENT,
    CHECK_CONNECTION,
    DISCONNECT_CLIENT,
    LIST_CONNECTIONS,
    RECONNECT_MANY,
    CATCH_UP,
)


class ProviderNotConfigured(Refusal):
    """api.md, Connections"""

    code = "provider_not_configured"
    status = 409
    title = "This accounting software is not set up here"
    template = "{provider} is not set up on this server. Choose other software, or ask whoever runs it."


class AuthorizationStateInvalid(Refusal):
    """product.md 6.1. One answer for used, too old, another's and made up."""

    code = "authorization_state_invalid"
    status = 403
    title = "This sign-in cannot go on here"
    template = (
        "This sign-in was used already, is too old, or was begun by somebody else or in another session. "
        "Nothing was connected. Begin again from the page where you chose the accounting software."
    )


class AuthorizationNotReady(Refusal):
    """The organisation is not chosen yet, or the sign-in failed or is over."""

    code = "authorization_not_ready"
    status = 409
    title = "This sign-in cannot be used"
    template = "{reason}"


class OrganisationAlreadyConnected(Refusal):
    """product.md 6.6"""

    code = "organisation_already_connected"
    status = 409
    title = "This organisation is connected to another client"
    template = (
        "{organisation} is already connected to your client {client_name}. Choose another organisation, or "
        "disconnect it from {client_name} first."
    )


class ConnectionExists(Refusal):
    """product.md 6.4: changing to another organisation is asked for, not slipped into."""

    code = "connection_exists"
    status = 409
    title = "This client is connected to another organisation"
    template = (
        "This client is connected to {connected}. To connect it to {chosen} instead, send replace: true; "
        "{connected} is then disconnected."
    )


def list_providers(rpc: Rpc) -> dict[str, Any]:
    """The accounting software a client can be connected to."""
    return rpc.call(LIST_PROVIDERS, {})  # type: ignore[no-any-return]


def begin_authorization(rpc: Rpc, **authorization: Any) -> dict[str, Any]:
    """Begin a sign-in at a vendor. Raises `ProviderNotConfigured`, `NotFound`, `RoleRequired`."""
    return rpc.call(BEGIN_AUTHORIZATION, authorization)  # type: ignore[no-any-return]


def complete_authorization(rpc: Rpc, **answer: Any) -> dict[str, Any]:
    """Take in what the vendor sent the browser back with. Raises `AuthorizationStateInvalid`."""
    return rpc.call(COMPLETE_AUTHORIZATION, answer)  # type: ignore[no-any-return]


def get_authorization(rpc: Rpc, *, authorization_id: str) -> dict[str, Any]:
    """How far a sign-in at a vendor is. Raises `NotFound`."""
    return rpc.call(GET_AUTHORIZATION, {"authorization_id": authorization_id})  # type: ignore[no-any-return]


def choose_organisation(rpc: Rpc, authorization_id: str, organisation_id: str) -> dict[str, Any]:
    """Choose one of several. Raises `NotFound`, `InvalidInput`, `AuthorizationNotReady`,
    `OrganisationAlreadyConnected`.
    """
    chosen = {"authorization_id": authorization_id, "organisation_id": organisation_id}
    return rpc.call(CHOOSE_ORGANISATION, chosen)  # type: ignore[no-any-return]


def check_authorization(rpc: Rpc, *, authorization_id: str) -> dict[str, Any]:
    """The organisation that a finished sign-in is for, where a client can be connected to it now.

    Raises `NotFound`, `AuthorizationNotReady`, `OrganisationAlreadyConnected`.
    """
    return rpc.call(CHECK_AUTHORIZATION, {"authorization_id": authorization_id})  # type: ignore[no-any-return]


def check_organisations(
    rpc: Rpc, *, authorization_id: str, organisation_ids: Sequence[str]
) -> dict[str, Any]:
    """Several of the organisations that a sign-in reaches, with what the vendor tells of each.

    Raises `NotFound`, `AuthorizationNotReady`, `InvalidInput`.
    """
    wanted = {"authorization_id": authorization_id, "organisation_ids": list(organisation_ids)}
    return rpc.call(CHECK_ORGANISATIONS, wanted)  # type: ignore[no-any-return]


def get_connection(rpc: Rpc, client_id: str) -> dict[str, Any]:
    """A client's connection. Raises `NotFound`, also where it has none."""
    return rpc.call(GET_CONNECTION, {"client_id": client_id})  # type: ignore[no-any-return]


def connect_client(
    rpc: Rpc, client_id: str, authorization_id: str, *, replace: bool = False
) -> dict[str, Any]:
    """Connect, reconnect or change a client. Raises `NotFound`, `AuthorizationNotReady`,
    `OrganisationAlreadyConnected`, `ConnectionExists`.
    """
    wanted = {"client_id": client_id, "authorization_id": authorization_id, "replace": replace}
    return rpc.call(CONNECT_CLIENT, wanted)  # type: ignore[no-any-return]


def check_connection(rpc: Rpc, client_id: str) -> dict[str, Any]:
    """Ask the vendor whether a client's connection works. Raises `NotFound`."""
    return rpc.call(CHECK_CONNECTION, {"client_id": client_id})  # type: ignore[no-any-return]


def disconnect_client(rpc: Rpc, client_id: str) -> None:
    """End a client's connection; the vendor is told. Raises `NotFound`."""
    rpc.call(DISCONNECT_CLIENT, {"client_id": client_id})


def list_connections(rpc: Rpc, **query: Any) -> dict[str, Any]:
    """One page of connections, those that need a person first: `{items, next_cursor}`."""
    return rpc.call(LIST_CONNECTIONS, query)  # type: ignore[no-any-return]


def reconnect_many(rpc: Rpc, authorization_id: str) -> dict[str, Any]:
    """Mend every connection that needs it and that this sign-in reaches. Raises `NotFound`,
    `AuthorizationNotReady`.
    """
    return rpc.call(RECONNECT_MANY, {"authorization_id": authorization_id})  # type: ignore[no-any-return]


def catch_up(rpc: Rpc, message_ids: Sequence[str]) -> Mapping[str, Any]:
    """Wait, at most a second, until connections has taken in these messages."""
    return rpc.call(CATCH_UP, {"message_ids": list(message_ids)})  # type: ignore[no-any-return]

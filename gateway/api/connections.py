"""Accounting software: sign-ins at its vendors, and the connections of clients."""

from __future__ import annotations

from typing import Any

from contracts import accounts, connections
from contracts.errors import LevelRequired, NotFound, PracticeAccountRequired, RoleRequired
from gateway.api.operations import Operation
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.http.responses import Response, no_content

_TAG = "Connections"
_ORGANISATION = {
    "id": "45e4708e-d862-4111-ab3a-dd8cd03913e1",
    "name": "Acme Widgets Ltd",
    "country": "GB",
    "base_currency": "GBP",
    "industry_hint": "Widgets",
    "connected_to": None,
}
_AUTHORIZATION: dict[str, Any] = {
    "id": "auth_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "provider": "xero",
    "state": "ready",
    "asking": False,
    "organisations": [_ORGANISATION],
    "organisation_id": _ORGANISATION["id"],
    "error": None,
    "client_id": None,
    "draft_id": None,
    "expires_at": "2026-11-03T08:00:00Z",
}
_CONNECTION: dict[str, Any] = {
    "id": "conn_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "client_id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "client_name": "Acme Widgets Ltd",
    "provider": "xero",
    "organisation_id": _ORGANISATION["id"],
    "organisation_name": "Acme Widgets Ltd",
    "state": "connected",
    "detail": None,
    "warning": None,
    "connected_at": "2026-11-02T08:00:00Z",
    "changed_at": "2026-11-02T08:00:00Z",
    "checked_at": None,
    "expires_at": "2027-01-01T08:00:00Z",
}


def begin(request: Request, services: Services) -> Response:
    """A sign-in begun with a cookie ends in the same session; a token has none in the browser."""
    same_session = request.signed_in.credential.by == "cookie"
    arguments = {**request.arguments, "same_session": same_session}
    return Response(services.rpc.forward_raw(connections.BEGIN_AUTHORIZATION, arguments), 201)


def disconnect(request: Request, services: Services) -> Response:
    connections.disconnect_client(services.rpc, request.arguments["client_id"])
    return no_content()


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/connection-providers",
        name="listConnectionProviders",
        summary="The accounting software a client can be connected to",
        description=(
            "`configured` tells whether this installation has the vendor's credentials, `sandbox` whether a "
            "stand-in on this machine plays the vendor."
        ),
        tag=_TAG,
        call=connections.LIST_PROVIDERS,
        example_answer={
            "items": [
                {"id": "xero", "name": "Xero", "during_setup": True, "configured": True, "sandbox": False}
            ],
            "next_cursor": None,
        },
    ),
    Operation(
        method="POST",
        path="/v1/authorizations",
        name="beginAuthorization",
        summary="Begin a sign-in at a vendor",
        description=(
            "Send the browser to `authorization_url`. It comes back to `/oauth/{provider}/callback`, where "
            "the person who began this has to be signed in, and is sent on to `/authorizations/{id}`. Name "
            "the client that is to be connected, or the draft of one, or neither."
        ),
        tag=_TAG,
        call=connections.BEGIN_AUTHORIZATION,
        answer=begin,
        status=201,
        takes="body",
        refusals=(
            LevelRequired,
            PracticeAccountRequired,
            RoleRequired,
            NotFound,
            connections.ProviderNotConfigured,
        ),
        example={"provider": "xero"},
        example_answer={
            "id": _AUTHORIZATION["id"],
            "authorization_url": "https://login.xero.com/identity/connect/authorize?response_type=code&…",
        },
    ),
    Operation(
        method="GET",
        path="/v1/authorizations/{authorization_id}",
        name="getAuthorization",
        summary="How far a sign-in at a vendor is",
        description=(
            "For who began it. `error` tells why it failed and what to do. One that is not used for a client "
            "is revoked and forgotten at `expires_at`."
        ),
        tag=_TAG,
        call=connections.GET_AUTHORIZATION,
        refusals=(PracticeAccountRequired, NotFound),
        example_answer=_AUTHORIZATION,
    ),
    Operation(
        method="POST",
        path="/v1/authorizations/{authorization_id}/organisation",
        name="chooseOrganisation",
        summary="Choose one of the organisations that a sign-in reaches",
        tag=_TAG,
        call=connections.CHOOSE_ORGANISATION,
        takes="body",
        refusals=(
            PracticeAccountRequired,
            NotFound,
            connections.AuthorizationNotReady,
            connections.OrganisationAlreadyConnected,
        ),
        example={"organisation_id": _ORGANISATION["id"]},
        example_answer=_AUTHORIZATION,
    ),
    Operation(
        method="POST",
        path="/v1/authorizations/{authorization_id}/clients",
        name="syncClients",
        summary="Add a client for each of several organisations",
        description=(
            "Client Sync: each organisation becomes a client, named as it is there and connected to it. One "
            "that a client is connected to already is skipped. Sent again, it adds what is missing."
        ),
        tag=_TAG,
        call=accounts.SYNC_CLIENTS,
        takes="body",
        refusals=(PracticeAccountRequired, RoleRequired, NotFound, connections.AuthorizationNotReady),
        example={"organisation_ids": [_ORGANISATION["id"]], "access": {"everyone": True}},
        example_answer={
            "items": [
                {
                    "organisation_id": _ORGANISATION["id"],
                    "name": "Acme Widgets Ltd",
                    "result": "created",
                    "detail": None,
                    "client_id": _CONNECTION["client_id"],
                }
            ]
        },
    ),
    Operation(
        method="POST",
        path="/v1/authorizations/{authorization_id}/reconnections",
        name="reconnectMany",
        summary="Mend every connection that a sign-in reaches",
        description="Those that need reconnecting, of clients you can see. Gives what was mended.",
        tag=_TAG,
        call=connections.RECONNECT_MANY,
        takes="nothing",
        refusals=(PracticeAccountRequired, NotFound, connections.AuthorizationNotReady),
        example_answer={"items": [_CONNECTION]},
    ),
    Operation(
        method="GET",
        path="/v1/connections",
        name="listConnections",
        summary="The health of the practice's connections",
        description=(
            "Those that need a person come first: `needs_reconnect`, then those with a `warning`, then by "
            "the client's name. Of clients you can see."
        ),
        tag=_TAG,
        call=connections.LIST_CONNECTIONS,
        refusals=(PracticeAccountRequired,),
        example_answer={"items": [_CONNECTION], "next_cursor": None},
    ),
    Operation(
        method="GET",
        path="/v1/clients/{client_id}/connection",
        name="getConnection",
        summary="A client's accounting software",
        tag=_TAG,
        call=connections.GET_CONNECTION,
        refusals=(PracticeAccountRequired, NotFound),
        example_answer=_CONNECTION,
    ),
    Operation(
        method="POST",
        path="/v1/clients/{client_id}/connection",
        name="connectClient",
        summary="Connect, reconnect or change a client's accounting software",
        description=(
            "With the organisation it is connected to already, the connection is mended. With another one, "
            "`replace: true` says that the client is to leave the first."
        ),
        tag=_TAG,
        call=connections.CONNECT_CLIENT,
        takes="body",
        refusals=(
            LevelRequired,
            PracticeAccountRequired,
            NotFound,
            connections.AuthorizationNotReady,
            connections.OrganisationAlreadyConnected,
            connections.ConnectionExists,
        ),
        example={"authorization_id": _AUTHORIZATION["id"]},
        example_answer=_CONNECTION,
    ),
    Operation(
        method="POST",
        path="/v1/clients/{client_id}/connection/check",
        name="checkConnection",
        summary="Ask the vendor whether a client's connection works",
        description=(
            "Done once a day anyway. One that somebody ended at the vendor becomes `needs_reconnect`; "
            "`checked_at` is as it was where the vendor does not answer now."
        ),
        tag=_TAG,
        call=connections.CHECK_CONNECTION,
        takes="nothing",
        refusals=(LevelRequired, PracticeAccountRequired, NotFound),
        example_answer=_CONNECTION,
    ),
    Operation(
        method="DELETE",
        path="/v1/clients/{client_id}/connection",
        name="disconnectClient",
        summary="Disconnect a client's accounting software",
        description="Ended here at once; the vendor is called, and again while it is away.",
        tag=_TAG,
        call=connections.DISCONNECT_CLIENT,
        answer=disconnect,
        status=204,
        takes="nothing",
        refusals=(LevelRequired, PracticeAccountRequired, NotFound),
    ),
)

"""Signing in, switching between accounts, signing out."""

from __future__ import annotations

import orjson

from contracts import access
from contracts.errors import NotFound
from gateway.api.operations import Operation
from gateway.calls import read_your_writes
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.http.responses import Response, no_content

_TAG = "Session"

_ACCOUNT = {
    "id": "prac_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "kind": "practice",
    "name": "Birch & Co",
    "role": "practice_admin",
}
_SESSION = {
    "user": {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Ada Birch", "email": "ada@birch.example"},
    "account": _ACCOUNT,
    "accounts": [_ACCOUNT],
    "expires_at": "2026-11-02T20:00:00+00:00",
}
_OWN = {
    "id": "sess_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "current": True,
    "account": {name: _ACCOUNT[name] for name in ("id", "kind", "name")},
    "address": "203.0.113.7",
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64)",
    "created_at": "2026-11-02T08:00:00Z",
    "seen_at": "2026-11-02T11:59:00Z",
    "expires_at": "2026-11-09T08:00:00Z",
}


def sign_in(request: Request, services: Services) -> Response:
    """Access throttles by address, so it gets the caller's and not a proxy's."""
    arguments = {**request.arguments, "address": request.address, "user_agent": request.user_agent}
    return Response(services.rpc.forward_raw(access.SIGN_IN, arguments), 201)


def switch_account(request: Request, services: Services) -> Response:
    """The session goes on under the same token."""
    session = services.rpc.forward(access.SWITCH_ACCOUNT, request.arguments)
    read_your_writes.wait_for_session(request, services, session["message_ids"])
    return Response(orjson.dumps({name: each for name, each in session.items() if name != "message_ids"}))


def sign_out(request: Request, services: Services) -> Response:
    ended = access.end_session(services.rpc)
    read_your_writes.wait_for_session(request, services, ended["message_ids"])
    return no_content()


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/sessions",
        name="signIn",
        summary="Sign in",
        description=(
            "Gives the token that the other requests show as `Authorization: Bearer …`. Without "
            "`account_id` the session begins in the account used last."
        ),
        tag=_TAG,
        call=access.SIGN_IN,
        answer=sign_in,
        status=201,
        takes="body",
        signed_in="no",
        limit="sign_in",
        refusals=(access.InvalidCredentials, access.TotpRequired),
        example={"email": "ada@birch.example", "password": "correct horse battery staple"},
        example_answer={"token": "9Zb0…", **_SESSION},
    ),
    Operation(
        method="GET",
        path="/v1/session",
        name="getSession",
        summary="Who am I",
        tag=_TAG,
        call=access.GET_SESSION,
        example_answer=_SESSION,
    ),
    Operation(
        method="PATCH",
        path="/v1/session",
        name="switchAccount",
        summary="Switch to another of your accounts",
        tag=_TAG,
        call=access.SWITCH_ACCOUNT,
        answer=switch_account,
        answers=access.Session,
        takes="body",
        refusals=(NotFound, access.SessionRequired),
        example={"account_id": _ACCOUNT["id"]},
        example_answer=_SESSION,
    ),
    Operation(
        method="DELETE",
        path="/v1/session",
        name="signOut",
        summary="Sign out",
        tag=_TAG,
        call=access.END_SESSION,
        answer=sign_out,
        status=204,
        takes="nothing",
        refusals=(access.SessionRequired,),
    ),
    Operation(
        method="GET",
        path="/v1/sessions",
        name="listSessions",
        summary="Where you are signed in",
        tag=_TAG,
        call=access.LIST_OWN_SESSIONS,
        refusals=(access.SessionRequired,),
        example_answer={"items": [_OWN], "next_cursor": None},
    ),
    Operation(
        method="DELETE",
        path="/v1/sessions/{session_id}",
        name="endSession",
        summary="Sign out elsewhere",
        tag=_TAG,
        call=access.END_OWN_SESSION,
        status=204,
        takes="nothing",
        reads_its_writes=True,
        refusals=(access.SessionRequired, NotFound),
    ),
)

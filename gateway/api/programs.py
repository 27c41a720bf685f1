"""Programs of the practice's, and the tokens that they get for their secrets (OAuth 2 client credentials)."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

import orjson

from contracts import access
from contracts.errors import InvalidInput, NotFound, PracticeAccountRequired, RoleRequired
from gateway.api.operations import Operation
from gateway.calls import read_your_writes
from gateway.calls.services import Services
from gateway.http import bodies, problems
from gateway.http.requests import Request
from gateway.http.responses import JSON, Response, no_content

_TAG = "Programs"
_PATH = "/v1/service-accounts"
_ONE = f"{_PATH}/{{program_id}}"
_RIGHTS = (PracticeAccountRequired, RoleRequired, access.SessionRequired)
_LARGEST_FORM = 16 * 1024
_FIELDS = ("grant_type", "client_id", "client_secret", "scope")
_PROGRAM: dict[str, Any] = {
    "id": "prog_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "user_id": "user_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "name": "CRM sync",
    "role": "client_admin",
    "scopes": ["clients:read", "events:read"],
    "networks": ["203.0.113.0/24"],
    "expires_at": "2027-11-02T08:00:00Z",
    "last_used_at": None,
    "secrets": [None],
    "created_at": "2026-11-02T08:00:00Z",
    "version": 1,
}
_WITH_SECRET = {
    **_PROGRAM,
    "client_id": _PROGRAM["id"],
    "client_secret": "clientele_secret_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE",
}


def issue_token(request: Request, services: Services) -> Response:
    """A form, as RFC 6749 has it; the secret in it, or as the password of HTTP Basic."""
    given = {**_form(request), **_basic(request)}
    if given.pop("grant_type", None) != "client_credentials":
        raise access.UnsupportedGrantType()
    for name in ("client_id", "client_secret"):
        if not given.get(name):
            raise InvalidInput.at(f"/{name}", "required", f"Send the {name}.")
    issued = services.rpc.forward(access.ISSUE_TOKEN, {**given, "address": request.address})
    return Response(orjson.dumps(issued), 200, [JSON, ("Pragma", "no-cache")])


def _form(request: Request) -> dict[str, str]:
    wanted = "application/x-www-form-urlencoded"
    body = bodies.read_bytes(request.environ, wanted, largest=_LARGEST_FORM)
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        raise problems.MalformedJson(reason="it is no form in UTF-8") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InvalidInput.at("", "repeated", "Give each field once.")
    return {name: value for name, value in found.items() if name in _FIELDS}


def _basic(request: Request) -> dict[str, str]:
    scheme, _, encoded = (request.header("AUTHORIZATION") or "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        name, _, secret = base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        raise access.InvalidClient() from None
    return {"client_id": unquote_plus(name), "client_secret": unquote_plus(secret)}


def change(request: Request, services: Services) -> Response:
    changed = services.rpc.forward(access.CHANGE_PROGRAM, request.arguments)
    read_your_writes.wait(request, services, changed["message_ids"])
    shown = {name: value for name, value in changed.items() if name != "message_ids"}
    return Response(orjson.dumps(shown), 200, [JSON])


def end(request: Request, services: Services) -> Response:
    ended = access.end_program(services.rpc, request.arguments["program_id"])
    read_your_writes.wait(request, services, ended["message_ids"])
    return no_content()


OPERATIONS = (
    Operation(
        method="GET",
        path=_PATH,
        name="listServiceAccounts",
        summary="The practice's programs",
        tag=_TAG,
        call=access.LIST_PROGRAMS,
        refusals=_RIGHTS,
        example_answer={"items": [_PROGRAM], "next_cursor": None},
    ),
    Operation(
        method="POST",
        path=_PATH,
        name="createServiceAccount",
        summary="An account for a program",
        description=(
            "It is nobody's: it stays when whoever made it leaves. It may what its `scopes` say (a part of "
            "this API, `:read` or `:write`, which includes reading) as far as its `role` reaches: a "
            "`client_admin` sees every client, a `standard` one those it is given access to, by `user_id`. "
            "`client_secret` is shown this once; with it the program gets tokens from `POST /v1/oauth/token`."
        ),
        tag=_TAG,
        call=access.CREATE_PROGRAM,
        status=201,
        takes="body",
        location=f"{_PATH}/{{id}}",
        refusals=(*_RIGHTS, access.ProgramLimit),
        example={"name": "CRM sync", "scopes": ["clients:read", "events:read"], "role": "client_admin"},
        example_answer=_WITH_SECRET,
    ),
    Operation(
        method="GET",
        path=_ONE,
        name="getServiceAccount",
        summary="One program",
        tag=_TAG,
        call=access.GET_PROGRAM,
        refusals=(*_RIGHTS, NotFound),
        example_answer=_PROGRAM,
    ),
    Operation(
        method="PATCH",
        path=_ONE,
        name="changeServiceAccount",
        summary="Change a program's name, scopes or networks",
        description="Its tokens end; it gets new ones as it is now.",
        tag=_TAG,
        call=access.CHANGE_PROGRAM,
        answer=change,
        answers=access.Program,
        takes="body",
        refusals=(*_RIGHTS, NotFound),
        example={"scopes": ["clients:read"]},
        example_answer=_PROGRAM,
    ),
    Operation(
        method="DELETE",
        path=_ONE,
        name="endServiceAccount",
        summary="End a program, with its tokens",
        tag=_TAG,
        call=access.END_PROGRAM,
        answer=end,
        status=204,
        takes="nothing",
        refusals=(*_RIGHTS, NotFound),
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/rotate",
        name="rotateServiceAccountSecret",
        summary="A new secret",
        description="Shown this once. Those before count for `overlap_hours` more (24, if nothing is said).",
        tag=_TAG,
        call=access.ROTATE_PROGRAM,
        takes="optional_body",
        refusals=(*_RIGHTS, NotFound),
        example={"overlap_hours": 24},
        example_answer=_WITH_SECRET,
    ),
    Operation(
        method="POST",
        path="/v1/oauth/token",
        name="issueToken",
        summary="A token for a program",
        description=(
            "OAuth 2, client credentials (RFC 6749, 4.4): a form with `grant_type=client_credentials`, "
            "`client_id` and `client_secret`, or these two by HTTP Basic; `scope` asks for less. The token "
            "counts for an hour, as `Authorization: Bearer …`."
        ),
        tag=_TAG,
        call=access.ISSUE_TOKEN,
        answer=issue_token,
        signed_in="no",
        limit="token",
        refusals=(
            access.InvalidClient,
            access.InsufficientScope,
            access.UnsupportedGrantType,
            problems.MalformedJson,
            problems.PayloadTooLarge,
            problems.UnsupportedMediaType,
        ),
        takes="nothing",
        example_answer={
            "access_token": "clientele_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE",
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": "clients:read events:read",
        },
    ),
)

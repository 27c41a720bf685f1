"""Asking to see a client that one cannot see, or to do more with one."""

from __future__ import annotations

from typing import Any

import orjson

from contracts import access, fields
from contracts.errors import NotFound, PracticeAccountRequired, RoleRequired, TooManyRequests
from contracts.shapes import schema_of
from gateway.api.operations import Operation
from gateway.calls import access_requests
from gateway.calls.access_requests import AskForClient
from gateway.calls.services import Services
from gateway.http import conditional_requests
from gateway.http.requests import Request
from gateway.http.responses import JSON, Response

_TAG = "Access requests"
_PATH = "/v1/access-requests"

_REQUEST: dict[str, Any] = {
    "id": "areq_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "client": {"id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Acme Widgets Ltd"},
    "requested_by": {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGJ", "name": "Ben Ash"},
    "reason": "I do their VAT return while Cy is away.",
    "until": None,
    "level": "work",
    "held": None,
    "state": "pending",
    "detail": None,
    "may_decide": False,
    "created_at": "2026-11-02T08:00:00Z",
    "expires_at": "2026-11-16T08:00:00Z",
    "decided_by": None,
    "decided_at": None,
    "version": 1,
}
_DECIDED: dict[str, Any] = {
    **_REQUEST,
    "may_decide": True,
    "decided_by": {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGK", "name": "Ann Smith"},
    "decided_at": "2026-11-02T09:00:00Z",
    "version": 2,
}


def submit(request: Request, services: Services) -> Response:
    """See `access_requests`."""
    wanted: AskForClient = fields.load(schema_of(AskForClient, "request"), request.arguments)
    made = access_requests.submit(services.rpc, wanted)
    body = orjson.dumps(made)
    headers = [
        JSON,
        ("Location", f"{_PATH}/{made['id']}"),
        ("ETag", conditional_requests.etag(made["version"], body)),
    ]
    return Response(body, 201, headers)


OPERATIONS = (
    Operation(
        method="POST",
        path=_PATH,
        name="requestAccess",
        summary="Ask to see a client, or to do more with it",
        description=(
            "For colleagues: who cannot see a client asks to see it, and who sees it asks for a higher "
            "`level` than theirs. Admins and the client's account manager decide, and it ends after 14 days, "
            "or at `until`, which may not be before the end of what one was given oneself. Whether clients "
            "that one cannot see may be found, and so asked for, is the practice's `hidden_clients`; what "
            "may not be found is answered as what is not there, and every try counts."
        ),
        tag=_TAG,
        call=access.REQUEST_ACCESS,
        documented=AskForClient,
        answer=submit,
        status=201,
        takes="body",
        versioned=True,
        location=f"{_PATH}/{{id}}",
        refusals=(
            PracticeAccountRequired,
            NotFound,
            access.AlreadyHasAccess,
            access.AlreadyRequested,
            TooManyRequests,
        ),
        example={"client": "K7QM4T2X9B", "reason": _REQUEST["reason"], "level": "work"},
        example_answer=_REQUEST,
    ),
    Operation(
        method="GET",
        path=_PATH,
        name="listAccessRequests",
        summary="What you have asked to see, and what you may decide",
        description="Newest first. Admins may decide all of the practice's, account managers their clients'.",
        tag=_TAG,
        call=access.LIST_ACCESS_REQUESTS,
        refusals=(PracticeAccountRequired,),
        example_answer={"items": [_REQUEST], "next_cursor": None},
    ),
    Operation(
        method="GET",
        path=f"{_PATH}/{{request_id}}",
        name="getAccessRequest",
        summary="One request",
        description="For whoever made it, and whoever may decide it.",
        tag=_TAG,
        call=access.GET_ACCESS_REQUEST,
        versioned=True,
        refusals=(PracticeAccountRequired, NotFound),
        example_answer=_REQUEST,
    ),
    Operation(
        method="POST",
        path=f"{_PATH}/{{request_id}}/approve",
        name="approveAccessRequest",
        summary="Give the access",
        description=(
            "It counts from their next request on, and ends by itself at `until`: without it, when the "
            "request asks for that, and else not at all; for whoever asked for a higher level, when theirs "
            "did before. Without `level` they have the one that is asked for, and manage the client where "
            "the request names none. Nobody's level is made less. Who asked gets a mail."
        ),
        tag=_TAG,
        call=access.APPROVE_ACCESS,
        answers=access.AccessRequest,
        takes="optional_body",
        versioned=True,
        reads_its_writes=True,
        refusals=(PracticeAccountRequired, RoleRequired, NotFound, access.AccessRequestDecided),
        example={"until": "2026-12-24T17:00:00Z", "level": "view"},
        example_answer={**_DECIDED, "state": "approved", "until": "2026-12-24T17:00:00Z", "level": "view"},
    ),
    Operation(
        method="POST",
        path=f"{_PATH}/{{request_id}}/decline",
        name="declineAccessRequest",
        summary="Decline, and say why",
        description="Who asked gets your words by mail.",
        tag=_TAG,
        call=access.DECLINE_ACCESS,
        takes="body",
        versioned=True,
        refusals=(PracticeAccountRequired, RoleRequired, NotFound, access.AccessRequestDecided),
        example={"detail": "Cy is back on Monday."},
        example_answer={**_DECIDED, "state": "declined", "detail": "Cy is back on Monday."},
    ),
    Operation(
        method="POST",
        path=f"{_PATH}/{{request_id}}/withdraw",
        name="withdrawAccessRequest",
        summary="Take your own request back",
        tag=_TAG,
        call=access.WITHDRAW_ACCESS_REQUEST,
        takes="nothing",
        versioned=True,
        refusals=(PracticeAccountRequired, RoleRequired, NotFound, access.AccessRequestDecided),
        example_answer={**_DECIDED, "state": "withdrawn", "may_decide": False},
    ),
)

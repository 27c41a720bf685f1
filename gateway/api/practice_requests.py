"""A client that has an account already invites the practice."""

from __future__ import annotations

from typing import Any

from contracts import accounts
from contracts.errors import InvalidInput, NotFound, PracticeAccountRequired, RoleRequired, TooManyRequests
from gateway.api.operations import Operation

_TAG = "Practice requests"

_REQUEST: dict[str, Any] = {
    "id": "request_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "client": {"id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Acme Widgets Ltd", "type": "business"},
    "practice_admin_email": "ada@birch.example",
    "handle": None,
    "requested_by": {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Jo Bloggs"},
    "state": "pending",
    "created_at": "2026-11-02T08:00:00Z",
    "decided_at": None,
}

OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/practice-requests",
        name="requestPractice",
        summary="Ask a practice to take your account on",
        description=(
            "For a client's business admin, who names a practice admin's email address, or the `handle` that "
            "the practice's link ends in. The answer is the same for every address."
        ),
        tag=_TAG,
        call=accounts.REQUEST_PRACTICE,
        status=201,
        takes="body",
        refusals=(accounts.ClientAccountRequired, RoleRequired, NotFound, TooManyRequests),
        example={"practice_admin_email": "ada@birch.example"},
        example_answer=_REQUEST,
    ),
    Operation(
        method="GET",
        path="/v1/practice-requests",
        name="listPracticeRequests",
        summary="What clients ask of your practice, or what you have asked",
        tag=_TAG,
        call=accounts.LIST_PRACTICE_REQUESTS,
        refusals=(RoleRequired,),
        example_answer={"items": [_REQUEST], "next_cursor": None},
    ),
    Operation(
        method="POST",
        path="/v1/practice-requests/{request_id}/accept",
        name="acceptPracticeRequest",
        summary="Take the client on",
        description=(
            "Says who of your practice sees the client, and answers with it. The practice it was with loses "
            "it in the same step; its practice code and its accounting connection end."
        ),
        tag=_TAG,
        call=accounts.ACCEPT_PRACTICE_REQUEST,
        takes="body",
        versioned=True,
        refusals=(
            PracticeAccountRequired,
            RoleRequired,
            NotFound,
            accounts.RequestDecided,
            accounts.CompanyNumberTaken,
            InvalidInput,
        ),
        example={"access": {"everyone": True}},
    ),
    Operation(
        method="POST",
        path="/v1/practice-requests/{request_id}/decline",
        name="declinePracticeRequest",
        summary="Decline a client",
        tag=_TAG,
        call=accounts.DECLINE_PRACTICE_REQUEST,
        takes="nothing",
        refusals=(PracticeAccountRequired, RoleRequired, NotFound, accounts.RequestDecided),
        example_answer={**_REQUEST, "state": "declined", "decided_at": "2026-11-02T09:00:00Z"},
    ),
)

"""A client that has an account already invites the practice."""

from __future__ import annotations

from typing import Any

from contracts import accounts
from contracts.errors import InvalidInput, NotFound, PracticeAccountRequired, RoleRequired, TooManyRequests
from gateway.api.operations import Operation

_TAG = "Practice requests"

_REQUEST: dict[str, Any] = {
    "id": "request_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "kind": "existing_account",
    "client": {"id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Acme Widgets Ltd", "type": "business"},
    "practice_admin_email": "ada@birch.example",
    "handle": None,
    "requested_by": {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Jo Bloggs"},
    "details": None,
    "state": "pending",
    "reason": None,
    "created_at": "2026-11-02T08:00:00Z",
    "expires_at": None,
    "decided_at": None,
}
_NEW: dict[str, Any] = {
    **_REQUEST,
    "kind": "new_client",
    "client": {"id": "", "name": "Acme Widgets Ltd", "type": "business"},
    "practice_admin_email": "",
    "handle": "birch-and-co",
    "requested_by": {"id": "", "name": "Jo Bloggs"},
    "details": {
        "email": "jo@acme.example",
        "mobile": "+447700900123",
        "company_number": "01234567",
        "postcode": None,
        "income_sources": [],
        "software": "xero",
        "message": "We need help with VAT from January.",
    },
    "expires_at": "2026-12-02T08:00:00Z",
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
        description=(
            "For a practice's admins, requests of clients that have an account, and of people who are new "
            "and came by the practice's link (`kind`). What these said of themselves (`details`) is there "
            "until the request is decided, or for thirty days."
        ),
        tag=_TAG,
        call=accounts.LIST_PRACTICE_REQUESTS,
        refusals=(RoleRequired,),
        example_answer={"items": [_NEW, _REQUEST], "next_cursor": None},
    ),
    Operation(
        method="GET",
        path="/v1/practice-requests/{request_id}",
        name="getPracticeRequest",
        summary="One request",
        description="With clients of the practice that somebody new may be already (`duplicates`).",
        tag=_TAG,
        call=accounts.GET_PRACTICE_REQUEST,
        refusals=(RoleRequired, NotFound),
        example_answer={
            **_NEW,
            "duplicates": [
                {
                    "id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
                    "crn": "1000-0000-17",
                    "name": "Acme Widgets Limited",
                    "practice_code": "ACM01",
                    "match": "exact",
                    "alike": [{"field": "name", "match": "exact"}],
                }
            ],
        },
    ),
    Operation(
        method="POST",
        path="/v1/practice-requests/{request_id}/accept",
        name="acceptPracticeRequest",
        summary="Take the client on",
        description=(
            "Says who of your practice sees the client, and answers with it. The practice it was with loses "
            "it in the same step; its practice code and its accounting connection end. Somebody new becomes "
            "a client as by `POST /v1/clients`, and is invited at the address that they have shown."
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
            accounts.ExistingUser,
            InvalidInput,
        ),
        example={"access": {"everyone": True}},
    ),
    Operation(
        method="POST",
        path="/v1/practice-requests/{request_id}/decline",
        name="declinePracticeRequest",
        summary="Decline a client",
        description="Who asked gets a mail, with your `reason` where you give one.",
        tag=_TAG,
        call=accounts.DECLINE_PRACTICE_REQUEST,
        takes="optional_body",
        refusals=(PracticeAccountRequired, RoleRequired, NotFound, accounts.RequestDecided),
        example={"reason": "We take on no new clients before April."},
        example_answer={
            **_REQUEST,
            "state": "declined",
            "reason": "We take on no new clients before April.",
            "decided_at": "2026-11-02T09:00:00Z",
        },
    ),
)

"""First invitations of many clients at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import accounts
from contracts.errors import NotFound, PracticeAccountRequired, RoleRequired
from gateway.api.operations import Operation

_TAG = "Invitations"
_PATH = "/v1/bulk-invitations/{bulk_invitation_id}"
_RIGHTS = (PracticeAccountRequired, RoleRequired)
_BULK: Mapping[str, Any] = {
    "id": "bulk_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "import_id": None,
    "state": "sending",
    "problem": None,
    "acknowledge_existing_users": False,
    "total": 80,
    "counts": {"invited": 50, "waiting": 30},
    "waits_until": None,
    "created_by": {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Ada Birch"},
    "created_at": "2026-11-02T08:00:00Z",
    "finished_at": None,
    "version": 1,
}
_INVITED: Mapping[str, Any] = {
    "number": 1,
    "client_id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "client_name": "Acme Widgets Ltd",
    "name": "Jo Bloggs",
    "email": "jo@acme.example",
    "mobile": None,
    "result": "invited",
    "code": None,
    "detail": None,
    "invitation_id": "inv_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "invitation": {
        "id": "inv_01JC2Z5T8V9QWERTY0ABCDEFGH",
        "state": "sent",
        "channels": [{"channel": "email", "state": "sent", "detail": None}],
    },
}
_HOW = (
    "They are sent one after another, as far as the practice's limits go: where a day's are used up, the "
    "rest waits and goes on by itself. Follow `state`, or read the result of each client."
)

OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/bulk-invitations",
        name="inviteMany",
        summary="Invite somebody to each of many clients",
        description=f"At most 300 clients to whom nobody is invited yet. {_HOW}",
        tag=_TAG,
        call=accounts.INVITE_MANY,
        takes="body",
        status=201,
        location="/v1/bulk-invitations/{id}",
        refusals=(*_RIGHTS, accounts.BulkInvitationLimit),
        example={
            "invitations": [
                {
                    "client_id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
                    "name": "Jo Bloggs",
                    "email": "jo@acme.example",
                }
            ]
        },
        example_answer={**_BULK, "total": 1, "counts": {"waiting": 1}},
    ),
    Operation(
        method="POST",
        path="/v1/client-imports/{import_id}/invitations",
        name="inviteImported",
        summary="Invite whom the rows of an import name",
        description=f"Once the import is done, and of clients to whom nobody is invited yet. {_HOW}",
        tag=_TAG,
        call=accounts.INVITE_IMPORTED,
        takes="optional_body",
        status=201,
        location="/v1/bulk-invitations/{id}",
        refusals=(
            *_RIGHTS,
            NotFound,
            accounts.ImportState,
            accounts.NobodyToInvite,
            accounts.BulkInvitationLimit,
        ),
        example={"acknowledge_existing_users": False},
        example_answer={
            **_BULK,
            "import_id": "import_01JC2Z5T8V9QWERTY0ABCDEFGH",
            "counts": {"waiting": 80},
        },
    ),
    Operation(
        method="GET",
        path="/v1/bulk-invitations",
        name="listBulkInvitations",
        summary="What was sent to many at once, newest first",
        tag=_TAG,
        call=accounts.LIST_BULK_INVITATIONS,
        refusals=_RIGHTS,
        example_answer={"items": [_BULK], "next_cursor": None},
    ),
    Operation(
        method="GET",
        path=_PATH,
        name="getBulkInvitation",
        summary="How far invitations of many are",
        tag=_TAG,
        call=accounts.GET_BULK_INVITATION,
        versioned=True,
        refusals=(*_RIGHTS, NotFound),
        example_answer=_BULK,
    ),
    Operation(
        method="GET",
        path=f"{_PATH}/rows",
        name="listBulkInvitationRows",
        summary="The clients, each with its result",
        tag=_TAG,
        call=accounts.LIST_BULK_ROWS,
        refusals=(*_RIGHTS, NotFound),
        example_answer={"items": [_INVITED], "next_cursor": None},
    ),
    *(
        Operation(
            method="POST",
            path=f"{_PATH}/{verb}",
            name=f"{verb}BulkInvitation",
            summary=summary,
            tag=_TAG,
            call=call,
            takes="nothing",
            versioned=True,
            refusals=(*_RIGHTS, NotFound, accounts.BulkInvitationState),
            example_answer={**_BULK, "state": state, "version": 2},
        )
        for verb, summary, call, state in (
            ("stop", "Send no more", accounts.STOP_BULK_INVITATION, "stopped"),
            ("resume", "Go on where it stopped", accounts.RESUME_BULK_INVITATION, "sending"),
        )
    ),
)

"""Drafts of clients: the wizard's answers, kept until they become a client."""

from __future__ import annotations

from typing import Any

from contracts import accounts
from contracts.errors import NotFound, PracticeAccountRequired, RoleRequired
from gateway.api.operations import Operation

_TAG = "Drafts"
_TAKEN = (accounts.PracticeCodeTaken, accounts.CompanyNumberTaken)
_RIGHTS = (PracticeAccountRequired, RoleRequired)

_AUTHOR = {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Ada Birch"}
_DRAFT: dict[str, Any] = {
    "id": "draft_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "type": "business",
    "name": "Acme Widgets Ltd",
    "steps": [
        {"step": "type", "state": "done", "errors": []},
        {"step": "solutions", "state": "open", "errors": []},
        {"step": "software", "state": "open", "errors": []},
        {"step": "details", "state": "done", "errors": []},
        {"step": "access", "state": "open", "errors": []},
        {"step": "invitation", "state": "open", "errors": []},
    ],
    "ready": True,
    "client_id": None,
    "created_by": _AUTHOR,
    "updated_by": _AUTHOR,
    "created_at": "2026-11-02T08:00:00Z",
    "updated_at": "2026-11-02T08:00:00Z",
    "expires_at": "2026-12-02T08:00:00Z",
    "notice": None,
    "version": 1,
}


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/client-drafts",
        name="beginClientDraft",
        summary="Begin to add a client",
        description=(
            "Takes any of the answers of `POST /v1/clients`, and checks those that are given. Everybody who "
            "may add clients can go on with it, until thirty days after the last change."
        ),
        tag=_TAG,
        call=accounts.BEGIN_DRAFT,
        status=201,
        takes="body",
        location="/v1/client-drafts/{id}",
        versioned=True,
        refusals=(*_RIGHTS, *_TAKEN),
        example={"type": "business", "name": "Acme Widgets Ltd"},
        example_answer=_DRAFT,
    ),
    Operation(
        method="GET",
        path="/v1/client-drafts",
        name="listClientDrafts",
        summary="The practice's drafts",
        description="Newest first, each with how far it is. `notice` says when one is about to be removed.",
        tag=_TAG,
        call=accounts.LIST_DRAFTS,
        refusals=_RIGHTS,
        example_answer={"items": [_DRAFT], "next_cursor": None},
    ),
    Operation(
        method="GET",
        path="/v1/client-drafts/{draft_id}",
        name="getClientDraft",
        summary="One draft",
        tag=_TAG,
        call=accounts.GET_DRAFT,
        versioned=True,
        refusals=(*_RIGHTS, NotFound),
        example_answer=_DRAFT,
    ),
    Operation(
        method="PATCH",
        path="/v1/client-drafts/{draft_id}",
        name="changeClientDraft",
        summary="Give more answers",
        description=(
            "Each answer that is given takes the place of the one before; the others stay. `null` skips what "
            "can be skipped, and takes back what cannot."
        ),
        tag=_TAG,
        call=accounts.CHANGE_DRAFT,
        takes="body",
        versioned=True,
        refusals=(*_RIGHTS, NotFound, *_TAKEN),
        example={"practice_code": "ACM01", "invitation": None},
        example_answer={**_DRAFT, "practice_code": "ACM01", "invitation": None, "version": 2},
    ),
    Operation(
        method="DELETE",
        path="/v1/client-drafts/{draft_id}",
        name="deleteClientDraft",
        summary="Throw a draft away",
        tag=_TAG,
        call=accounts.DELETE_DRAFT,
        status=204,
        takes="nothing",
        refusals=(*_RIGHTS, NotFound),
    ),
    Operation(
        method="POST",
        path="/v1/client-drafts/{draft_id}/create",
        name="createFromClientDraft",
        summary="Make a client of a draft",
        description="Answers as `POST /v1/clients`; asked again, with the client that was made.",
        tag=_TAG,
        call=accounts.CREATE_FROM_DRAFT,
        status=201,
        takes="nothing",
        location="/v1/clients/{id}",
        versioned=True,
        refusals=(
            *_RIGHTS,
            NotFound,
            accounts.ExistingUser,
            accounts.PracticeCodeTaken,
            accounts.CompanyNumberTaken,
        ),
    ),
)

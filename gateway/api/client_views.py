"""Views of the list of clients that somebody saved for themself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import accounts
from contracts.errors import NotFound, PracticeAccountRequired
from gateway.api.operations import Operation

_TAG = "Saved views"
_NAMED = (PracticeAccountRequired, accounts.SavedViewNameTaken)

_ASKED: Mapping[str, Any] = {
    "name": "Not invited yet",
    "status": "active",
    "invitation": "none",
    "sort": "-created_at",
    "columns": ["account_manager", "type", "created_at"],
}
_VIEW: Mapping[str, Any] = {
    "id": "view_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "view": "all",
    **dict.fromkeys(("q", "type", "connection", "colleague_id", "responsible", "added_from", "added_until")),
    **_ASKED,
    "version": 1,
    "created_at": "2026-11-02T08:00:00Z",
}

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/client-views",
        name="listClientViews",
        summary="Your saved views of the list of clients",
        description="Your own in this practice, by name, all of them: nobody else sees them.",
        tag=_TAG,
        call=accounts.LIST_SAVED_VIEWS,
        refusals=(PracticeAccountRequired,),
        example_answer={"items": [_VIEW], "next_cursor": None},
    ),
    Operation(
        method="POST",
        path="/v1/client-views",
        name="saveClientView",
        summary="Save a view of the list of clients",
        description=(
            "The filters and the order are those of `GET /v1/clients`, and mean what they do there; "
            "`columns` are what pages show. A person has twenty at most, each of another name."
        ),
        tag=_TAG,
        call=accounts.SAVE_VIEW,
        status=201,
        takes="body",
        versioned=True,
        refusals=(*_NAMED, accounts.SavedViewLimit),
        example=_ASKED,
        example_answer=_VIEW,
    ),
    Operation(
        method="PUT",
        path="/v1/client-views/{view_id}",
        name="replaceClientView",
        summary="Rename or replace a saved view",
        description="All of it anew: a filter that you leave out is taken away.",
        tag=_TAG,
        call=accounts.REPLACE_VIEW,
        takes="body",
        versioned=True,
        refusals=(*_NAMED, NotFound),
        example={**_ASKED, "name": "To invite"},
        example_answer={**_VIEW, "name": "To invite", "version": 2},
    ),
    Operation(
        method="DELETE",
        path="/v1/client-views/{view_id}",
        name="deleteClientView",
        summary="Delete a saved view",
        tag=_TAG,
        call=accounts.DELETE_VIEW,
        status=204,
        takes="nothing",
        refusals=(PracticeAccountRequired, NotFound),
    ),
)

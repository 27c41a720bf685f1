"""The colleagues of the caller's practice."""

from __future__ import annotations

from contracts import access
from contracts.errors import PracticeAccountRequired, RoleRequired
from gateway.operations import Operation

_TAG = "Colleagues"

_COLLEAGUE = {
    "id": "user_01JC2Z5T8V9QWERTY0ABCDEFGJ",
    "name": "Ben Ash",
    "email": "ben@birch.example",
    "role": "standard",
    "permissions": ["add_clients"],
    "status": "invited",
    "owner": False,
}

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/colleagues",
        name="listColleagues",
        summary="The colleagues of your practice",
        tag=_TAG,
        call=access.LIST_COLLEAGUES,
        refusals=(PracticeAccountRequired,),
        example_answer={"items": [_COLLEAGUE], "next_cursor": None},
    ),
    Operation(
        method="POST",
        path="/v1/colleagues",
        name="inviteColleague",
        summary="Invite a colleague",
        description="They get a link by email, with which they choose a password.",
        tag=_TAG,
        call=access.INVITE_COLLEAGUE,
        status=201,
        takes="body",
        refusals=(PracticeAccountRequired, RoleRequired, access.ColleagueExists),
        example={
            "name": "Ben Ash",
            "email": "ben@birch.example",
            "role": "standard",
            "permissions": ["add_clients"],
        },
        example_answer=_COLLEAGUE,
    ),
)

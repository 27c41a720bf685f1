"""The colleagues of the caller's practice."""

from __future__ import annotations

from contracts import access
from contracts.errors import NotFound, PracticeAccountRequired, RoleRequired
from gateway.api.operations import Operation

_TAG = "Colleagues"

_COLLEAGUE = {
    "id": "user_01JC2Z5T8V9QWERTY0ABCDEFGJ",
    "name": "Ben Ash",
    "email": "ben@birch.example",
    "role": "standard",
    "permissions": ["add_clients"],
    "status": "invited",
    "owner": False,
    "team_ids": ["team_01JC2Z5T8V9QWERTY0ABCDEFGH"],
    "manages_clients": 0,
    "version": 1,
}
_WITH_RIGHT = (PracticeAccountRequired, RoleRequired)
_ENDING = (*_WITH_RIGHT, NotFound, access.Owner, access.ManagesClients)
_SUCCESSOR = {"reassign_managed_clients_to": "user_01JC2Z5T8V9QWERTY0ABCDEFGH"}

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/colleagues",
        name="listColleagues",
        summary="The colleagues of your practice",
        tag=_TAG,
        call=access.LIST_COLLEAGUES,
        refusals=_WITH_RIGHT,
        example_answer={"items": [_COLLEAGUE], "next_cursor": None},
    ),
    Operation(
        method="GET",
        path="/v1/practice/admins",
        name="listAdmins",
        summary="Whom to ask",
        description="The practice admins of your practice, who can give you what you may not do.",
        tag=_TAG,
        call=access.LIST_ADMINS,
        refusals=(PracticeAccountRequired,),
        example_answer={"items": [{"name": "Ada Birch", "email": "ada@birch.example"}]},
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
            "team_ids": [],
        },
        example_answer=_COLLEAGUE,
    ),
    Operation(
        method="GET",
        path="/v1/colleagues/{user_id}",
        name="getColleague",
        summary="One colleague",
        tag=_TAG,
        call=access.GET_COLLEAGUE,
        versioned=True,
        refusals=(*_WITH_RIGHT, NotFound),
        example_answer=_COLLEAGUE,
    ),
    Operation(
        method="GET",
        path="/v1/colleagues/{user_id}/access",
        name="getColleagueAccess",
        summary="Which clients a colleague could see, and as what",
        description=(
            "As of `at`, or now, from the audit trail, for admins: the role that they had, and the clients "
            "by id, each with why. Of clients that are gone or went to another practice too. A page may have "
            "fewer than were wanted, or none, and yet a `next_cursor`."
        ),
        tag=_TAG,
        call=access.GET_COLLEAGUE_ACCESS,
        refusals=(*_WITH_RIGHT, NotFound),
        example_answer={
            "user_id": "user_01JC2Z5T8V9QWERTY0ABCDEFGJ",
            "name": "Ben Ash",
            "at": "2026-11-02T08:00:00Z",
            "role": "standard",
            "status": "active",
            "items": [
                {
                    "client_id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
                    "name": "Acme Widgets Ltd",
                    "reasons": [{"reason": "everyone"}],
                }
            ],
            "next_cursor": None,
        },
    ),
    Operation(
        method="PATCH",
        path="/v1/colleagues/{user_id}",
        name="changeColleague",
        summary="Change a colleague's role and permissions",
        description="Counts on their next request. Only practice admins make and change practice admins.",
        tag=_TAG,
        call=access.CHANGE_COLLEAGUE,
        answers=access.Colleague,
        takes="body",
        versioned=True,
        reads_its_writes=True,
        refusals=(*_WITH_RIGHT, NotFound, access.Owner),
        example={"role": "client_admin"},
        example_answer={**_COLLEAGUE, "role": "client_admin", "version": 2},
    ),
    Operation(
        method="POST",
        path="/v1/colleagues/{user_id}/deactivate",
        name="deactivateColleague",
        summary="End a colleague's access at once, and keep what they had",
        description="Who manages clients hands them over: name the new manager, or null for nobody.",
        tag=_TAG,
        call=access.DEACTIVATE_COLLEAGUE,
        answers=access.Colleague,
        takes="optional_body",
        reads_its_writes=True,
        refusals=(*_ENDING, access.ColleagueNotAccepted),
        example=_SUCCESSOR,
        example_answer={**_COLLEAGUE, "status": "deactivated", "version": 3},
    ),
    Operation(
        method="POST",
        path="/v1/colleagues/{user_id}/reactivate",
        name="reactivateColleague",
        summary="Let a deactivated colleague in again",
        tag=_TAG,
        call=access.REACTIVATE_COLLEAGUE,
        answers=access.Colleague,
        takes="nothing",
        reads_its_writes=True,
        refusals=(*_WITH_RIGHT, NotFound, access.Owner),
        example_answer={**_COLLEAGUE, "status": "active", "version": 4},
    ),
    Operation(
        method="DELETE",
        path="/v1/colleagues/{user_id}",
        name="removeColleague",
        summary="Remove a colleague",
        description="Their grants and teams go, and an open invitation leads nowhere. Their activity stays.",
        tag=_TAG,
        call=access.REMOVE_COLLEAGUE,
        status=204,
        takes="optional_body",
        reads_its_writes=True,
        refusals=_ENDING,
        example=_SUCCESSOR,
    ),
)

"""The users of a client account."""

from __future__ import annotations

from contracts import access, accounts
from contracts.errors import LevelRequired, NotFound, RoleRequired
from gateway.api.operations import Operation

_TAG = "Client users"
_PATH = "/v1/clients/{client_id}/users"
_RIGHTS = (RoleRequired, NotFound)

_USER = {
    "id": "user_01JC2Z5T8V9QWERTY0ABCDEFGK",
    "name": "Jo Bloggs",
    "email": "jo@acme.example",
    "role": "business_admin",
    "status": "active",
    "owner": True,
    "version": 1,
}
_ADDED = {**_USER, "role": "standard_user", "status": "no_login", "owner": False}

OPERATIONS = (
    Operation(
        method="GET",
        path=_PATH,
        name="listClientUsers",
        summary="The users of a client",
        description="For colleagues who see the client, its business admins and its user admins.",
        tag=_TAG,
        call=access.LIST_CLIENT_USERS,
        refusals=_RIGHTS,
        example_answer={"items": [_USER], "next_cursor": None},
    ),
    Operation(
        method="POST",
        path=_PATH,
        name="addClientUser",
        summary="Add a user to a client",
        description=(
            "Invites them by email, or adds them without a login. Who is a user already accepts while signed "
            "in, and then reaches both accounts with one login."
        ),
        tag=_TAG,
        call=access.ADD_CLIENT_USER,
        status=201,
        takes="body",
        refusals=(LevelRequired, *_RIGHTS, access.ClientUserExists, accounts.ExistingUser),
        example={"name": "Jo Bloggs", "email": "jo@acme.example", "role": "standard_user", "invite": False},
        example_answer=_ADDED,
    ),
    Operation(
        method="PATCH",
        path=f"{_PATH}/{{user_id}}",
        name="changeClientUser",
        summary="Give a client's user another role",
        description="The owner's role is changed by the practice only.",
        tag=_TAG,
        call=access.CHANGE_CLIENT_USER,
        takes="body",
        versioned=True,
        refusals=(LevelRequired, *_RIGHTS, access.Owner),
        example={"role": "user_admin"},
        example_answer={**_ADDED, "role": "user_admin", "version": 2},
    ),
    Operation(
        method="DELETE",
        path=f"{_PATH}/{{user_id}}",
        name="removeClientUser",
        summary="Remove a user from a client",
        description="Their sessions there end, and open invitations lead nowhere. The owner stays.",
        tag=_TAG,
        call=access.REMOVE_CLIENT_USER,
        status=204,
        takes="nothing",
        reads_its_writes=True,
        refusals=(LevelRequired, *_RIGHTS, access.Owner),
    ),
)

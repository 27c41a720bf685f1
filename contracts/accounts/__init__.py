"""Practices and client accounts: the calls of the accounts context, as typed functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.accounts import schemas
from contracts.errors import Refusal
from contracts.invitations.schemas import Invitation
from contracts.messages import Call, Rpc

NAME = "accounts"

REGISTER_PRACTICE = Call(
    NAME, "register_practice", schemas.RegisterPractice, schemas.Registered, "write", public=True
)
GET_PRACTICE = Call(NAME, "get_practice", schemas.Nothing, schemas.Practice, "read")
CHANGE_PRACTICE = Call(NAME, "change_practice", schemas.PracticeChange, schemas.Practice, "write")
CREATE_CLIENT = Call(NAME, "create_client", schemas.CreateClient, schemas.Client, "write")
GET_CLIENT = Call(NAME, "get_client", schemas.GetClient, schemas.Client, "read")
LIST_CLIENTS = Call(NAME, "list_clients", schemas.ListClients, schemas.ClientPage, "read")
INVITE_TO_CLIENT = Call(NAME, "invite_to_client", schemas.InviteToClient, Invitation, "write")
GET_REFERENCE = Call(NAME, "get_reference", schemas.GetReference, schemas.Reference, "read", public=True)
GET_GUIDE = Call(NAME, "get_guide", schemas.GetClient, schemas.Guide, "read")
CATCH_UP = Call(NAME, "catch_up", schemas.CatchUp, schemas.CaughtUp, "read", public=True)

CALLS = (
    REGISTER_PRACTICE,
    GET_PRACTICE,
    CHANGE_PRACTICE,
    CREATE_CLIENT,
    GET_CLIENT,
    LIST_CLIENTS,
    INVITE_TO_CLIENT,
    GET_REFERENCE,
    GET_GUIDE,
    CATCH_UP,
)


class ExistingUser(Refusal):
    """product.md 4.1"""

    code = "existing_user"
    status = 409
    title = "This email address already belongs to a user"
    template = (
        "{email} already belongs to a user. If the client has an account, ask them to invite your practice; "
        "if this is another business of the same person, send acknowledge_existing_user and the new "
        "account is offered to them."
    )


class PracticeCodeTaken(Refusal):
    """product.md 2.10"""

    code = "practice_code_taken"
    status = 409
    title = "This practice code is in use"
    template = "Another client of your practice has the practice code {practice_code}. Choose another."


def register_practice(rpc: Rpc, **practice: Any) -> dict[str, Any]:
    """Create a practice with its owner. Raises `InvalidInput`, `access.EmailTaken`."""
    return rpc.call(REGISTER_PRACTICE, practice)  # type: ignore[no-any-return]


def get_practice(rpc: Rpc) -> dict[str, Any]:
    """The caller's practice."""
    return rpc.call(GET_PRACTICE, {})  # type: ignore[no-any-return]


def change_practice(rpc: Rpc, **change: Any) -> dict[str, Any]:
    """Change the caller's practice. Raises `StaleVersion`, `RoleRequired`."""
    return rpc.call(CHANGE_PRACTICE, change)  # type: ignore[no-any-return]


def create_client(rpc: Rpc, **client: Any) -> dict[str, Any]:
    """Add a client. Raises `RoleRequired`, `ExistingUser`, `PracticeCodeTaken`, `InvalidInput`."""
    return rpc.call(CREATE_CLIENT, client)  # type: ignore[no-any-return]


def get_client(rpc: Rpc, client_id: str) -> dict[str, Any]:
    """One client. Raises `NotFound`, also where the caller may not see it."""
    return rpc.call(GET_CLIENT, {"client_id": client_id})  # type: ignore[no-any-return]


def list_clients(rpc: Rpc, **query: Any) -> dict[str, Any]:
    """One page of the caller's clients: `{items, next_cursor}`."""
    return rpc.call(LIST_CLIENTS, query)  # type: ignore[no-any-return]


def catch_up(rpc: Rpc, message_ids: Sequence[str]) -> Mapping[str, Any]:
    """Wait, at most a second, until accounts has taken in these messages."""
    return rpc.call(CATCH_UP, {"message_ids": list(message_ids)})  # type: ignore[no-any-return]


def invite_to_client(rpc: Rpc, client_id: str, **invitee: Any) -> dict[str, Any]:
    """Invite somebody to a client. Raises `NotFound`, `RoleRequired`, `ExistingUser`, `InvalidInput`."""
    return rpc.call(INVITE_TO_CLIENT, {"client_id": client_id, **invitee})  # type: ignore[no-any-return]


def get_reference(rpc: Rpc, kind: str, q: str | None = None) -> list[dict[str, Any]]:
    """What can be chosen of a kind, such as `industries`: each with `code` and `name`."""
    wanted = {"kind": kind} if q is None else {"kind": kind, "q": q}
    return rpc.call(GET_REFERENCE, wanted)["items"]  # type: ignore[no-any-return]


def get_guide(rpc: Rpc, client_id: str) -> list[dict[str, Any]]:
    """The next steps for a new client, each with whether it is done. Raises `NotFound`."""
    return rpc.call(GET_GUIDE, {"client_id": client_id})["items"]  # type: ignore[no-any-return]

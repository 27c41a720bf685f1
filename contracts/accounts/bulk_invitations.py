"""First invitations of many clients at once: begun, followed, stopped, resumed (product.md 2.8, 5.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.accounts.bulk_states import BulkRowResult, BulkStatus
from contracts.accounts.clients import InvitationState
from contracts.accounts.drafts import Author
from contracts.addresses import Email
from contracts.errors import Refusal
from contracts.fields import ListOf, Name, Part, Text, Whole
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape, given, schema_of
from contracts.values import (
    BulkInvitationId,
    ClientId,
    Count,
    ImportId,
    InvitationId,
    Limit,
    Timestamp,
    Version,
)

#: Clients of one request, and what is kept of a practice at a time.
MOST_INVITED = 300
MOST_KEPT = 200


class BulkInvitationLimit(Refusal):
    """No room for more of them."""

    code = "bulk_invitation_limit"
    status = 409
    title = "Many clients were invited at once too often"
    template = (
        "At most {kept} times in thirty days a practice invites many clients at once. Invite these one by "
        "one, or wait until the oldest is thirty days old."
    )


class BulkInvitationState(Refusal):
    """Sending to many is at another step than this needs."""

    code = "bulk_invitation_state"
    status = 409
    title = "These invitations are at another step"
    template = "These invitations are {state}, so this cannot be done now."


class NobodyToInvite(Refusal):
    """All of them are invited, or nobody is named who could be."""

    code = "nobody_to_invite"
    status = 409
    title = "There is nobody to invite"
    template = "There is nobody to invite: each client is invited already, or no person is named for it."


@dataclass(frozen=True, kw_only=True, slots=True)
class ManyInvitee(RequestShape):
    """A client, and whom to invite. A self-employed client is invited themself where nobody is named."""

    client_id: ClientId
    name: Annotated[str, Name("the person's name")] | None = None
    email: Annotated[str, Email("the person's email address")] | None = None
    mobile: Annotated[str, Text("a mobile number", longest=30)] | None = None


_AcknowledgesUsers = Annotated[
    bool,
    Described(
        "Whether people who are users already are invited too (product.md 4.2); else they are refused, each "
        "by itself"
    ),
]


@dataclass(frozen=True, kw_only=True, slots=True)
class InviteMany(RequestShape):
    """Clients to invite somebody to, each once."""

    invitations: Annotated[
        list[ManyInvitee],
        ListOf(Part(schema_of(ManyInvitee, "request"), "an invitation"), shortest=1, longest=MOST_INVITED),
    ]
    acknowledge_existing_users: _AcknowledgesUsers = False


@dataclass(frozen=True, kw_only=True, slots=True)
class InviteImported(RequestShape):
    """Whoever the rows of an import name, for clients that it added and that nobody is invited to yet."""

    import_id: ImportId
    acknowledge_existing_users: _AcknowledgesUsers = False


@dataclass(frozen=True, kw_only=True, slots=True)
class GetBulkInvitation(RequestShape):
    bulk_invitation_id: BulkInvitationId


@dataclass(frozen=True, kw_only=True, slots=True)
class ListBulkInvitations(RequestShape):
    limit: Limit = 50
    cursor: BulkInvitationId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ListBulkRows(RequestShape):
    """The clients, in the order in which they are invited."""

    bulk_invitation_id: BulkInvitationId
    result: Annotated[BulkRowResult, Labelled("a result")] | None = None
    limit: Limit = 50
    cursor: Annotated[int, Whole(0, 2**31 - 1)] = 0


class BulkInvitation(TypedDict):
    """Invitations of many clients. `counts` is of its clients by result.

    `waits_until` is when it goes on by itself: the practice has sent as many messages as it may within a day.
    """

    id: BulkInvitationId
    import_id: ImportId | None
    state: BulkStatus
    problem: str | None
    acknowledge_existing_users: bool
    total: Count
    counts: dict[str, int]
    waits_until: Timestamp | None
    created_by: Author
    created_at: Timestamp
    finished_at: Timestamp | None
    version: Version


class BulkInvitationPage(TypedDict):
    items: list[BulkInvitation]
    next_cursor: str | None


class BulkRow(TypedDict):
    """One client. `code` and `detail` say why it was refused; `invitation` is how the sent one is now."""

    number: int
    client_id: ClientId
    client_name: str
    name: str
    email: str
    mobile: str | None
    result: BulkRowResult
    code: str | None
    detail: str | None
    invitation_id: InvitationId | None
    invitation: InvitationState | None


class BulkRowPage(TypedDict):
    items: list[BulkRow]
    next_cursor: int | None


INVITE_MANY = Call("accounts", "invite_many", InviteMany, BulkInvitation, "write")
INVITE_IMPORTED = Call("accounts", "invite_imported", InviteImported, BulkInvitation, "write")
GET_BULK_INVITATION = Call("accounts", "get_bulk_invitation", GetBulkInvitation, BulkInvitation, "read")
LIST_BULK_INVITATIONS = Call(
    "accounts", "list_bulk_invitations", ListBulkInvitations, BulkInvitationPage, "read"
)
LIST_BULK_ROWS = Call("accounts", "list_bulk_rows", ListBulkRows, BulkRowPage, "read")
STOP_BULK_INVITATION = Call("accounts", "stop_bulk_invitation", GetBulkInvitation, BulkInvitation, "write")
RESUME_BULK_INVITATION = Call(
    "accounts", "resume_bulk_invitation", GetBulkInvitation, BulkInvitation, "write"
)


def invite_many(
    rpc: Rpc,
    invitations: Sequence[ManyInvitee | Mapping[str, object]],
    *,
    acknowledge_existing_users: bool = False,
) -> BulkInvitation:
    """Begin to invite somebody to each of at most 300 clients. Raises `RoleRequired`, `InvalidInput`."""
    each = [given(ManyInvitee, one) for one in invitations]
    return rpc.call(
        INVITE_MANY, InviteMany(invitations=each, acknowledge_existing_users=acknowledge_existing_users)
    )


def invite_imported(
    rpc: Rpc, import_id: ImportId, *, acknowledge_existing_users: bool = False
) -> BulkInvitation:
    """Begin to invite whom an import names. Raises `NotFound`, `ImportState`, `NobodyToInvite`."""
    return rpc.call(
        INVITE_IMPORTED,
        InviteImported(import_id=import_id, acknowledge_existing_users=acknowledge_existing_users),
    )


def get_bulk_invitation(rpc: Rpc, bulk_invitation_id: str) -> BulkInvitation:
    """How far it is. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(GET_BULK_INVITATION, GetBulkInvitation(bulk_invitation_id=bulk_invitation_id))


def list_bulk_invitations(
    rpc: Rpc, *, limit: Limit = 50, cursor: BulkInvitationId | None = None
) -> BulkInvitationPage:
    """Those of the practice that are the caller's to see, newest first. Raises `RoleRequired`."""
    return rpc.call(LIST_BULK_INVITATIONS, ListBulkInvitations(limit=limit, cursor=cursor))


def list_bulk_rows(
    rpc: Rpc, bulk_invitation_id: str, *, result: str | None = None, limit: Limit = 50, cursor: int = 0
) -> BulkRowPage:
    """Its clients, each with its result: `{items, next_cursor}`. Raises `NotFound`."""
    return rpc.call(
        LIST_BULK_ROWS,
        ListBulkRows(
            bulk_invitation_id=bulk_invitation_id,
            result=given(BulkRowResult, result),
            limit=limit,
            cursor=cursor,
        ),
    )


def stop_bulk_invitation(rpc: Rpc, bulk_invitation_id: str) -> BulkInvitation:
    """Send no more; what is on its way goes on. Raises `NotFound`, `BulkInvitationState`."""
    return rpc.call(STOP_BULK_INVITATION, GetBulkInvitation(bulk_invitation_id=bulk_invitation_id))


def resume_bulk_invitation(rpc: Rpc, bulk_invitation_id: str) -> BulkInvitation:
    """Go on where it stopped, in the caller's name. Raises `NotFound`, `BulkInvitationState`."""
    return rpc.call(RESUME_BULK_INVITATION, GetBulkInvitation(bulk_invitation_id=bulk_invitation_id))

"""Invitations: lists, resending, revoking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict, Unpack

from contracts.access.states import AccessLevel
from contracts.addresses import Email
from contracts.errors import Refusal
from contracts.fields import Choice, Id, ListOf, Text
from contracts.invitations.states import BulkResult, InvitationStatus
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape, given
from contracts.values import ClientId, Cursor, InvitationId, Limit, Timestamp, UserId


class InvitationAccepted(Refusal):
    code = "invitation_accepted"
    status = 409
    title = "This invitation was accepted already"
    template = "{name} has accepted this invitation already. Open Users to change what they may do."


class InvitationBeingUsed(Refusal):
    code = "invitation_being_used"
    status = 409
    title = "This invitation is being accepted at this moment"
    template = "{name} is accepting this invitation at this moment. Look again in a few seconds."
    retry_after = 5


class InvitationNotCorrectable(Refusal):
    """product.md 5.7"""

    code = "invitation_not_correctable"
    status = 409
    title = "A colleague's invitation goes to their login email"
    template = "{name} was invited as a colleague, to their login email. Invite the other address instead."


class InvitationOfPracticeBefore(Refusal):
    """product.md 7.1"""

    code = "invitation_of_practice_before"
    status = 409
    title = "The practice before sent this invitation"
    template = (
        "{name} was invited by the practice that had this client before. Send an invitation of your own."
    )


class InvitationLimit(Refusal):
    """product.md 5.8"""

    code = "invitation_limit"
    status = 429
    title = "Too many invitations within a day"
    template = (
        "At most {limit} invitation messages go out for {whose} within 24 hours. Send the next one tomorrow, "
        "or check with the person that they look at the right address."
    )


class Channel(TypedDict):
    channel: str
    state: str
    detail: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class GetInvitation(RequestShape):
    invitation_id: InvitationId


class Invitation(TypedDict):
    id: InvitationId
    state: str
    name: str
    email: str
    mobile: str | None
    sent_at: Timestamp | None
    expires_at: Timestamp | None
    channels: list[Channel]


class ListedInvitation(Invitation):
    """`client_id` is null for a colleague's, whose account is the practice's."""

    client_id: ClientId | None
    account_name: str
    level: NotRequired[
        Annotated[
            AccessLevel,
            Described(
                "What you may do with its client, on the board and of one; left out, it is a colleague's"
            ),
        ]
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListClientInvitations(RequestShape):
    client_id: ClientId


class InvitationPage(TypedDict):
    items: list[ListedInvitation]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ListInvitations(RequestShape):
    """One page of the practice's invitations, newest first."""

    state: Annotated[InvitationStatus, Labelled("a state")] | None = None
    ending: Annotated[str, Choice(("soon",), "when they end")] | None = None
    invited_by: UserId | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class Correction(TypedDict, total=False):
    """A corrected address is named; `mobile: null` sends by email alone. What is not named stays."""

    email: Annotated[str, Email("the person's email address")]
    mobile: Annotated[str, Text("a mobile number", longest=30)] | None


class ResendInvitation(Correction):
    """To the address there is, or to a corrected one."""

    invitation_id: InvitationId


@dataclass(frozen=True, kw_only=True, slots=True)
class RevokeInvitation(RequestShape):
    invitation_id: InvitationId


@dataclass(frozen=True, kw_only=True, slots=True)
class ManyInvitations(RequestShape):
    invitation_ids: Annotated[list[str], ListOf(Id("inv"), longest=50, shortest=1)]


class InvitationResult(TypedDict):
    """`state` is the invitation's where it was done; `code` and `detail` say why it was refused."""

    invitation_id: InvitationId
    result: BulkResult
    state: str | None
    code: str | None
    detail: str | None


class InvitationResults(TypedDict):
    items: list[InvitationResult]


GET_INVITATION = Call("invitations", "get_invitation", GetInvitation, ListedInvitation, "read")
LIST_CLIENT_INVITATIONS = Call(
    "invitations", "list_client_invitations", ListClientInvitations, InvitationPage, "read"
)
LIST_INVITATIONS = Call("invitations", "list_invitations", ListInvitations, InvitationPage, "read")
RESEND_INVITATION = Call("invitations", "resend_invitation", ResendInvitation, Invitation, "write")
REVOKE_INVITATION = Call("invitations", "revoke_invitation", RevokeInvitation, Invitation, "write")
RESEND_INVITATIONS = Call("invitations", "resend_invitations", ManyInvitations, InvitationResults, "write")
REVOKE_INVITATIONS = Call("invitations", "revoke_invitations", ManyInvitations, InvitationResults, "write")


def get_invitation(rpc: Rpc, invitation_id: str) -> ListedInvitation:
    """One invitation. Raises `NotFound`, `PracticeAccountRequired`."""
    return rpc.call(GET_INVITATION, GetInvitation(invitation_id=invitation_id))


def list_invitations(
    rpc: Rpc,
    *,
    state: str | None = None,
    ending: str | None = None,
    invited_by: UserId | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> InvitationPage:
    """A page of the practice's invitations that the caller may see. Raises `PracticeAccountRequired`."""
    return rpc.call(
        LIST_INVITATIONS,
        ListInvitations(
            state=given(InvitationStatus, state),
            ending=ending,
            invited_by=invited_by,
            limit=limit,
            cursor=cursor,
        ),
    )


def resend_invitation(rpc: Rpc, invitation_id: str, **correction: Unpack[Correction]) -> Invitation:
    """New links, to a corrected `email` or `mobile` where given; all earlier ones are void (product.md 5.3).

    Raises `NotFound`, `InvitationAccepted`, `InvitationBeingUsed`, `InvitationLimit`, `InvalidInput`.
    """
    request: ResendInvitation = {"invitation_id": invitation_id, **correction}
    return rpc.call(RESEND_INVITATION, request)


def revoke_invitation(rpc: Rpc, invitation_id: str) -> Invitation:
    """Void every link (product.md 5.3). Raises `NotFound`, `InvitationAccepted`, `InvitationBeingUsed`."""
    return rpc.call(REVOKE_INVITATION, RevokeInvitation(invitation_id=invitation_id))


def resend_invitations(rpc: Rpc, invitation_ids: Sequence[str]) -> list[InvitationResult]:
    """Resend each of at most 50, with a result for each: done, or refused for a reason of its own."""
    return rpc.call(RESEND_INVITATIONS, ManyInvitations(invitation_ids=[*invitation_ids]))["items"]


def revoke_invitations(rpc: Rpc, invitation_ids: Sequence[str]) -> list[InvitationResult]:
    """Revoke each of at most 50, with a result for each, as `resend_invitations`."""
    return rpc.call(REVOKE_INVITATIONS, ManyInvitations(invitation_ids=[*invitation_ids]))["items"]


def list_client_invitations(rpc: Rpc, *, client_id: str) -> InvitationPage:
    """The invitations of one client, newest first. Raises `NotFound`."""
    return rpc.call(LIST_CLIENT_INVITATIONS, ListClientInvitations(client_id=client_id))

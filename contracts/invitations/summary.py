"""What of a practice's invitations needs somebody, and how soon they are accepted."""

from __future__ import annotations

from typing import TypedDict

from contracts.messages import Call, NoArguments, Rpc
from contracts.values import ClientId, Count, InvitationId, Timestamp, UserId


class WaitingInvitation(TypedDict):
    """`client_id` is null for a colleague's, whose account is the practice's."""

    id: InvitationId
    name: str
    client_id: ClientId | None
    account_name: str
    expires_at: Timestamp | None


class WaitingInvitations(TypedDict):
    """Those that the caller may see: how many, and up to three of them, the one that ends first before."""

    count: Count
    first: list[WaitingInvitation]


class InviterFigures(TypedDict):
    """What became of the clients' people whom a colleague has invited."""

    user_id: UserId
    name: str
    invited: Count
    accepted: Count
    median_hours: float | None


class AcceptanceFigures(TypedDict):
    """Of twelve weeks; `median_hours` is between the invitation and its acceptance."""

    invited: Count
    accepted: Count
    median_hours: float | None
    colleagues: list[InviterFigures]


class InvitationSummary(TypedDict):
    """`failed` were not delivered, `ending` end within two days. `acceptance` is an admin's to see, and null
    for others.
    """

    failed: WaitingInvitations
    ending: WaitingInvitations
    acceptance: AcceptanceFigures | None


GET_INVITATION_SUMMARY = Call("invitations", "get_invitation_summary", NoArguments, InvitationSummary, "read")


def get_invitation_summary(rpc: Rpc) -> InvitationSummary:
    """What of the invitations that the caller may see needs somebody. Raises `PracticeAccountRequired`."""
    return rpc.call(GET_INVITATION_SUMMARY, NoArguments())

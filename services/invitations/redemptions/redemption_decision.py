"""What becomes of an attempt to redeem an invitation (product.md 5.1 to 5.6): rules without I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from contracts.errors import IdempotencyKeyInUse, InternalError, NotFound, Refusal, ServiceUnavailable
from contracts.invitations import InvitationStatus, InvitationUnusable, Redeemed
from services.invitations.invitations.invitation_facts import StoredInvitation

#: Seconds a second click waits for the first.
PATIENCE = 3.0
#: Answers after which access may have made the person a member all the same.
_UNKNOWN = (ServiceUnavailable, IdempotencyKeyInUse, InternalError)


@dataclass(frozen=True, slots=True)
class TakenInvitation:
    """An invitation that could not be claimed: this very link is redeeming it, or has done so just now; or
    the claim of whoever began has `lapsed`.
    """

    invitation: StoredInvitation
    lapsed: bool


class NextStep(StrEnum):
    """What somebody does who could not claim an invitation."""

    ANSWER = "answer"
    RESOLVE = "resolve"
    WAIT = "wait"


def next_step(taken: TakenInvitation | None, *, waited: float) -> NextStep:
    """What the second of two clicks does, which has waited for so many seconds.

    Raises `InvitationUnusable`, `ServiceUnavailable` where nobody knows yet what came of the first.
    """
    if taken is None:
        raise InvitationUnusable()
    if taken.invitation.state is InvitationStatus.ACCEPTED:
        return NextStep.ANSWER
    if waited >= PATIENCE:
        # Its process may have died: the invitation is not over, and the next click finds out.
        raise ServiceUnavailable(service="invitations")
    return NextStep.RESOLVE if taken.lapsed else NextStep.WAIT


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """Whom access is to make a member, once for each `attempt`. `user_id` is of somebody signed in."""

    invitation_id: str
    attempt: int
    account_id: str
    account_kind: str
    account_name: str
    user_id: str | None
    name: str
    email: str
    password: str | None = field(repr=False)


def new_member(invitation: StoredInvitation, *, user_id: str | None, password: str | None) -> NewMember:
    """The member that a claimed invitation is for."""
    return NewMember(
        invitation_id=invitation.id,
        attempt=invitation.attempt,
        account_id=invitation.account_id,
        account_kind="client" if invitation.client_id else "practice",
        account_name=invitation.account_name,
        user_id=user_id,
        name=invitation.name,
        email=invitation.email,
        password=password,
    )


class ClaimEnd(StrEnum):
    """What becomes of a claim of which nothing good came: free at once, or for somebody to find out."""

    RELEASED = "released"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """What the person is answered, and what becomes of the claim."""

    claim: ClaimEnd
    refusal: Refusal


def failed(refusal: Refusal) -> FailedAttempt:
    """What follows from access's refusal to make somebody a member."""
    if isinstance(refusal, _UNKNOWN):
        return FailedAttempt(ClaimEnd.LAPSED, refusal)
    if isinstance(refusal, NotFound):
        # A colleague who was removed before they accepted.
        return FailedAttempt(ClaimEnd.RELEASED, InvitationUnusable())
    return FailedAttempt(ClaimEnd.RELEASED, refusal)


def is_to_be_accepted(claimed: StoredInvitation, now: StoredInvitation | None) -> bool:
    """Whether the invitation as it is `now` is still to be accepted by who claimed it.

    Raises `InvitationUnusable` where another link has it.
    """
    if now is None or now.claimed_with != claimed.claimed_with:
        raise InvitationUnusable()
    # This process may have stood still for so long that somebody else found out what came of it.
    return now.state is not InvitationStatus.ACCEPTED


class Resolution(StrEnum):
    """What becomes of an invitation whose claim has lapsed."""

    UNCHANGED = "unchanged"
    ACCEPTED = "accepted"
    FREE = "free"


def resolution(lapsed: StoredInvitation, now: StoredInvitation | None, member: str | None) -> Resolution:
    """What follows from access's word on who became a `member` by the lapsed attempt, if anybody did."""
    if now is None or now.claimed_at != lapsed.claimed_at:
        return Resolution.UNCHANGED
    return Resolution.ACCEPTED if member is not None else Resolution.FREE


def redeemed(invitation: StoredInvitation, user_id: str) -> Redeemed:
    """The answer to who redeemed it."""
    return {"account_id": invitation.account_id, "user_id": user_id, "email": invitation.email}

"""People who accept an invitation become members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.access.states import AccountKind
from contracts.addresses import Email
from contracts.fields import NewPassword, Text, Whole
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape, given
from contracts.values import InvitationId, UserId


@dataclass(frozen=True, kw_only=True, slots=True)
class AddInvitedMember(RequestShape):
    """A redeemed invitation. `password` for a new user, `user_id` for the signed-in existing one."""

    invitation_id: InvitationId
    account_id: Annotated[str, Text(longest=64)]
    account_kind: AccountKind
    account_name: Annotated[str, Text()]
    user_id: UserId | None = None
    name: Annotated[str, Text("a name")]
    email: Annotated[str, Email()]
    password: Annotated[str, NewPassword()] | None = None


class MemberAdded(TypedDict):
    user_id: UserId


@dataclass(frozen=True, kw_only=True, slots=True)
class ResolveRedemption(RequestShape):
    """`attempt` counts how often the invitation's redemption was begun anew."""

    invitation_id: InvitationId
    attempt: Annotated[int, Whole(0, 2**31 - 1)]


class ResolvedRedemption(TypedDict):
    """`user_id` is null where nobody became a member, and nobody will by this attempt."""

    user_id: UserId | None


ADD_INVITED_MEMBER = Call(
    "access", "add_invited_member", AddInvitedMember, MemberAdded, "write", caller="service"
)
SETTLE_REDEMPTION = Call(
    "access", "settle_redemption", ResolveRedemption, ResolvedRedemption, "write", caller="service"
)


def add_invited_member(
    rpc: Rpc,
    *,
    invitation_id: InvitationId,
    account_id: str,
    account_kind: str,
    account_name: str,
    name: str,
    email: str,
    user_id: UserId | None = None,
    password: str | None = None,
) -> str:
    """Make the invited person a user, or link the existing one; gives the user's id."""
    return rpc.call(
        ADD_INVITED_MEMBER,
        AddInvitedMember(
            invitation_id=invitation_id,
            account_id=account_id,
            account_kind=given(AccountKind, account_kind),
            account_name=account_name,
            user_id=user_id,
            name=name,
            email=email,
            password=password,
        ),
    )["user_id"]


def redemption(invitation_id: str, attempt: int) -> str:
    """The command key under which an attempt to redeem an invitation adds the member."""
    return f"redemption of {invitation_id} {attempt}" if attempt else f"redemption of {invitation_id}"


def settle_redemption(rpc: Rpc, *, invitation_id: str, attempt: int) -> str | None:
    """Who became a member by this attempt; where nobody did, nobody will any more. The user's id, or None.

    Raises `ServiceUnavailable` while it is being carried out.
    """
    return rpc.call(SETTLE_REDEMPTION, ResolveRedemption(invitation_id=invitation_id, attempt=attempt))[
        "user_id"
    ]

"""The links of invitations, and using them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from contracts.errors import Refusal
from contracts.fields import Secret
from contracts.invitations.branding import Branding
from contracts.links import LinkToken
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape


class InvitationUnusable(Refusal):
    """One answer for an unknown, used, voided and expired link (product.md 5.2)."""

    code = "invitation_unusable"
    status = 410
    title = "This invitation can no longer be used"
    template = (
        "This invitation can no longer be used. Ask the practice that invited you to send it again; "
        "if you have already accepted, sign in."
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class LookUpInvitation(RequestShape):
    token: Annotated[str, LinkToken()]


class InvitationFound(TypedDict):
    account_name: str
    practice_name: str
    invited_name: str
    existing_user: bool
    branding: NotRequired[Branding]


@dataclass(frozen=True, kw_only=True, slots=True)
class RedeemInvitation(RequestShape):
    """`password` for a new user; a signed-in existing user sends the token alone."""

    token: Annotated[str, LinkToken()]
    password: Annotated[str, Secret("a password")] | None = None


class Redeemed(TypedDict):
    """The credentials to sign in with go back to the gateway, which asks access for the session."""

    account_id: str
    user_id: str
    email: str


LOOK_UP_INVITATION = Call(
    "invitations", "look_up_invitation", LookUpInvitation, InvitationFound, "read", caller="anyone"
)
REDEEM_INVITATION = Call(
    "invitations", "redeem_invitation", RedeemInvitation, Redeemed, "write", caller="anyone"
)


def look_up_invitation(rpc: Rpc, *, token: str) -> InvitationFound:
    """What an invitation is for; changes nothing (product.md 5.4). Raises `InvitationUnusable`."""
    return rpc.call(LOOK_UP_INVITATION, LookUpInvitation(token=token))


def redeem_invitation(rpc: Rpc, *, token: str, password: str | None = None) -> Redeemed:
    """Use an invitation up (product.md 5.6). Raises `InvitationUnusable`, `InvalidInput`."""
    return rpc.call(REDEEM_INVITATION, RedeemInvitation(token=token, password=password))

"""Invitations by email and text: the calls of the invitations context, as typed functions."""

from __future__ import annotations

from typing import Any

from contracts.errors import Refusal
from contracts.invitations import schemas
from contracts.messages import Call, Rpc

NAME = "invitations"

LIST_CLIENT_INVITATIONS = Call(
    NAME, "list_client_invitations", schemas.ListClientInvitations, schemas.InvitationPage, "read"
)
LOOK_UP_INVITATION = Call(
    NAME, "look_up_invitation", schemas.LookUpInvitation, schemas.InvitationFound, "read", public=True
)
REDEEM_INVITATION = Call(
    NAME, "redeem_invitation", schemas.RedeemInvitation, schemas.Redeemed, "write", public=True
)

CALLS = (LIST_CLIENT_INVITATIONS, LOOK_UP_INVITATION, REDEEM_INVITATION)


class InvitationUnusable(Refusal):
    """One answer for an unknown, used, voided and expired link (product.md 5.2)."""

    code = "invitation_unusable"
    status = 410
    title = "This invitation can no longer be used"
    template = (
        "This invitation can no longer be used. Ask the practice that invited you to send it again; "
        "if you have already accepted, sign in."
    )


def list_client_invitations(rpc: Rpc, *, client_id: str) -> dict[str, Any]:
    """The invitations of one client, newest first. Raises `NotFound`."""
    return rpc.call(LIST_CLIENT_INVITATIONS, {"client_id": client_id})  # type: ignore[no-any-return]


def look_up_invitation(rpc: Rpc, *, token: str) -> dict[str, Any]:
    """What an invitation is for; changes nothing (product.md 5.4). Raises `InvitationUnusable`."""
    return rpc.call(LOOK_UP_INVITATION, {"token": token})  # type: ignore[no-any-return]


def redeem_invitation(rpc: Rpc, **redemption: Any) -> dict[str, Any]:
    """Use an invitation up (product.md 5.6). Raises `InvitationUnusable`, `InvalidInput`."""
    return rpc.call(REDEEM_INVITATION, redemption)  # type: ignore[no-any-return]

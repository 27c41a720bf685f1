"""Resending, correcting and revoking (product.md 5.3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts.errors import NotFound
from contracts.invitations import InvitationAccepted, InvitationBeingUsed, InvitationNotCorrectable
from contracts.invitations.events import INVITATION_RESENT
from contracts.messages import Rpc
from services.invitations import permissions
from services.invitations.board import invitation_views
from services.invitations.invitations import departed_clients, invitation_states, new_invitations
from services.invitations.invitations.sending_limits import Limits
from services.invitations.redemptions import claims
from services.invitations.tables import Delivery


def resend(database: Database, calls: Rpc, vault: Vault, limits: Limits, request: Request) -> dict[str, Any]:
    """New links by each channel, to a corrected address where one is given; all earlier links are void.

    Raises `NotFound`, `InvitationAccepted`, `InvitationBeingUsed`, `InvitationNotCorrectable`,
    `InvitationOfPracticeBefore`, `InvitationLimit`, `InvalidInput`.
    """
    permissions.require(database, calls, request.caller, request.data["invitation_id"])
    claims.resolve(database, calls, request.data["invitation_id"])
    with database.unit_of_work(request) as uow:
        invitation = _open_again(uow, request.data["invitation_id"])
        departed_clients.require_own(uow, invitation)
        address = _corrected(invitation, limits, request.data)
        channels = {"email": address["email"], "sms": address["mobile"]}
        over = limits.spend_each(uow, invitation.practice_id, request.caller.user_id, channels)
        if over.keys() == {channel for channel, to in channels.items() if to is not None}:
            raise next(iter(over.values()))
        rounds = _void(uow, invitation.id)
        for channel, to in channels.items():
            if to is not None:
                new_invitations.queue(uow, vault, invitation.id, channel, round_=rounds + 1)
            if channel in over:
                new_invitations.fail(uow, invitation.id, channel, over[channel].detail)
        invitation_states.change(
            uow,
            invitation.id,
            INVITATION_RESENT,
            {"actor_id": request.caller.user_id},
            state="pending",
            expires_at=None,
            reminded_at=None,
            **address,
        )
        return uow.answer(invitation_views.one(uow, invitation.id))


def revoke(database: Database, calls: Rpc, request: Request) -> dict[str, Any]:
    """Void every link. Revoking again changes nothing. Raises `NotFound`, `InvitationAccepted`."""
    permissions.require(database, calls, request.caller, request.data["invitation_id"])
    claims.resolve(database, calls, request.data["invitation_id"])
    with database.unit_of_work(request) as uow:
        invitation = _open_again(uow, request.data["invitation_id"])
        if invitation.state != "revoked":
            departed_clients.void(uow, invitation.id, request.caller.user_id, "Revoked before it was sent.")
        return uow.answer(invitation_views.one(uow, invitation.id))


def _open_again(uow: UnitOfWork, invitation_id: str) -> Row[Any]:
    """The invitation, locked and not used up."""
    invitation = invitation_states.lock(uow, invitation_id)
    if invitation is None:
        raise NotFound(what="invitation")
    if invitation.state == "accepted":
        raise InvitationAccepted(name=invitation.name)
    if invitation.claimed_at is not None:
        # Whoever is redeeming it was first: in a moment it is accepted, or free again.
        raise InvitationBeingUsed(name=invitation.name)
    return invitation


def _corrected(invitation: Row[Any], limits: Limits, data: dict[str, Any]) -> dict[str, Any]:
    if invitation.client_id is None and {"email", "mobile"} & data.keys():
        raise InvitationNotCorrectable(name=invitation.name)
    mobile = data.get("mobile", invitation.mobile)
    if mobile is not None and "mobile" in data:
        mobile = limits.mobile(mobile)
    return {"email": data.get("email", invitation.email), "mobile": mobile}


def _void(uow: UnitOfWork, invitation_id: str) -> int:
    """Forget every link; gives the highest round there was."""
    rounds = uow.execute(
        delete(Delivery).where(Delivery.invitation_id == invitation_id).returning(Delivery.round)
    )
    return max(rounds.scalars(), default=0)

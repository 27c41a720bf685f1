"""Resending, correcting and revoking (product.md 5.3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete

from chassis.database import Database
from chassis.rpc.asked import Asked
from chassis.vault import Vault
from chassis.work import Work
from contracts.errors import NotFound
from contracts.invitations import InvitationAccepted, InvitationBeingUsed, InvitationNotCorrectable
from contracts.invitations.events import INVITATION_RESENT
from contracts.messages import Rpc
from services.invitations import claiming, following, inviting, progress, reading, seeing
from services.invitations.limits import Limits
from services.invitations.tables import Delivery


def resend(database: Database, calls: Rpc, vault: Vault, limits: Limits, asked: Asked) -> dict[str, Any]:
    """New links by each channel, to a corrected address where one is given; all earlier links are void.

    Raises `NotFound`, `InvitationAccepted`, `InvitationBeingUsed`, `InvitationNotCorrectable`,
    `InvitationOfPracticeBefore`, `InvitationLimit`, `InvalidInput`.
    """
    seeing.require(database, calls, asked.caller, asked.data["invitation_id"])
    claiming.settle(database, calls, asked.data["invitation_id"])
    with database.work(asked) as work:
        invitation = _open_again(work, asked.data["invitation_id"])
        following.require_own(work, invitation)
        address = _corrected(invitation, limits, asked.data)
        channels = {"email": address["email"], "sms": address["mobile"]}
        over = limits.spend_each(work, invitation.practice_id, asked.caller.user_id, channels)
        if over.keys() == {channel for channel, to in channels.items() if to is not None}:
            raise next(iter(over.values()))
        rounds = _void(work, invitation.id)
        for channel, to in channels.items():
            if to is not None:
                inviting.queue(work, vault, invitation.id, channel, round_=rounds + 1)
            if channel in over:
                inviting.fail(work, invitation.id, channel, over[channel].detail)
        progress.change(
            work,
            invitation.id,
            INVITATION_RESENT,
            {"actor_id": asked.caller.user_id},
            state="pending",
            expires_at=None,
            reminded_at=None,
            **address,
        )
        return work.answer(reading.one(work, invitation.id))


def revoke(database: Database, calls: Rpc, asked: Asked) -> dict[str, Any]:
    """Void every link. Revoking again changes nothing. Raises `NotFound`, `InvitationAccepted`."""
    seeing.require(database, calls, asked.caller, asked.data["invitation_id"])
    claiming.settle(database, calls, asked.data["invitation_id"])
    with database.work(asked) as work:
        invitation = _open_again(work, asked.data["invitation_id"])
        if invitation.state != "revoked":
            following.void(work, invitation.id, asked.caller.user_id, "Revoked before it was sent.")
        return work.answer(reading.one(work, invitation.id))


def _open_again(work: Work, invitation_id: str) -> Row[Any]:
    """The invitation, locked and not used up."""
    invitation = progress.lock(work, invitation_id)
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


def _void(work: Work, invitation_id: str) -> int:
    """Forget every link; gives the highest round there was."""
    rounds = work.execute(
        delete(Delivery).where(Delivery.invitation_id == invitation_id).returning(Delivery.round)
    )
    return max(rounds.scalars(), default=0)

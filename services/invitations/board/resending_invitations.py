"""Resending, correcting and revoking (product.md 5.3)."""

from __future__ import annotations

from sqlalchemy import delete

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts.access import AccessLevel
from contracts.invitations import (
    INVITATION_TRANSITIONS,
    InvitationStatus,
    ListedInvitation,
    ResendInvitation,
    RevokeInvitation,
)
from contracts.invitations.events import INVITATION_RESENT
from contracts.messages import Rpc
from services.invitations import permissions
from services.invitations.board import invitation_views, resend_decision
from services.invitations.invitations import (
    counted_sendings,
    departed_clients,
    invitation_states,
    new_invitations,
)
from services.invitations.invitations.sending_limits import Limits
from services.invitations.redemptions import claims
from services.invitations.tables import Delivery


def resend(
    database: Database, calls: Rpc, vault: Vault, limits: Limits, request: Request[ResendInvitation]
) -> ListedInvitation:
    """New links by each channel, to a corrected address where one is given; all earlier links are void.

    Raises `NotFound`, `LevelRequired`, `InvitationAccepted`, `InvitationBeingUsed`,
    `InvitationNotCorrectable`, `InvitationOfPracticeBefore`, `InvitationLimit`, `InvalidInput`.
    """
    invitation_id, sender_id = request.data["invitation_id"], request.caller.user_id
    permissions.require(database, calls, request.caller, invitation_id, AccessLevel.WORK)
    claims.resolve(database, calls, invitation_id)
    with database.unit_of_work(request) as uow:
        invitation = resend_decision.require_not_used(invitation_states.lock(uow, invitation_id))
        resend_decision.require_own(invitation, departed_clients.transferred_at(uow, invitation.client_id))
        to = resend_decision.recipient(invitation, request.data, limits)
        over = counted_sendings.spend_each(uow, limits, invitation.practice_id, sender_id, to.by_channel())
        resend_decision.require_a_way(to, over)
        for each in resend_decision.deliveries(to, over, _void(uow, invitation.id)):
            new_invitations.queue(uow, vault, invitation.id, each.channel, round_=each.round)
            if each.failed is not None:
                new_invitations.fail(uow, invitation.id, each.channel, each.failed)
        invitation_states.change(
            uow,
            invitation.id,
            INVITATION_RESENT,
            {"actor_id": sender_id},
            state=InvitationStatus.PENDING,
            expires_at=None,
            reminded_at=None,
            email=to.email,
            mobile=to.mobile,
        )
        return uow.answer(invitation_views.one(uow, invitation.id))


def revoke(database: Database, calls: Rpc, request: Request[RevokeInvitation]) -> ListedInvitation:
    """Void every link. Revoking again changes nothing.

    Raises `NotFound`, `LevelRequired`, `InvitationAccepted`.
    """
    invitation_id = request.data.invitation_id
    permissions.require(database, calls, request.caller, invitation_id, AccessLevel.WORK)
    claims.resolve(database, calls, invitation_id)
    with database.unit_of_work(request) as uow:
        invitation = resend_decision.require_not_used(invitation_states.lock(uow, invitation_id))
        if INVITATION_TRANSITIONS.allow(invitation.state, InvitationStatus.REVOKED):
            departed_clients.void(uow, invitation.id, request.caller.user_id, "Revoked before it was sent.")
        return uow.answer(invitation_views.one(uow, invitation.id))


def _void(uow: UnitOfWork, invitation_id: str) -> int:
    """Forget every link; gives the highest round there was."""
    rounds = uow.execute(
        delete(Delivery).where(Delivery.invitation_id == invitation_id).returning(Delivery.round)
    )
    return max(rounds.scalars(), default=0)

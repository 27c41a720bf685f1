"""What happens to invitations as time passes (product.md 5.2)."""

from __future__ import annotations

import datetime

from sqlalchemy import func, select, update

from chassis.database.unit_of_work import UnitOfWork
from chassis.security.vault import Vault
from contracts.invitations import INVITATION_TRANSITIONS, InvitationStatus
from contracts.invitations.events import INVITATION_EXPIRED
from services.invitations.invitations import new_invitations
from services.invitations.invitations.invitation_facts import ChannelName
from services.invitations.invitations.invitation_states import change
from services.invitations.tables import Invitation

#: How long before its end a reminder is sent.
BEFORE = datetime.timedelta(days=2)
_EXPIRING = INVITATION_TRANSITIONS.before(InvitationStatus.EXPIRED)


def expire_one(uow: UnitOfWork) -> bool:
    """Expire one invitation whose seven days are over (product.md 5.2); whether there was one."""
    due = uow.execute(
        select(Invitation.id)
        .where(
            Invitation.state.in_(_EXPIRING),
            Invitation.expires_at <= func.now(),
            # Somebody who began to redeem it in time may have come in.
            Invitation.claimed_at.is_(None),
        )
        .order_by(Invitation.expires_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).scalar()
    if due is not None:
        change(uow, due, INVITATION_EXPIRED, state=InvitationStatus.EXPIRED)
    return due is not None


def remind_one(uow: UnitOfWork, vault: Vault) -> bool:
    """Remind one person whose invitation ends within two days; whether there was one.

    The link that was sent is not known any more: the reminder has its own, which ends with the others.
    """
    due = uow.execute(
        select(Invitation.id)
        .where(
            Invitation.state.in_(_EXPIRING),
            Invitation.reminded_at.is_(None),
            Invitation.expires_at <= func.now() + BEFORE,
            Invitation.expires_at > func.now(),
        )
        .order_by(Invitation.expires_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).scalar()
    if due is not None:
        uow.execute(update(Invitation).where(Invitation.id == due).values(reminded_at=func.now()))
        new_invitations.queue(uow, vault, due, ChannelName.REMINDER)
    return due is not None

"""What happens to invitations as time passes (product.md 5.2)."""

from __future__ import annotations

from sqlalchemy import func, select

from chassis.work import Work
from contracts.invitations.events import INVITATION_EXPIRED
from services.invitations.progress import change
from services.invitations.tables import Invitation


def expire_one(work: Work) -> bool:
    """Expire one invitation whose seven days are over (product.md 5.2); whether there was one."""
    due = work.execute(
        select(Invitation.id)
        .where(
            Invitation.state.in_(("sent", "delivered", "needs_attention")),
            Invitation.expires_at <= func.now(),
        )
        .order_by(Invitation.expires_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).scalar()
    if due is not None:
        change(work, due, INVITATION_EXPIRED, state="expired")
    return due is not None

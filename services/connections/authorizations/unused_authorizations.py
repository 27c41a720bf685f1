"""Authorisations that nobody used are forgotten after a day (product.md 6.5)."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from chassis.database.unit_of_work import UnitOfWork
from services.connections.grants import unused_grants
from services.connections.tables import Authorization


def forget_one(uow: UnitOfWork) -> bool:
    """Forget one authorisation whose day is over (product.md 6.5); whether there was one. Its grant is
    revoked where no client was connected with it.
    """
    over = uow.execute(
        select(Authorization.id, Authorization.grant_id)
        .where(Authorization.expires_at <= func.now(), Authorization.step.is_(None))
        .order_by(Authorization.expires_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if over is None:
        return False
    uow.execute(delete(Authorization).where(Authorization.id == over.id))
    if over.grant_id is not None:
        unused_grants.end_if_unused(uow, over.grant_id)
    return True

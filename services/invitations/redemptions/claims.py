"""One redeemer at a time: who has begun to redeem an invitation holds its claim until it is known what came
of it.

Access makes the person a member, and its answer may be lost or come too late. Such a claim lapses; whoever
needs the invitation next asks access first what became of the attempt, and access lets one that was not
carried out never be carried out any more. So a redemption counts or does not, and nothing in between.
"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.observability import logs
from contracts import access
from contracts.errors import ServiceUnavailable
from contracts.invitations.events import INVITATION_ACCEPTED
from contracts.messages import Rpc
from services.invitations.invitations import invitation_states
from services.invitations.tables import Delivery, Invitation

_log = logs.get(__name__)

#: A claim whose process died lapses after this.
CLAIM = datetime.timedelta(seconds=10)

usable = Invitation.state.in_(invitation_states.OPEN) & or_(
    Invitation.expires_at.is_(None), Invitation.expires_at > func.now()
)
lapsed = Invitation.claimed_at.is_not(None) & (Invitation.claimed_at <= func.now() - CLAIM)


def take(token_hash: str) -> ReturningUpdate[Any]:
    """Claim the invitation of this link, where it can be used and nobody holds it; gives its row."""
    owner = select(Delivery.invitation_id).where(Delivery.token_hash == token_hash)
    return (
        update(Invitation)
        .where(Invitation.id == owner.scalar_subquery(), usable, Invitation.claimed_at.is_(None))
        .values(claimed_at=func.now(), claimed_with=token_hash)
        .returning(*Invitation.__table__.columns)
    )


def release(database: Database, invitation: Row[Any]) -> None:
    """Let go of a claim of which nothing came."""
    _change(database, invitation, claimed_at=None)


def lapse(database: Database, invitation: Row[Any]) -> None:
    """Let go of a claim of which it is not known what came."""
    _change(database, invitation, claimed_at=func.now() - CLAIM)


def _change(database: Database, invitation: Row[Any], **values: Any) -> None:
    with database.autocommit() as connection:
        connection.execute(
            update(Invitation)
            .where(Invitation.id == invitation.id, Invitation.claimed_at == invitation.claimed_at)
            .values(**values)
        )


def resolve(database: Database, calls: Rpc, invitation_id: str) -> None:
    """Where a claim of the invitation has lapsed, find out what came of it. Raises `ServiceUnavailable`."""
    with database.read() as connection:
        invitation = connection.execute(_LAPSED.where(Invitation.id == invitation_id)).first()
    if invitation is None:
        return
    user_id = access.settle_redemption(calls, invitation_id=invitation.id, attempt=invitation.attempt)
    with database.unit_of_work() as uow:
        now = invitation_states.lock(uow, invitation.id)
        if now is None or now.claimed_at != invitation.claimed_at:
            return
        if user_id is not None:
            accept(uow, invitation.id, user_id)
        else:
            free = {"claimed_at": None, "attempt": Invitation.attempt + 1}
            uow.execute(update(Invitation).where(Invitation.id == invitation.id).values(**free))


_LAPSED = select(Invitation.id, Invitation.attempt, Invitation.claimed_at).where(
    lapsed, Invitation.state != "accepted"
)


def resolve_all(database: Database, calls: Rpc) -> None:
    """Settle every lapsed claim of an invitation that still stands, so that none waits for its person."""
    with database.read() as connection:
        waiting = connection.execute(
            _LAPSED.where(Invitation.state.in_(invitation_states.OPEN)).limit(200)
        ).all()
    for invitation in waiting:
        try:
            resolve(database, calls, invitation.id)
        except ServiceUnavailable:
            _log.warning("redemptions_not_settled", waiting=len(waiting))
            return


def accept(uow: UnitOfWork, invitation_id: str, user_id: str) -> None:
    """The locked invitation is used up. Its links are dead by its state: a delivery has no say of its own."""
    invitation_states.change(
        uow,
        invitation_id,
        INVITATION_ACCEPTED,
        {"user_id": user_id, "actor_id": user_id},
        state="accepted",
        accepted_at=func.now(),
        accepted_by=user_id,
    )

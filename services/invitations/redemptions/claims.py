"""One redeemer at a time: who has begun to redeem an invitation holds its claim until it is known what came
of it.

Access makes the person a member, and its answer may be lost or come too late. Such a claim lapses; whoever
needs the invitation next asks access first what became of the attempt, and access lets one that was not
carried out never be carried out any more. So a redemption counts or does not, and nothing in between.
"""

from __future__ import annotations

import datetime

from sqlalchemy import Connection, bindparam, func, or_, select, update

from chassis.database.engine import Database
from chassis.database.rows import loaded
from chassis.database.unit_of_work import UnitOfWork
from chassis.observability import logs
from contracts import access
from contracts.errors import ServiceUnavailable
from contracts.invitations import InvitationStatus
from contracts.invitations.events import INVITATION_ACCEPTED, InvitationAcceptedData
from contracts.messages import Rpc
from services.invitations.invitations import invitation_states
from services.invitations.invitations.invitation_facts import OPEN, StoredInvitation
from services.invitations.invitations.invitation_states import COLUMNS
from services.invitations.redemptions.redemption_decision import Resolution, TakenInvitation, resolution
from services.invitations.tables import Delivery, Invitation

_log = logs.get(__name__)

#: A claim whose process died lapses after this.
CLAIM = datetime.timedelta(seconds=10)
#: The same link submitted again this soon after it was accepted is a double click (product.md 5.4).
_DOUBLE_CLICK = datetime.timedelta(seconds=60)

_usable = Invitation.state.in_(OPEN) & or_(
    Invitation.expires_at.is_(None), Invitation.expires_at > func.now()
)
_lapsed = Invitation.claimed_at.is_not(None) & (Invitation.claimed_at <= func.now() - CLAIM)

_BY_TOKEN = (
    select(*COLUMNS)
    .join(Delivery, Delivery.invitation_id == Invitation.id)
    .where(Delivery.token_hash == bindparam("token_hash"))
)
_TAKEN = _BY_TOKEN.add_columns(_lapsed.label("lapsed")).where(
    or_(
        _usable & (_lapsed | (Invitation.claimed_with == Delivery.token_hash)),
        (Invitation.claimed_with == Delivery.token_hash)
        & (Invitation.state == InvitationStatus.ACCEPTED)
        & (Invitation.accepted_at > func.now() - _DOUBLE_CLICK),
    )
)
_LAPSED = select(*COLUMNS).where(_lapsed, Invitation.state != InvitationStatus.ACCEPTED)


def find(connection: Connection, token_hash: str) -> StoredInvitation | None:
    """The invitation that this link can be used for, whoever is about to."""
    row = connection.execute(_BY_TOKEN.where(_usable), {"token_hash": token_hash}).first()
    return loaded(StoredInvitation, row) if row is not None else None


def take(connection: Connection, token_hash: str) -> StoredInvitation | None:
    """Claim the invitation of this link, where it can be used and nobody holds it."""
    owner = select(Delivery.invitation_id).where(Delivery.token_hash == token_hash)
    row = connection.execute(
        update(Invitation)
        .where(Invitation.id == owner.scalar_subquery(), _usable, Invitation.claimed_at.is_(None))
        .values(claimed_at=func.now(), claimed_with=token_hash)
        .returning(*COLUMNS)
    ).first()
    return loaded(StoredInvitation, row) if row is not None else None


def taken(connection: Connection, token_hash: str) -> TakenInvitation | None:
    """Why the invitation of this link could not be claimed; None where it cannot be used at all."""
    row = connection.execute(_TAKEN, {"token_hash": token_hash}).first()
    return TakenInvitation(loaded(StoredInvitation, row[:-1]), row.lapsed) if row is not None else None


def release(database: Database, invitation: StoredInvitation) -> None:
    """Let go of a claim of which nothing came."""
    _change(database, invitation, claimed_at=None)


def lapse(database: Database, invitation: StoredInvitation) -> None:
    """Let go of a claim of which it is not known what came."""
    _change(database, invitation, claimed_at=func.now() - CLAIM)


def _change(database: Database, invitation: StoredInvitation, **values: object) -> None:
    with database.autocommit() as connection:
        connection.execute(
            update(Invitation)
            .where(Invitation.id == invitation.id, Invitation.claimed_at == invitation.claimed_at)
            .values(**values)
        )


def resolve(database: Database, calls: Rpc, invitation_id: str) -> None:
    """Where a claim of the invitation has lapsed, find out what came of it. Raises `ServiceUnavailable`."""
    with database.read() as connection:
        row = connection.execute(_LAPSED.where(Invitation.id == invitation_id)).first()
    if row is None:
        return
    invitation = loaded(StoredInvitation, row)
    user_id = access.settle_redemption(calls, invitation_id=invitation.id, attempt=invitation.attempt)
    with database.unit_of_work() as uow:
        decided = resolution(invitation, invitation_states.lock(uow, invitation.id), user_id)
        if decided is Resolution.ACCEPTED and user_id is not None:
            accept(uow, invitation.id, user_id)
        elif decided is Resolution.FREE:
            free = {"claimed_at": None, "attempt": Invitation.attempt + 1}
            uow.execute(update(Invitation).where(Invitation.id == invitation.id).values(**free))


def resolve_all(database: Database, calls: Rpc) -> None:
    """Settle every lapsed claim of an invitation that still stands, so that none waits for its person."""
    with database.read() as connection:
        lapsed = connection.execute(
            select(Invitation.id).where(_lapsed, Invitation.state.in_(OPEN)).limit(200)
        ).scalars()
        waiting = list(lapsed)
    for invitation_id in waiting:
        try:
            resolve(database, calls, invitation_id)
        except ServiceUnavailable:
            _log.warning("redemptions_not_resolved", waiting=len(waiting))
            return


def accept(uow: UnitOfWork, invitation_id: str, user_id: str) -> None:
    """The locked invitation is used up. Its links are dead by its state: a delivery has no say of its own."""
    accepted = invitation_states.changed(
        uow,
        invitation_id,
        {"actor_id": user_id},
        state=InvitationStatus.ACCEPTED,
        accepted_at=func.now(),
        accepted_by=user_id,
    )
    uow.send(INVITATION_ACCEPTED, InvitationAcceptedData(**accepted, user_id=user_id))

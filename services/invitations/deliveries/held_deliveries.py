"""Messages of a practice none of whose admins has confirmed their address are held (docs/adr/0019).

Access knows; that a practice may send is remembered here, as it does not change back.
"""

from __future__ import annotations

from sqlalchemy import func, select, update

from chassis.database.unit_of_work import UnitOfWork
from contracts import access
from contracts.access.events import ColleagueChangedData
from contracts.invitations import InvitationStatus
from contracts.messages import Rpc
from services.invitations.invitations.invitation_facts import DeliveryState
from services.invitations.tables import Delivery, Invitation

HELD = "It waits until the practice has confirmed its email address."
OVER = "The practice did not confirm its email address. Resend the invitation once it has."
#: Seconds: what was held is looked at again when access tells of the practice, and now and then all the same.
AGAIN = 15 * 60.0

_may_send: set[str] = set()
_MOST_REMEMBERED = 10_000


def may_send(calls: Rpc, practice_id: str) -> bool:
    """Whether a practice's messages go out. Raises `ServiceUnavailable`."""
    if practice_id in _may_send:
        return True
    if not access.practice_admins(calls, practice_id=practice_id):
        return False
    if len(_may_send) >= _MOST_REMEMBERED:
        _may_send.clear()
    _may_send.add(practice_id)
    return True


def release(uow: UnitOfWork, changed: ColleagueChangedData) -> None:
    """Take in a `ColleagueChanged`: whatever is held of the practice is due."""
    held = select(Invitation.id).where(
        Invitation.practice_id == changed["practice_id"], Invitation.state == InvitationStatus.PENDING
    )
    released = uow.execute(
        update(Delivery)
        .where(
            Delivery.invitation_id.in_(held), Delivery.state == DeliveryState.QUEUED, Delivery.detail == HELD
        )
        .values(due_at=func.now(), detail=None)
    )
    uow.left_jobs = uow.left_jobs or bool(released.rowcount)

"""Invitations that invitations put off, as a limit was reached: they wait again, until there is room."""

from __future__ import annotations

from sqlalchemy import case, func, null, select, update

from chassis.database.unit_of_work import UnitOfWork
from contracts.accounts.bulk_states import BULK_ROW_TRANSITIONS, BulkRowResult, BulkStatus
from contracts.invitations.events import InvitationDeferredData
from services.accounts.tables import BulkInvitation, BulkInvitationRow, Client


def note(uow: UnitOfWork, data: InvitationDeferredData) -> None:
    """Take in that an invitation was put off. Taken in again, or late, it changes nothing."""
    row = BulkInvitationRow.invitation_id == data["invitation_id"]
    bulk_id = uow.execute(
        # Held before the row, as whoever sends holds it.
        select(BulkInvitation.id)
        .join(BulkInvitationRow, BulkInvitationRow.bulk_id == BulkInvitation.id)
        .where(row, BulkInvitationRow.result.in_(BULK_ROW_TRANSITIONS.before(BulkRowResult.WAITING)))
        .with_for_update(of=BulkInvitation)
    ).scalar()
    if bulk_id is None:
        return
    uow.execute(update(BulkInvitationRow).where(row).values(result=BulkRowResult.WAITING, invitation_id=None))
    uow.execute(
        update(Client)
        .where(Client.id == data["client_id"], Client.invitation["id"].astext == data["invitation_id"])
        .values(invitation=null(), invitation_version=0)
    )
    done = BulkInvitation.state == BulkStatus.DONE
    uow.execute(
        update(BulkInvitation)
        .where(BulkInvitation.id == bulk_id)
        .values(
            not_before=func.greatest(BulkInvitation.not_before, data["again_at"]),
            state=case((done, BulkStatus.SENDING.value), else_=BulkInvitation.state),
            finished_at=null(),
            version=BulkInvitation.version + case((done, 1), else_=0),
        )
    )

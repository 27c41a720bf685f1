"""What becomes of a client's invitations when the client goes: to another practice, or for good (ADR 20)."""

from __future__ import annotations

import datetime

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database.unit_of_work import UnitOfWork
from contracts.accounts.events import ClientStatusData, ClientTransferredData
from contracts.invitations import INVITATION_TRANSITIONS, InvitationStatus
from contracts.invitations.events import INVITATION_REVOKED
from services.invitations.invitations import invitation_states
from services.invitations.invitations.invitation_facts import DeliveryState
from services.invitations.tables import Delivery, Invitation, Transfer

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
#: What can still be used, or be resent.
_REVOCABLE = INVITATION_TRANSITIONS.before(InvitationStatus.REVOKED)
_TRANSFERRED = "The client went to another practice."


def note_transferred(uow: UnitOfWork, data: ClientTransferredData) -> None:
    """Take in a `ClientTransferred`: what the practice before left open is void, and the rest is the new
    practice's to see.
    """
    client_id, practice_id = data["client_id"], data["practice_id"]
    _lock_client(uow, client_id)
    row = {"practice_id": practice_id, "at": data["at"], "version": data["version"]}
    statement = upsert(Transfer).values(client_id=client_id, **row)
    newest = uow.execute(
        statement.on_conflict_do_update(
            index_elements=["client_id"], set_=row, where=Transfer.version < data["version"]
        ).returning(Transfer.client_id)
    ).first()
    if newest is None:
        return
    _end(uow, client_id, data["by"], _TRANSFERRED, but=practice_id)
    uow.execute(
        update(Invitation)
        .where(Invitation.client_id == client_id)
        .values(practice_id=practice_id, practice_name=data["practice_name"])
    )


def note_deleted(uow: UnitOfWork, data: ClientStatusData) -> None:
    """Take in a `ClientDeleted`: nobody can come in any more."""
    _end(uow, data["client_id"], data["by"], "The client was deleted.")


def _end(uow: UnitOfWork, client_id: str, by: str, why: str, *, but: str | None = None) -> None:
    """Void every invitation that could still be used, `but` those of one practice."""
    query = select(Invitation.id).where(
        Invitation.client_id == client_id,
        Invitation.state.in_(_REVOCABLE),
        *([Invitation.practice_id != but] if but is not None else []),
    )
    for invitation_id in uow.execute(query.order_by(Invitation.id)).scalars().all():
        invitation = invitation_states.lock(uow, invitation_id)
        if invitation is not None and invitation.state in _REVOCABLE:
            void(uow, invitation_id, by, why)


def void(uow: UnitOfWork, invitation_id: str, by: str, why: str) -> None:
    """Every link of the locked invitation is dead, and what is queued is not sent."""
    uow.execute(
        update(Delivery)
        .where(Delivery.invitation_id == invitation_id, Delivery.state == DeliveryState.QUEUED)
        .values(state=DeliveryState.FAILED, detail=why, sealed_token=None)
    )
    invitation_states.change(
        uow, invitation_id, INVITATION_REVOKED, {"actor_id": by}, state=InvitationStatus.REVOKED
    )


def end_if_late(
    uow: UnitOfWork, invitation_id: str, client_id: str | None, practice_id: str, by: str
) -> bool:
    """Void an invitation that was ordered by a practice whose client has gone since; whether it was."""
    if client_id is None:
        return False
    _lock_client(uow, client_id)
    found = uow.execute(
        select(Transfer.practice_id).where(Transfer.client_id == client_id)
    ).scalar_one_or_none()
    if found is None or found == practice_id:
        return False
    void(uow, invitation_id, by, _TRANSFERRED)
    uow.execute(update(Invitation).where(Invitation.id == invitation_id).values(practice_id=found))
    return True


def _lock_client(uow: UnitOfWork, client_id: str) -> None:
    """One at a time of what orders an invitation and what voids them: neither passes by the other unseen."""
    uow.execute(_LOCK, {"key": f"invitations of {client_id}"})


def transferred_at(uow: UnitOfWork, client_id: str | None) -> datetime.datetime | None:
    """When the client came to the practice that has it; None where it has always been there."""
    return uow.execute(select(Transfer.at).where(Transfer.client_id == client_id)).scalar_one_or_none()

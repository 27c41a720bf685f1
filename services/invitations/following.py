"""What becomes of a client's invitations when the client goes: to another practice, or for good."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from chassis.work import Work
from contracts.invitations.events import INVITATION_REVOKED
from services.invitations import progress
from services.invitations.tables import Delivery, Invitation

_ENDED = ("accepted", "revoked")


def note_transferred(work: Work, data: dict[str, Any]) -> None:
    """Take in a `ClientTransferred`: its invitations are the new practice's to see and to resend."""
    work.execute(
        update(Invitation)
        .where(Invitation.client_id == data["client_id"])
        .values(practice_id=data["practice_id"], practice_name=data["practice_name"])
    )


def note_deleted(work: Work, data: dict[str, Any]) -> None:
    """Take in a `ClientDeleted`: nobody can come in any more."""
    query = select(Invitation.id).where(
        Invitation.client_id == data["client_id"], Invitation.state.not_in(_ENDED)
    )
    for invitation_id in work.execute(query.order_by(Invitation.id)).scalars().all():
        progress.lock(work, invitation_id)
        work.execute(
            update(Delivery)
            .where(Delivery.invitation_id == invitation_id, Delivery.state == "queued")
            .values(state="failed", detail="The client was deleted.", sealed_token=None)
        )
        progress.change(work, invitation_id, INVITATION_REVOKED, {"actor_id": data["by"]}, state="revoked")

"""A client's invitation, from invitations' events."""

from __future__ import annotations

from sqlalchemy import and_, or_, update

from chassis.database.unit_of_work import UnitOfWork
from contracts.accounts.onboarding_states import OnboardingStep, StepState
from contracts.invitations.events import InvitationData
from services.accounts.onboarding import onboarding_steps
from services.accounts.tables import Client


def note_invitation(uow: UnitOfWork, data: InvitationData) -> None:
    """Take in an invitation's new state; an older version, and an older invitation, change nothing."""
    if data["client_id"] is None:
        return
    # Ids are made in the order of time.
    shown = Client.invitation["id"].astext
    uow.execute(
        update(Client)
        .where(
            Client.id == data["client_id"],
            or_(
                Client.invitation.is_(None),
                shown < data["invitation_id"],
                and_(shown == data["invitation_id"], Client.invitation_version < data["version"]),
            ),
        )
        .values(
            invitation={"id": data["invitation_id"], "state": data["state"], "channels": data["channels"]},
            invitation_version=data["version"],
        )
    )
    if data["state"] == "needs_attention":
        failed = next((c["detail"] for c in data["channels"] if c["state"] == "failed"), None)
        onboarding_steps.mark(
            uow, data["client_id"], OnboardingStep.INVITATION, StepState.NEEDS_ATTENTION, failed
        )
    elif data["state"] != "pending":
        onboarding_steps.mark(uow, data["client_id"], OnboardingStep.INVITATION, StepState.DONE)

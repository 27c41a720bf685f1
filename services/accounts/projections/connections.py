"""A client's accounting software, from connections' events."""

from __future__ import annotations

from sqlalchemy import null, update

from chassis.database.unit_of_work import UnitOfWork
from contracts.accounts.onboarding_states import OnboardingStep, StepState
from contracts.connections.events import ConnectionData, ConnectionRefusedData
from contracts.moments import moment
from services.accounts.onboarding import onboarding_steps
from services.accounts.tables import Client


def note_connection(uow: UnitOfWork, data: ConnectionData) -> None:
    """Take in a connection's new state; an older version changes nothing."""
    shown = {
        "id": data["connection_id"],
        "provider": data["provider"],
        "state": data["state"],
        "organisation_name": data["organisation_name"],
        "changed_at": moment(data["at"]),
    }
    uow.execute(
        update(Client)
        .where(Client.id == data["client_id"], Client.connection_version < data["version"])
        .values(connection=shown if data["state"] != "closed" else null(), connection_version=data["version"])
    )
    if data["state"] == "connected":
        onboarding_steps.mark(uow, data["client_id"], OnboardingStep.CONNECTION, StepState.DONE)


def note_refused_connection(uow: UnitOfWork, data: ConnectionRefusedData) -> None:
    """A connection that was ordered with the client could not be made: a person has to look."""
    onboarding_steps.mark(
        uow, data["client_id"], OnboardingStep.CONNECTION, StepState.NEEDS_ATTENTION, data["detail"]
    )

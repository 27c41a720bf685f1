"""Who may see a client, from access's events."""

from __future__ import annotations

from sqlalchemy import text

from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork
from contracts.access.events import (
    ClientAccessChangedData,
    ends_by_subject,
    levels_by_subject,
    responsible_by_id,
)
from contracts.accounts.onboarding_states import OnboardingStep, StepState
from services.accounts.onboarding import onboarding_steps

#: Without those who have been removed meanwhile.
_SET_ACCESS = Prepared(
    "set_access",
    text(
        """
        UPDATE clients SET
            access_everyone = CAST(:everyone AS boolean),
            access_colleague_ids = ARRAY(
                SELECT given.id
                FROM unnest(CAST(:colleague_ids AS varchar[])) WITH ORDINALITY AS given (id, place)
                WHERE NOT EXISTS (
                    SELECT FROM members
                    WHERE practice_id = CAST(:practice_id AS varchar) AND user_id = given.id
                        AND status = 'removed'
                )
                ORDER BY given.place
            ),
            access_colleague_ends = CAST(:ends AS jsonb),
            access_levels = CAST(:levels AS jsonb),
            responsible = CAST(:responsible AS jsonb),
            access_team_ids = CAST(:team_ids AS varchar[]),
            account_manager_id = CAST(:account_manager_id AS varchar),
            access_version = CAST(:version AS integer)
        WHERE id = CAST(:client_id AS varchar) AND access_version < CAST(:version AS integer)
        """
    ),
)


def note_access(uow: UnitOfWork, data: ClientAccessChangedData) -> None:
    """Take in a `ClientAccessChanged`; an older version changes nothing. Who was removed stays removed."""
    # First, as it holds the client in the round trip that it takes anyway.
    onboarding_steps.mark(uow, data["client_id"], OnboardingStep.ACCESS, StepState.DONE)
    ends = {subject: end.isoformat() for subject, end in ends_by_subject(data).items()}
    levels, responsible = levels_by_subject(data), responsible_by_id(data)
    uow.later(_SET_ACCESS, {**data, "ends": ends, "levels": levels, "responsible": responsible})

"""Steps that nobody has answered: ordered again with back-off, then for a person to look at."""

from __future__ import annotations

import datetime

from sqlalchemy import func, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.observability import metrics
from contracts.accounts.onboarding_states import OnboardingStep, StepState
from services.accounts.onboarding.onboarding_steps import LOOK_AGAIN, ORDERS, mark, send
from services.accounts.tables import OnboardingStep as StepRow

#: How many steps one look orders again.
_AT_A_TIME = 50
_GIVEN_UP = {
    OnboardingStep.ACCESS: "Access could not be set yet. Open Practice access and save it again.",
    OnboardingStep.INVITATION: "The invitation could not be prepared. Open Users and resend it.",
    OnboardingStep.CONNECTION: (
        "The accounting software could not be connected yet. Connect it in the client's settings."
    ),
}


def order_again(database: Database) -> None:
    """Order steps again that nobody has answered; after the last attempt they need attention.

    A few at a time: after a large import the first orders are still waiting, and more would make it worse.
    """
    for _ in range(_AT_A_TIME):
        with database.unit_of_work() as uow:
            if not _order_one_again(uow):
                return


def _order_one_again(uow: UnitOfWork) -> bool:
    step = uow.execute(
        select(StepRow.client_id, StepRow.step, StepRow.attempts, StepRow.command)
        .where(StepRow.state == StepState.PENDING, StepRow.look_again_at < func.now())
        .order_by(StepRow.look_again_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if step is None:
        return False
    if step.attempts >= len(LOOK_AGAIN):
        mark(uow, step.client_id, step.step, StepState.NEEDS_ATTENTION, _GIVEN_UP[step.step])
        return True
    delay = datetime.timedelta(seconds=LOOK_AGAIN[step.attempts])
    uow.execute(
        update(StepRow)
        .where(StepRow.client_id == step.client_id, StepRow.step == step.step)
        .values(attempts=step.attempts + 1, look_again_at=now() + delay)
    )
    send(uow, ORDERS[step.step](**step.command))
    return True


def count_attention(database: Database) -> None:
    """Show operators how many steps need a person."""
    query = select(StepRow.step, func.count()).where(StepRow.state == StepState.NEEDS_ATTENTION)
    with database.read() as connection:
        rows = connection.execute(query.group_by(StepRow.step))
        counts = {row[0]: int(row[1]) for row in rows}
    for step in ORDERS:
        metrics.show_steps_needing_attention("accounts", step, counts.get(step, 0))

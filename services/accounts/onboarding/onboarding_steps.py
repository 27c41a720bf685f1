"""The process of creating a client (design.md): steps that other services do, each going only forward.

A step's order is in the outbox from the client's own transaction on. Its owner answers with an event, which
marks the step. A step nobody answers is ordered again with back-off and then needs attention.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

import orjson
from sqlalchemy import bindparam, insert, text, update
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database.engine import Database
from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork, now
from contracts.access.events import GRANT_CLIENT_ACCESS, GrantClientAccessData
from contracts.accounts.clients import Onboarding
from contracts.accounts.events import CLIENT_ONBOARDED, ClientOnboardedData
from contracts.accounts.onboarding_states import STEP_TRANSITIONS, OnboardingStep, StepState
from contracts.connections.events import ESTABLISH_CONNECTION, EstablishConnectionData
from contracts.invitations.events import INVITE_TO_CLIENT, InviteClientUserData
from contracts.shapes import as_given
from services.accounts.onboarding import onboarding_view
from services.accounts.onboarding.onboarding_view import Order
from services.accounts.tables import Client
from services.accounts.tables import OnboardingStep as StepRow

#: The shape of each step's order, which is kept with the step.
ORDERS: dict[OnboardingStep, type[Order]] = {
    OnboardingStep.ACCESS: GrantClientAccessData,
    OnboardingStep.INVITATION: InviteClientUserData,
    OnboardingStep.CONNECTION: EstablishConnectionData,
}

#: Seconds after which an unanswered step is ordered again, by attempt.
LOOK_AGAIN = (30, 60, 300, 900, 3600)
_ANSWER_WITHIN = 1.0

_BEGIN = Prepared("begin_step", insert(StepRow).inline())
_ENDS = ", ".join(f"'{each}'" for each in STEP_TRANSITIONS.ends)
#: The step and, where it is marked, its client, in one round trip. The client is held until the work ends.
_MARK = Prepared(
    "mark_step",
    text(
        f"""
        WITH marked AS (
            UPDATE onboarding_steps
            SET state = CAST(:state AS varchar), detail = CAST(:detail AS varchar),
                command = CASE WHEN CAST(:state AS varchar) = 'done' THEN '{{}}'::jsonb ELSE command END
            WHERE client_id = :client_id AND step = CAST(:step AS varchar) AND state NOT IN ({_ENDS})
            RETURNING client_id
        )
        SELECT clients.practice_id, clients.onboarding::text AS onboarding
        FROM clients JOIN marked ON marked.client_id = clients.id FOR UPDATE OF clients
        """  # noqa: S608  words of an enum of ours
    ),
)
_SHOW = Prepared(
    "show_onboarding",
    update(Client)
    .where(Client.id == bindparam("client_id"))
    .values(onboarding=bindparam("onboarding", type_=JSONB)),
)


def begin(
    uow: UnitOfWork,
    client_id: str,
    orders: Mapping[OnboardingStep, Order],
    at: datetime.datetime,
) -> None:
    """Order each step, in the client's own transaction."""
    for step, order in orders.items():
        row = {
            "client_id": client_id,
            "step": step,
            "state": StepState.PENDING,
            "detail": None,
            "command": as_given(order),
            "attempts": 1,
            "look_again_at": at + datetime.timedelta(seconds=LOOK_AGAIN[0]),
        }
        uow.later(_BEGIN, row)
        send(uow, order)


def send(uow: UnitOfWork, order: Order) -> None:
    """Order a step, the first time or again."""
    match order:
        case GrantClientAccessData():
            uow.send(GRANT_CLIENT_ACCESS, order)
        case InviteClientUserData():
            uow.send(INVITE_TO_CLIENT, order)
        case EstablishConnectionData():
            uow.send(ESTABLISH_CONNECTION, order)


def mark(
    uow: UnitOfWork, client_id: str, step: OnboardingStep, state: StepState, detail: str | None = None
) -> None:
    """Note what became of a step. What is done stays done; its order, with the addresses in it, goes."""
    marked = {"client_id": client_id, "step": step, "state": state, "detail": detail}
    client = uow.first(_MARK, marked)
    if client is None:
        return
    before: Onboarding = orjson.loads(client.onboarding)
    after = onboarding_view.marked(before, step, state, detail)
    uow.later(_SHOW, {"client_id": client_id, "onboarding": after})
    uow.changed.append(client_id)
    if after["state"] == "complete" and before["state"] != "complete":
        uow.send(
            CLIENT_ONBOARDED,
            ClientOnboardedData(client_id=client_id, practice_id=client.practice_id, onboarded_at=now()),
        )


def wait(database: Database, client_id: str, is_decided: Callable[[], bool]) -> bool:
    """Wait briefly until no step is pending, looking whenever one is marked; whether it came about.

    Call it right after the commit that ordered them, when none can be done yet. Holds no connection while
    waiting.
    """
    return database.changes.until([client_id], is_decided, within=_ANSWER_WITHIN, at_once=False)

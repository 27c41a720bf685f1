"""The process of creating a client (design.md): steps that other services do, each going only forward.

A step's order is in the outbox from the client's own transaction on. Its owner answers with an event, which
marks the step. A step nobody answers is ordered again with back-off and then needs attention.
"""

from __future__ import annotations

import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database.engine import Database
from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.observability import metrics
from contracts.access.events import GRANT_CLIENT_ACCESS
from contracts.accounts.events import CLIENT_ONBOARDED
from contracts.connections.events import ESTABLISH_CONNECTION
from contracts.invitations.events import INVITE_TO_CLIENT
from contracts.messages import Command
from services.accounts.tables import Client, OnboardingStep

COMMANDS: dict[str, Command] = {
    "access": GRANT_CLIENT_ACCESS,
    "invitation": INVITE_TO_CLIENT,
    "connection": ESTABLISH_CONNECTION,
}

#: Seconds after which an unanswered step is ordered again, by attempt.
_LOOK_AGAIN = (30, 60, 300, 900, 3600)
#: How many steps one look orders again.
_AT_A_TIME = 50
_GIVEN_UP = {
    "access": "Access could not be set yet. Open Practice access and save it again.",
    "invitation": "The invitation could not be prepared. Open Users and resend it.",
    "connection": "The accounting software could not be connected yet. Connect it in the client's settings.",
}
_ANSWER_WITHIN = 1.0

_BEGIN = Prepared("begin_step", insert(OnboardingStep).inline())
_STATE = Prepared(
    "onboarding_state",
    select(Client.onboarding["state"].astext.label("state")).where(Client.id == bindparam("client_id")),
)
#: The step and, where it is marked, its client, in one round trip. The client is held until the work ends.
_MARK = Prepared(
    "mark_step",
    text(
        """
        WITH marked AS (
            UPDATE onboarding_steps
            SET state = CAST(:state AS varchar), detail = CAST(:detail AS varchar),
                command = CASE WHEN CAST(:state AS varchar) = 'done' THEN '{}'::jsonb ELSE command END
            WHERE client_id = :client_id AND step = CAST(:step AS varchar) AND state <> 'done'
            RETURNING client_id
        )
        SELECT clients.practice_id, clients.onboarding::text AS onboarding
        FROM clients JOIN marked ON marked.client_id = clients.id FOR UPDATE OF clients
        """
    ),
)
_SHOW = Prepared(
    "show_onboarding",
    update(Client)
    .where(Client.id == bindparam("client_id"))
    .values(onboarding=bindparam("onboarding", type_=JSONB)),
)


def begin(uow: UnitOfWork, client_id: str, orders: dict[str, dict[str, Any]]) -> None:
    """Order each step, in the client's own transaction."""
    at = now()
    for step, command in orders.items():
        row = {
            "client_id": client_id,
            "step": step,
            "state": "pending",
            "detail": None,
            "command": command,
            "attempts": 1,
            "look_again_at": at + datetime.timedelta(seconds=_LOOK_AGAIN[0]),
        }
        uow.later(_BEGIN, row)
        uow.send(COMMANDS[step], **command)


def first_view(orders: dict[str, Any]) -> dict[str, Any]:
    """The read model of a client just created. A step that has nothing to do is done."""
    steps = [{"step": "access", "state": "pending" if "access" in orders else "done", "detail": None}]
    others = [step for step in ("invitation", "connection") if step in orders]
    steps += [{"step": step, "state": "pending", "detail": None} for step in others]
    return {"state": _overall(steps), "steps": steps}


def mark(uow: UnitOfWork, client_id: str, step: str, state: str, detail: str | None = None) -> None:
    """Note what became of a step. What is done stays done; its order, with the addresses in it, goes."""
    marked = {"client_id": client_id, "step": step, "state": state, "detail": detail}
    client = _MARK.first(uow.connection, marked)
    if client is None:
        return
    before = orjson.loads(client.onboarding)
    after = marked_view(before, step, state, detail)
    uow.later(_SHOW, {"client_id": client_id, "onboarding": after})
    uow.changed.append(client_id)
    if after["state"] == "complete" and before["state"] != "complete":
        uow.send(CLIENT_ONBOARDED, client_id=client_id, practice_id=client.practice_id, onboarded_at=now())


def marked_view(view: dict[str, Any], step: str, state: str, detail: str | None) -> dict[str, Any]:
    """The read model once a step is in this state."""
    steps = [
        {"step": step, "state": state, "detail": detail} if each["step"] == step else each
        for each in view["steps"]
    ]
    return {"state": _overall(steps), "steps": steps}


def _overall(steps: list[dict[str, Any]]) -> str:
    states = {step["state"] for step in steps}
    if "needs_attention" in states:
        return "needs_attention"
    return "pending" if "pending" in states else "complete"


def wait(database: Database, client_id: str) -> bool:
    """Wait briefly until no step is pending; whether that came about. Holds no connection while waiting."""

    def is_decided() -> bool:
        with database.read() as connection:
            row = _STATE.first(connection, {"client_id": client_id})
        return row is None or row.state != "pending"

    return database.changes.until([client_id], is_decided, within=_ANSWER_WITHIN)


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
        select(OnboardingStep.client_id, OnboardingStep.step, OnboardingStep.attempts, OnboardingStep.command)
        .where(OnboardingStep.state == "pending", OnboardingStep.look_again_at < func.now())
        .order_by(OnboardingStep.look_again_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if step is None:
        return False
    if step.attempts >= len(_LOOK_AGAIN):
        mark(uow, step.client_id, step.step, "needs_attention", _GIVEN_UP[step.step])
        return True
    delay = datetime.timedelta(seconds=_LOOK_AGAIN[step.attempts])
    uow.execute(
        update(OnboardingStep)
        .where(OnboardingStep.client_id == step.client_id, OnboardingStep.step == step.step)
        .values(attempts=step.attempts + 1, look_again_at=now() + delay)
    )
    uow.send(COMMANDS[step.step], **step.command)
    return True


def count_attention(database: Database) -> None:
    """Show operators how many steps need a person."""
    with database.read() as connection:
        rows = connection.execute(
            select(OnboardingStep.step, func.count())
            .where(OnboardingStep.state == "needs_attention")
            .group_by(OnboardingStep.step)
        )
        counts = {row[0]: int(row[1]) for row in rows}
    for step in COMMANDS:
        metrics.show_steps_needing_attention("accounts", step, counts.get(step, 0))

"""A responsibility made, renamed, moved among the others, and ended."""

from __future__ import annotations

from sqlalchemy import delete, insert, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from contracts.access import (
    ChangeResponsibility,
    CreateResponsibility,
    GetResponsibility,
    ResponsibilityWithMessages,
    SentMessages,
)
from services.access import permissions
from services.access.client_access import ended_responsibilities
from services.access.responsibilities import responsibility_decision, responsibility_rows
from services.access.responsibilities.responsibility_decision import Kept
from services.access.tables import Responsibility


def create(database: Database, request: Request[CreateResponsibility]) -> ResponsibilityWithMessages:
    """Another one. Raises `RoleRequired`, `ResponsibilityNameTaken`, `ResponsibilityLimit`."""
    with database.unit_of_work(request) as uow:
        actor = permissions.admin(uow.connection, request.caller)
        kept = responsibility_rows.lock(uow, actor.account_id)
        made = responsibility_decision.one_more(kept, new_id("resp"), request.data)
        row = {**made._asdict(), "practice_id": actor.account_id, "created_at": now()}
        uow.execute(insert(Responsibility).values(row))
        responsibility_rows.note(uow, actor, "responsibility.created", None, made)
        message_id = responsibility_rows.tell(uow, actor.account_id, made)
        answer: ResponsibilityWithMessages = {**made.view(), "message_ids": [message_id]}
        return uow.answer(answer)


def change(database: Database, request: Request[ChangeResponsibility]) -> ResponsibilityWithMessages:
    """Rename one, or move it.

    Raises `RoleRequired`, `NotFound`, `StaleVersion`, `ResponsibilityNameTaken`.
    """
    wanted = request.data
    with database.unit_of_work(request) as uow:
        actor = permissions.admin(uow.connection, request.caller)
        kept = responsibility_rows.lock(uow, actor.account_id)
        before = responsibility_decision.named(kept, wanted["responsibility_id"])
        changed = responsibility_decision.changed(kept, wanted)
        after = next((each for each in changed if each.id == before.id), before)
        if after != before:
            responsibility_rows.note(uow, actor, "responsibility.changed", before, after)
        message_ids = [_write(uow, actor.account_id, each) for each in changed]
        answer: ResponsibilityWithMessages = {**after.view(), "message_ids": message_ids}
        return uow.answer(answer)


def end(database: Database, request: Request[GetResponsibility]) -> SentMessages:
    """Nobody has it any more. Raises `RoleRequired`, `NotFound`."""
    with database.unit_of_work(request) as uow:
        actor = permissions.admin(uow.connection, request.caller)
        kept = responsibility_rows.lock(uow, actor.account_id)
        gone = responsibility_decision.named(kept, request.data.responsibility_id)
        message_ids = ended_responsibilities.end_everywhere(
            uow, actor.account_id, gone.id, actor_id=actor.user_id
        )
        uow.execute(delete(Responsibility).where(Responsibility.id == gone.id))
        responsibility_rows.note(uow, actor, "responsibility.ended", gone, None)
        ended = gone._replace(version=gone.version + 1)
        message_ids.append(responsibility_rows.tell(uow, actor.account_id, ended, ended=True))
        message_ids += [
            _write(uow, actor.account_id, each) for each in responsibility_decision.without(kept, gone)
        ]
        sent: SentMessages = {"message_ids": message_ids}
        return uow.answer(sent)


def _write(uow: UnitOfWork, practice_id: str, one: Kept) -> str:
    uow.execute(
        update(Responsibility)
        .where(Responsibility.id == one.id)
        .values(name=one.name, name_key=one.name_key, place=one.place, version=one.version)
    )
    return responsibility_rows.tell(uow, practice_id, one)

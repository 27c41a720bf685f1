"""A practice's responsibilities as they are read, locked and published."""

from __future__ import annotations

from sqlalchemy import Connection, select

from chassis.database.unit_of_work import UnitOfWork
from contracts.access import AccessLevel
from contracts.access.events import RESPONSIBILITY_CHANGED, ResponsibilityChangedData
from services.access.activity import audit_lines
from services.access.members import memberships
from services.access.members.member_facts import Actor
from services.access.responsibilities.responsibility_decision import Kept
from services.access.tables import Responsibility


def of(connection: Connection, practice_id: str) -> list[Kept]:
    """In their order."""
    columns = (
        Responsibility.id,
        Responsibility.name,
        Responsibility.name_key,
        Responsibility.level,
        Responsibility.place,
        Responsibility.version,
    )
    rows = connection.execute(
        select(*columns)
        .where(Responsibility.practice_id == practice_id)
        .order_by(Responsibility.place, Responsibility.id)
    )
    return [Kept(*row[:3], AccessLevel(row.level), *row[4:]) for row in rows]


def lock(uow: UnitOfWork, practice_id: str) -> list[Kept]:
    """Them, which nobody else changes meanwhile; nobody gives them meanwhile either."""
    memberships.lock_practice(uow, practice_id)
    return of(uow.connection, practice_id)


def note(uow: UnitOfWork, actor: Actor, kind: str, before: Kept | None, after: Kept | None) -> None:
    """Write a change's line of the audit trail."""
    audit_lines.note(
        uow, kind, practice_id=actor.account_id, actor_id=actor.user_id,
        before=_noted(before), after=_noted(after),
    )  # fmt: skip


def tell(uow: UnitOfWork, practice_id: str, one: Kept, *, ended: bool = False) -> str:
    """Tell everybody what it is now; gives the message's id."""
    return uow.send(
        RESPONSIBILITY_CHANGED,
        ResponsibilityChangedData(
            responsibility_id=one.id,
            practice_id=practice_id,
            name=one.name,
            level=one.level,
            place=one.place,
            ended=ended,
            version=one.version,
        ),
    )


def _noted(one: Kept | None) -> dict[str, object] | None:
    if one is None:
        return None
    return {"responsibility_id": one.id, "name": one.name, "level": one.level, "place": one.place}

"""A practice's responsibilities, and who has one."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import Responsibilities, ResponsibilityWithPeople
from services.access import permissions
from services.access.client_access import ended_responsibilities
from services.access.responsibilities import responsibility_decision, responsibility_rows


def page(database: Database, caller: Caller) -> Responsibilities:
    """All of the caller's practice, for every colleague of it. Raises `PracticeAccountRequired`."""
    with database.read() as connection:
        actor = permissions.colleague(connection, caller)
        kept = responsibility_rows.of(connection, actor.account_id)
    return {"items": [each.view() for each in kept], "next_cursor": None}


def get(database: Database, caller: Caller, responsibility_id: str) -> ResponsibilityWithPeople:
    """One with who has it, for admins. Raises `RoleRequired`, `NotFound`."""
    with database.read() as connection:
        actor = permissions.admin(connection, caller)
        kept = responsibility_rows.of(connection, actor.account_id)
        found = responsibility_decision.named(kept, responsibility_id)
        people = ended_responsibilities.those_who_have(connection, actor.account_id, found.id)
    return {**found.view(), "people": people}

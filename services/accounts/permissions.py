"""What a caller may do in their practice, from accounts' own projection of access's events.

The projection is read with each request, so that a changed role or an ended session counts at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.types import Text

from chassis.database.engine import Database
from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork
from chassis.security.identity import Caller
from contracts.errors import PracticeAccountRequired, RoleRequired, Unauthenticated
from services.accounts.tables import Client, EndedSession, Member, Practice, Team, TeamMember

ADMINS = ("practice_admin", "client_admin")

#: True while the caller's session has not ended; parameter `session_id`.
session_lives: ColumnElement[bool] = ~exists().where(EndedSession.session_id == bindparam("session_id"))


def teams_of(practice_id: Any, user_id: Any) -> ColumnElement[list[str]]:
    """The teams somebody is in, as an array that is found once for a query."""
    return func.array(
        select(cast(TeamMember.team_id, Text))
        .where(TeamMember.practice_id == practice_id, TeamMember.user_id == user_id)
        .scalar_subquery(),
        type_=ARRAY(Text),
    )


_my_teams = teams_of(bindparam("practice_id"), bindparam("user_id"))

#: True for clients that the joined member can see (product.md 2.5); parameters as for `_my_teams`.
visible: ColumnElement[bool] = or_(
    Member.role.in_(literal(role) for role in ADMINS),
    Client.access_everyone,
    Client.account_manager_id == bindparam("user_id"),
    bindparam("user_id") == func.any(Client.access_colleague_ids),
    Client.access_team_ids.overlap(_my_teams),
)

#: Joins the caller's active membership; parameters `practice_id`, `user_id`.
is_caller: ColumnElement[bool] = (
    (Member.practice_id == bindparam("practice_id"))
    & (Member.user_id == bindparam("user_id"))
    & (Member.status == "active")
)

#: Membership and practice of the caller; what else a use case wants to know at once can be added.
_membership = (
    select(
        Member.role,
        Member.permissions,
        Member.name.label("member_name"),
        Practice.id,
        Practice.name,
        Practice.plan,
        Practice.base_currency,
        Practice.country,
        Practice.solutions,
        Practice.version,
    )
    .join(Practice, Practice.id == Member.practice_id)
    .where(is_caller)
)
query = _membership.where(session_lives)
_STANDING = Prepared("standing", query)
_AUTHORSHIP = Prepared("authorship", _membership)
_COLLEAGUES = select(Member.user_id).where(
    Member.practice_id == bindparam("practice_id"),
    Member.user_id == func.any(bindparam("ids")),
    Member.status.in_(("active", "invited")),
)

_TEAMS = select(Team.id).where(
    Team.practice_id == bindparam("practice_id"), Team.id == func.any(bindparam("ids")), ~Team.deleted
)


def parameters(caller: Caller) -> dict[str, Any]:
    """The parameters of `visible`, `is_caller` and `session_lives`."""
    return {"practice_id": caller.account_id, "user_id": caller.user_id, "session_id": caller.session_id}


def of(connection: Connection, caller: Caller, asking: Prepared = _STANDING, **more: Any) -> Any:
    """The caller's membership and practice, asked by `query` or by what was made of it with `more`.

    Raises `PracticeAccountRequired`, `Unauthenticated`.
    """
    if caller.kind != "practice":
        raise PracticeAccountRequired()
    found = asking.first(connection, {**parameters(caller), **more})
    if found is None:
        raise Unauthenticated()
    return found


def may_add_clients(membership: Any) -> bool:
    """product.md 1"""
    return membership.role in ADMINS or "add_clients" in membership.permissions


def require_adder(connection: Connection, caller: Caller, asking: Prepared = _STANDING, **more: Any) -> Any:
    """The standing of who may add clients. Raises `RoleRequired` too (product.md 1.3)."""
    found = of(connection, caller, asking, **more)
    if not may_add_clients(found):
        raise RoleRequired(role="practice_admin or client_admin, or the permission to add clients")
    return found


def require_author(connection: Connection, caller: Caller) -> Any:
    """The standing of who asked for what is done later, whose session may have ended since.

    Raises `RoleRequired` where they may add clients no more.
    """
    found = _AUTHORSHIP.first(connection, parameters(caller))
    if found is None or not may_add_clients(found):
        raise RoleRequired(role="practice_admin or client_admin, or the permission to add clients")
    return found


def unknown_colleagues(connection: Connection, practice_id: str, ids: Sequence[str]) -> list[str]:
    """Which of these are no colleagues of the practice."""
    return _unknown(connection, _COLLEAGUES, practice_id, ids)


def unknown_teams(connection: Connection, practice_id: str, ids: Sequence[str]) -> list[str]:
    """Which of these are no teams of the practice."""
    return _unknown(connection, _TEAMS, practice_id, ids)


def _unknown(
    connection: Connection, known_among: Select[str], practice_id: str, ids: Sequence[str]
) -> list[str]:
    if not ids:
        return []
    known = set(connection.execute(known_among, {"practice_id": practice_id, "ids": list(ids)}).scalars())
    return [each for each in ids if each not in known]


def note_member(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `ColleagueChanged`; an older version than the one known changes nothing."""
    row = {
        name: data[name]
        for name in ("practice_id", "user_id", "name", "role", "permissions", "status", "version")
    }
    statement = insert(Member).values(row)
    changed = {
        name: statement.excluded[name] for name in ("name", "role", "permissions", "status", "version")
    }
    uow.execute(
        statement.on_conflict_do_update(
            index_elements=["practice_id", "user_id"],
            set_=changed,
            where=Member.version < statement.excluded.version,
        )
    )


def note_ended_session(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `SessionRevoked`."""
    row = {"session_id": data["session_id"], "forget_after": data["forget_after"]}
    uow.execute(insert(EndedSession).values(row).on_conflict_do_nothing())


def forget_ended_sessions(database: Database, at: datetime.datetime) -> None:
    """Forget sessions that no passport can name any more."""
    with database.autocommit() as connection:
        connection.execute(delete(EndedSession).where(EndedSession.forget_after < at))

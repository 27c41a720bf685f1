"""What a caller may do here, from connections' own projection of access's and accounts' events.

The projection is read with each request, so that a changed role or an ended session counts at once.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import DateTime, Text

from chassis.database.rows import loaded
from chassis.security.identity import Caller
from contracts.access import EndingGrant, Permission
from contracts.access.events import RESPONSIBLE
from contracts.access.states import ADDER_ROLES, ADMINS, AccessLevel
from contracts.errors import LevelRequired, NotFound, PracticeAccountRequired, RoleRequired, Unauthenticated
from services.connections.tables import Client, EndedSession, Member, Team

#: True while the caller's session has not ended; parameter `session_id`.
session_lives: ColumnElement[bool] = ~exists().where(EndedSession.session_id == bindparam("session_id"))

#: Joins the caller's active membership; parameters `practice_id`, `user_id`.
is_caller: ColumnElement[bool] = (
    (Member.practice_id == bindparam("practice_id"))
    & (Member.user_id == bindparam("user_id"))
    & (Member.status == "active")
)

#: The caller's teams, as an array that is found once for a query.
_my_teams: ColumnElement[list[str]] = func.array(
    select(cast(Team.id, Text))
    .where(Team.practice_id == bindparam("practice_id"), bindparam("user_id") == func.any(Team.member_ids))
    .scalar_subquery(),
    type_=ARRAY(Text),
)


def _lasts(subject: ColumnElement[str]) -> ColumnElement[bool]:
    """What was given has not ended by itself (docs/adr/0051, 0056)."""
    end = Client.access_colleague_ends.op("->>", return_type=Text())(cast(subject, Text))
    return func.coalesce(cast(end, DateTime(timezone=True)) > func.now(), literal(value=True))


def _is_at(subject: ColumnElement[str], level: AccessLevel) -> ColumnElement[bool]:
    """What a colleague or a team was given is this much, or more (docs/adr/0064)."""
    if level is AccessLevel.VIEW:
        return true()
    held = Client.access_levels.op("->>", return_type=Text())(cast(subject, Text))
    return func.coalesce(held, AccessLevel.MANAGE.value).in_(literal(each.value) for each in level.and_above)


def _responsible_at(level: AccessLevel) -> ColumnElement[bool]:
    """The caller has a responsibility that gives the client at this level, or more (docs/adr/0073)."""
    caller = (literal(RESPONSIBLE, Text) + cast(bindparam("user_id"), Text)).self_group()
    held = Client.access_levels.op("->>", return_type=Text())(caller)
    return func.coalesce(held.in_(literal(each.value) for each in level.and_above), literal(value=False))


_team = func.unnest(Client.access_team_ids).table_valued("id").render_derived(name="given_team")
_lasting_team = exists().select_from(_team).where(_team.c.id == func.any(_my_teams), _lasts(_team.c.id))


def _granted_at(level: AccessLevel) -> ColumnElement[bool]:
    return or_(
        Client.access_everyone & _lasts(literal(EndingGrant.EVERYONE.value)),
        (Client.account_manager_id == bindparam("user_id"))
        & _lasts(literal(EndingGrant.ACCOUNT_MANAGER.value)),
        (bindparam("user_id") == func.any(Client.access_colleague_ids))
        & _lasts(bindparam("user_id"))
        & _is_at(bindparam("user_id"), level),
        Client.access_team_ids.overlap(_my_teams)
        & _lasting_team.where(_is_at(_team.c.id, level)).correlate(Client),
        _responsible_at(level),
    )


_admin = Member.role.in_(literal(role) for role in ADMINS)
#: True for clients that the member was given access to (product.md 2.5); parameters `practice_id`, `user_id`.
granted = _granted_at(AccessLevel.VIEW)
#: True for clients that the joined member can see (product.md 2.5), can work with, and manages
#: (docs/adr/0064); parameters as of `granted`.
visible: ColumnElement[bool] = or_(_admin, granted)
workable: ColumnElement[bool] = or_(_admin, _granted_at(AccessLevel.WORK))
manageable: ColumnElement[bool] = or_(_admin, _granted_at(AccessLevel.MANAGE))
#: The highest level at which they reach a client that is `visible`.
level: ColumnElement[str] = case(
    (manageable, AccessLevel.MANAGE.value),
    (workable, AccessLevel.WORK.value),
    else_=AccessLevel.VIEW.value,
)

_MEMBERSHIP = select(Member.role, Member.permissions).where(is_caller, session_lives)
_CLIENT = (
    select(Client.id, Client.name, Client.practice_id, level.label("level"))
    .join(Member, Member.practice_id == Client.practice_id)
    .where(is_caller, visible, Client.id == bindparam("client_id"))
)


class Membership(NamedTuple):
    """The caller's in the practice they act for."""

    role: str
    permissions: list[str]


class ClientReached(NamedTuple):
    """A client that the caller can reach, and at which level."""

    id: str
    name: str | None
    practice_id: str
    level: AccessLevel


def parameters(caller: Caller) -> dict[str, str]:
    """The parameters of `visible`, `is_caller` and `session_lives`."""
    return {"practice_id": caller.account_id, "user_id": caller.user_id, "session_id": caller.session_id}


def require(connection: Connection, caller: Caller) -> Membership:
    """The caller's membership. Raises `PracticeAccountRequired`, `Unauthenticated`."""
    if caller.kind != "practice":
        raise PracticeAccountRequired()
    row = connection.execute(_MEMBERSHIP, parameters(caller)).first()
    if row is None:
        raise Unauthenticated()
    return loaded(Membership, row)


def require_adder(connection: Connection, caller: Caller) -> None:
    """Who may add clients may sign in at a vendor for one to come. Raises `RoleRequired` (product.md 1.3)."""
    found = require(connection, caller)
    if found.role not in ADMINS and Permission.ADD_CLIENTS not in found.permissions:
        raise RoleRequired(role=ADDER_ROLES)


def require_client(
    connection: Connection, caller: Caller, client_id: str, needed: AccessLevel = AccessLevel.VIEW
) -> ClientReached:
    """A client that the caller can reach at this level, where they act as an admin (product.md 1.2).

    Raises `NotFound`, `LevelRequired`, `PracticeAccountRequired`, `Unauthenticated`.
    """
    require(connection, caller)
    row = connection.execute(_CLIENT, {**parameters(caller), "client_id": client_id}).first()
    if row is None:
        raise NotFound(what="client")
    client = loaded(ClientReached, row)
    if client.level not in needed.and_above:
        raise LevelRequired(level=needed, held=client.level)
    return client

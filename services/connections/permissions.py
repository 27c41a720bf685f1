"""What a caller may do here, from connections' own projection of access's and accounts' events.

The projection is read with each request, so that a changed role or an ended session counts at once.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, cast, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import DateTime, Text

from chassis.database.rows import loaded
from chassis.security.identity import Caller
from contracts.access import EndingGrant, Permission
from contracts.access.states import ADDER_ROLES, ADMINS
from contracts.errors import NotFound, PracticeAccountRequired, RoleRequired, Unauthenticated
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


_team = func.unnest(Client.access_team_ids).table_valued("id").render_derived(name="given_team")
_team_lasts = (
    exists().select_from(_team).where(_team.c.id == func.any(_my_teams), _lasts(_team.c.id)).correlate(Client)
)

#: True for clients that the member was given access to (product.md 2.5); parameters `practice_id`, `user_id`.
granted: ColumnElement[bool] = or_(
    Client.access_everyone & _lasts(literal(EndingGrant.EVERYONE.value)),
    (Client.account_manager_id == bindparam("user_id")) & _lasts(literal(EndingGrant.ACCOUNT_MANAGER.value)),
    (bindparam("user_id") == func.any(Client.access_colleague_ids)) & _lasts(bindparam("user_id")),
    Client.access_team_ids.overlap(_my_teams) & _team_lasts,
)

#: True for clients that the joined member can see (product.md 2.5); parameters as of `granted`.
visible: ColumnElement[bool] = or_(Member.role.in_(literal(role) for role in ADMINS), granted)

_MEMBERSHIP = select(Member.role, Member.permissions).where(is_caller, session_lives)
_CLIENT = (
    select(Client.id, Client.name, Client.practice_id)
    .join(Member, Member.practice_id == Client.practice_id)
    .where(is_caller, visible, Client.id == bindparam("client_id"))
)


class Membership(NamedTuple):
    """The caller's in the practice they act for."""

    role: str
    permissions: list[str]


class ClientReached(NamedTuple):
    """A client that the caller can reach."""

    id: str
    name: str | None
    practice_id: str


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


def require_client(connection: Connection, caller: Caller, client_id: str) -> ClientReached:
    """A client that the caller can reach, where they act as an admin (product.md 1.2).

    Raises `NotFound`, `PracticeAccountRequired`, `Unauthenticated`.
    """
    require(connection, caller)
    row = connection.execute(_CLIENT, {**parameters(caller), "client_id": client_id}).first()
    if row is None:
        raise NotFound(what="client")
    return loaded(ClientReached, row)

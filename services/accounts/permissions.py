"""What a caller may do in their practice, from accounts' own projection of access's events.

The projection is read with each request, so that a changed role or an ended session counts at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from chassis.database.prepared import Prepared
from chassis.security.identity import Caller
from contracts.access.states import ADDER_ROLES, ADMINS, AccessLevel
from contracts.errors import LevelRequired, PracticeAccountRequired, RoleRequired, Unauthenticated
from services.accounts import lasting_grants
from services.accounts.memberships import Membership, PracticeFacts, may_add_clients
from services.accounts.tables import EndedSession, Member, Practice, Responsibility, Team, TeamMember

#: True while the caller's session has not ended; parameter `session_id`.
session_lives: ColumnElement[bool] = ~exists().where(EndedSession.session_id == bindparam("session_id"))


def teams_of(
    practice_id: ColumnElement[str] | str, user_id: ColumnElement[str] | str
) -> ColumnElement[list[str]]:
    """The teams somebody is in, as an array that is found once for a query."""
    return func.array(
        select(cast(TeamMember.team_id, Text))
        .where(TeamMember.practice_id == practice_id, TeamMember.user_id == user_id)
        .scalar_subquery(),
        type_=ARRAY(Text),
    )


_my_teams = teams_of(bindparam("practice_id"), bindparam("user_id"))

#: What is always reached to `manage`.
_wholly: ColumnElement[bool] = or_(
    Member.role.in_(literal(role) for role in ADMINS),
    lasting_grants.everyone,
    lasting_grants.managed_by(bindparam("user_id")),
)
#: True for clients that the joined member can see (product.md 2.5); parameters as for `_my_teams`.
visible: ColumnElement[bool] = or_(
    _wholly,
    lasting_grants.to_colleague(bindparam("user_id")),
    lasting_grants.to_teams(_my_teams),
    lasting_grants.to_responsible(bindparam("user_id")),
)


def _reached_at(level: AccessLevel) -> ColumnElement[bool]:
    return or_(
        _wholly,
        lasting_grants.to_colleague(bindparam("user_id"), level),
        lasting_grants.to_teams_at(_my_teams, level),
        lasting_grants.to_responsible(bindparam("user_id"), level),
    )


#: True for those that they can work with, and that they manage (docs/adr/0064); parameters likewise.
workable = _reached_at(AccessLevel.WORK)
manageable = _reached_at(AccessLevel.MANAGE)
#: The highest level at which they reach a client that is `visible`.
level: ColumnElement[str] = case(
    (manageable, AccessLevel.MANAGE.value),
    (workable, AccessLevel.WORK.value),
    else_=AccessLevel.VIEW.value,
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
        Member.name,
        Member.role,
        Member.permissions,
        Practice.id,
        Practice.name.label("practice_name"),
        Practice.plan,
        Practice.base_currency,
        Practice.country,
        Practice.solutions,
        Practice.version,
        Practice.hidden_clients,
        Practice.document_senders,
        Practice.document_receipts,
    )
    .join(Practice, Practice.id == Member.practice_id)
    .where(is_caller)
)
query = _membership.where(session_lives)
_OF_BOTH = len(query.selected_columns)
_MEMBERSHIP = Prepared("membership", query)
_AUTHORSHIP = Prepared("authorship", _membership)
_COLLEAGUES = select(Member.user_id).where(
    Member.practice_id == bindparam("practice_id"),
    Member.user_id == func.any(bindparam("ids")),
    Member.status.in_(("active", "invited")),
)

_TEAMS = select(Team.id).where(
    Team.practice_id == bindparam("practice_id"), Team.id == func.any(bindparam("ids")), ~Team.deleted
)
_RESPONSIBILITIES = select(Responsibility.id).where(
    Responsibility.practice_id == bindparam("practice_id"),
    Responsibility.id == func.any(bindparam("ids")),
    ~Responsibility.ended,
)


def parameters(caller: Caller) -> dict[str, str]:
    """The parameters of `visible`, `is_caller` and `session_lives`."""
    return {"practice_id": caller.account_id, "user_id": caller.user_id, "session_id": caller.session_id}


def by_an_admin(caller: Caller) -> ColumnElement[bool]:
    """Whether the caller is an active admin of the practice, within a query about something of another's."""
    return exists().where(
        Member.practice_id == caller.account_id,
        Member.user_id == caller.user_id,
        Member.status == "active",
        Member.role.in_(ADMINS),
    )


def of(connection: Connection, caller: Caller) -> Membership:
    """The caller's membership. Raises `PracticeAccountRequired`, `Unauthenticated`."""
    return member_and(connection, caller, _MEMBERSHIP)[0]


def member_and(
    connection: Connection, caller: Caller, asking: Prepared, **more: str
) -> tuple[Membership, tuple[object, ...]]:
    """As `of`, with the columns that were added to `query` for the same round trip."""
    if caller.kind != "practice":
        raise PracticeAccountRequired()
    row = asking.first(connection, {**parameters(caller), **more})
    if row is None:
        raise Unauthenticated()
    return _membership_in(caller, row), tuple(row[_OF_BOTH:])


def require_adder(connection: Connection, caller: Caller) -> Membership:
    """The membership of who may add clients. Raises `RoleRequired` too (product.md 1.3)."""
    return adder_and(connection, caller, _MEMBERSHIP)[0]


def adder_and(
    connection: Connection, caller: Caller, asking: Prepared, **more: str
) -> tuple[Membership, tuple[object, ...]]:
    """As `require_adder`, with what `member_and` gives beside it."""
    membership, beside = member_and(connection, caller, asking, **more)
    if not may_add_clients(membership):
        raise RoleRequired(role=ADDER_ROLES)
    return membership, beside


def require_author(connection: Connection, caller: Caller) -> Membership:
    """The membership of who asked for what is done later, whose session may have ended since.

    Raises `RoleRequired` where they may add clients no more.
    """
    row = _AUTHORSHIP.first(connection, parameters(caller))
    membership = _membership_in(caller, row) if row is not None else None
    if membership is None or not may_add_clients(membership):
        raise RoleRequired(role=ADDER_ROLES)
    return membership


def require_level(held: str, needed: AccessLevel) -> None:
    """Raises `LevelRequired` for who reaches the client at less (docs/adr/0064)."""
    if held not in needed.and_above:
        raise LevelRequired(level=needed, held=held)


def unknown_colleagues(connection: Connection, practice_id: str, ids: Sequence[str]) -> list[str]:
    """Which of these are no colleagues of the practice."""
    return _unknown(connection, _COLLEAGUES, practice_id, ids)


def unknown_teams(connection: Connection, practice_id: str, ids: Sequence[str]) -> list[str]:
    """Which of these are no teams of the practice."""
    return _unknown(connection, _TEAMS, practice_id, ids)


def unknown_responsibilities(connection: Connection, practice_id: str, ids: Sequence[str]) -> list[str]:
    """Which of these are no responsibilities of the practice."""
    return _unknown(connection, _RESPONSIBILITIES, practice_id, ids)


def _unknown(
    connection: Connection, known_among: Select[str], practice_id: str, ids: Sequence[str]
) -> list[str]:
    if not ids:
        return []
    known = set(connection.execute(known_among, {"practice_id": practice_id, "ids": list(ids)}).scalars())
    return [each for each in ids if each not in known]


def _membership_in(caller: Caller, row: Row[tuple[object, ...]]) -> Membership:
    return Membership(
        caller.user_id,
        row.name,
        row.role,
        row.permissions,
        PracticeFacts(
            row.id,
            row.practice_name,
            row.plan,
            row.base_currency,
            row.country,
            row.solutions,
            row.version,
            row.hidden_clients,
            row.document_senders,
            row.document_receipts,
        ),
    )

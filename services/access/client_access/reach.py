"""Every reason why somebody reaches a client (product.md 2.5): the one place that says it.

Each reason is a condition on a membership in a practice and a client's access.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from contracts.access import AccessLevel, AccessReason, PersonWithAccess, Reason
from contracts.access.states import ADMINS
from contracts.moments import moment
from services.access.client_access import lasting_grants
from services.access.members import memberships
from services.access.tables import (
    ClientAccess,
    ClientColleague,
    ClientResponsibility,
    ClientTeam,
    Membership,
    Responsibility,
    Team,
    TeamMember,
    User,
)

_its_team = and_(
    ClientTeam.client_id == ClientAccess.client_id,
    TeamMember.team_id == ClientTeam.team_id,
    TeamMember.user_id == Membership.user_id,
    lasting_grants.team,
)

_its_colleague = and_(
    ClientColleague.client_id == ClientAccess.client_id,
    ClientColleague.user_id == Membership.user_id,
    lasting_grants.colleague,
)
#: When what a colleague was given themselves ends by itself.
own_end: ColumnElement[datetime.datetime | None] = (
    select(ClientColleague.ends_at)
    .where(_its_colleague)
    .correlate(ClientAccess, Membership)
    .scalar_subquery()
)
#: At which level they were.
own_level: ColumnElement[str | None] = (
    select(ClientColleague.level).where(_its_colleague).correlate(ClientAccess, Membership).scalar_subquery()
)


def _there_is(row: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is such a row.

    Not EXISTS, which PostgreSQL may answer by reading every grant there is. Correlated aloud: tables two
    levels up would be joined anew, and what one colleague has been given be everybody's.
    """
    found = select(true()).where(row).limit(1).correlate(ClientAccess, Membership).scalar_subquery()
    return func.coalesce(found, false())


def _its_responsibility(without: str | None = None) -> ColumnElement[bool]:
    """Whether they have a responsibility, another one than this."""
    return and_(
        ClientResponsibility.client_id == ClientAccess.client_id,
        ClientResponsibility.user_id == Membership.user_id,
        Responsibility.id == ClientResponsibility.responsibility_id,
        true() if without is None else Responsibility.id != without,
    )


REASONS: dict[AccessReason, ColumnElement[bool]] = {
    AccessReason.ROLE: Membership.role.in_(ADMINS),
    AccessReason.EVERYONE: func.coalesce(lasting_grants.everyone, false()),
    AccessReason.ACCOUNT_MANAGER: func.coalesce(lasting_grants.managed_by(Membership.user_id), false()),
    AccessReason.COLLEAGUE: _there_is(_its_colleague),
    AccessReason.TEAM: _there_is(_its_team),
    AccessReason.RESPONSIBILITY: _there_is(_its_responsibility()),
}

#: What is always given to `manage`.
_WHOLLY = or_(
    *(REASONS[each] for each in (AccessReason.ROLE, AccessReason.EVERYONE, AccessReason.ACCOUNT_MANAGER))
)


class Ways(NamedTuple):
    """Whether a membership reaches a client, and the highest level of one that does."""

    reached: ColumnElement[bool]
    level: ColumnElement[str]


def ways(without: str | None = None) -> Ways:
    """By every reason; or by every one but this responsibility."""
    responsible = _its_responsibility(without)
    reasons = {**REASONS, AccessReason.RESPONSIBILITY: _there_is(responsible)}
    manages = or_(_WHOLLY, _at(AccessLevel.MANAGE, responsible))
    return Ways(
        and_(
            ClientAccess.practice_id == Membership.account_id,
            Membership.status == "active",
            or_(*reasons.values()),
        ),
        case(
            (manages, AccessLevel.MANAGE.value),
            (_at(AccessLevel.WORK, responsible), AccessLevel.WORK.value),
            else_=AccessLevel.VIEW.value,
        ),
    )


def _at(level: AccessLevel, responsible: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a colleague, a team or whoever is responsible was given this much, or more."""
    return or_(
        _there_is(and_(_its_colleague, ClientColleague.level.in_(level.and_above))),
        _there_is(and_(_its_team, ClientTeam.level.in_(level.and_above))),
        _there_is(and_(responsible, Responsibility.level.in_(level.and_above))),
    )


_by_any = ways()
reached = _by_any.reached
level = _by_any.level

_TEAMS = func.array(
    select(func.jsonb_build_array(Team.id, Team.name, ClientTeam.ends_at, ClientTeam.level))
    .join(ClientTeam, ClientTeam.team_id == Team.id)
    .join(TeamMember, TeamMember.team_id == Team.id)
    .where(_its_team)
    .order_by(Team.name)
    .correlate(ClientAccess, Membership)
    .scalar_subquery()
)

_RESPONSIBILITIES = func.array(
    select(func.jsonb_build_array(Responsibility.id, Responsibility.name, Responsibility.level))
    .where(_its_responsibility())
    .order_by(Responsibility.id)
    .correlate(ClientAccess, Membership)
    .scalar_subquery()
)


def among(client_ids: Sequence[str]) -> tuple[ColumnElement[list[str]], ...]:
    """Columns beside a membership: which of these clients it reaches, at which levels in the same order, and
    which of them are known at all.
    """
    named = ClientAccess.client_id.in_(client_ids)
    known = select(ClientAccess.client_id).where(named)
    seen = known.where(reached).order_by(ClientAccess.client_id).correlate(Membership)
    levels = select(level).where(named, reached).order_by(ClientAccess.client_id).correlate(Membership)
    return (
        _ids(seen).label("reached"),
        _ids(levels).label("levels"),
        _ids(known.correlate(None)).label("known"),
    )


def _ids(query: Select[str]) -> ColumnElement[list[str]]:
    return func.array(query.scalar_subquery(), type_=ARRAY(Text))


def level_of(connection: Connection, practice_id: str, user_id: str, client_id: str) -> AccessLevel | None:
    """At which level an active colleague of the practice reaches a client of it, or not at all. One query."""
    found = _of_one(connection, practice_id, user_id, client_id, level.label("level"))
    return None if found is None else AccessLevel(found.level)


def held_by(
    connection: Connection, practice_id: str, user_id: str, client_id: str
) -> Row[*tuple[object, ...]] | None:
    """As `level_of`, with `own_level` and `own_end` of what they were given themselves. One query."""
    columns = (level.label("level"), own_level.label("own_level"), own_end.label("own_end"))
    return _of_one(connection, practice_id, user_id, client_id, *columns)


def _of_one(
    connection: Connection,
    practice_id: str,
    user_id: str,
    client_id: str,
    *columns: ColumnElement[str] | ColumnElement[str | None] | ColumnElement[datetime.datetime | None],
) -> Row[*tuple[object, ...]] | None:
    query = select(*columns).where(
        Membership.account_id == practice_id,
        Membership.user_id == user_id,
        ClientAccess.client_id == client_id,
        reached,
    )
    return connection.execute(query.limit(1)).first()


def sees(connection: Connection, practice_id: str, user_id: str, client_id: str) -> bool:
    """Whether they reach it at all."""
    return level_of(connection, practice_id, user_id, client_id) is not None


#: How a membership reaches a client, as `explained` reads it.
EXPLAINED = (
    select(
        User.id, memberships.shown_name, Membership.role, _TEAMS.label("teams"),
        _RESPONSIBILITIES.label("responsibilities"), own_end.label("ends_at"),
        own_level.label("level"), ClientAccess.client_id,
        ClientAccess.everyone_ends_at, ClientAccess.manager_ends_at,
        *[condition.label(f"by_{reason}") for reason, condition in REASONS.items()],
    )
    .select_from(Membership)
    .join(User, User.id == Membership.user_id)
    .join(ClientAccess, reached)
)  # fmt: skip


def explain(
    connection: Connection,
    practice_id: str,
    client_id: str,
    *,
    user_id: str | None = None,
    after: tuple[str, str] | None = None,
    limit: int = 1,
) -> list[PersonWithAccess]:
    """The colleagues who reach a client, by name, each with every reason why. One query."""
    query = (
        EXPLAINED.where(Membership.account_id == practice_id, ClientAccess.client_id == client_id)
        .order_by(memberships.shown_name, User.id)
        .limit(limit)
    )
    if user_id is not None:
        query = query.where(Membership.user_id == user_id)
    if after is not None:
        query = query.where(tuple_(memberships.by_shown_name, User.id) > tuple_(*after))
    return [explained(row) for row in connection.execute(query)]


def explained(row: Row[*tuple[object, ...]]) -> PersonWithAccess:
    """A row of `EXPLAINED`, with every reason why."""
    ends_at = {
        AccessReason.EVERYONE: row.everyone_ends_at,
        AccessReason.ACCOUNT_MANAGER: row.manager_ends_at,
        AccessReason.COLLEAGUE: row.ends_at,
    }
    reasons: list[Reason] = []
    for reason in REASONS:
        if not getattr(row, f"by_{reason}"):
            continue
        if reason is AccessReason.TEAM:
            reasons += [_by_team(*team) for team in row.teams]
        elif reason is AccessReason.RESPONSIBILITY:
            reasons += [_by_responsibility(*each) for each in row.responsibilities]
        elif reason is AccessReason.ROLE:
            reasons.append({"reason": reason, "role": row.role, "level": AccessLevel.MANAGE})
        else:
            own = row.level if reason is AccessReason.COLLEAGUE else AccessLevel.MANAGE
            given: Reason = {"reason": reason, "level": AccessLevel(own)}
            if (until := ends_at[reason]) is not None:
                given["until"] = moment(until)
            reasons.append(given)
    return {"user_id": row.id, "name": row.name, "reasons": reasons}


def _by_responsibility(responsibility_id: str, name: str, at_level: str) -> Reason:
    return {
        "reason": AccessReason.RESPONSIBILITY,
        "responsibility_id": responsibility_id,
        "name": name,
        "level": AccessLevel(at_level),
    }


def _by_team(team_id: str, name: str, ends_at: str | None, at_level: str) -> Reason:
    reason: Reason = {
        "reason": AccessReason.TEAM,
        "team_id": team_id,
        "name": name,
        "level": AccessLevel(at_level),
    }
    if ends_at is not None:
        reason["until"] = moment(datetime.datetime.fromisoformat(ends_at))
    return reason

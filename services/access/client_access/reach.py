"""Every reason why somebody reaches a client (product.md 2.5): the one place that says it.

Each reason is a condition on a membership in a practice and a client's access.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, false, func, or_, select, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from contracts.access import AccessReason, PersonWithAccess, Reason
from contracts.access.states import ADMINS
from contracts.moments import moment
from services.access.client_access import lasting_grants
from services.access.members import memberships
from services.access.tables import (
    ClientAccess,
    ClientColleague,
    ClientTeam,
    Membership,
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
#: When what a colleague was given ends by itself.
_ENDS = (
    select(ClientColleague.ends_at)
    .where(_its_colleague)
    .correlate(ClientAccess, Membership)
    .scalar_subquery()
)


def _there_is(row: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is such a row.

    Not EXISTS, which PostgreSQL may answer by reading every grant there is. Correlated aloud: tables two
    levels up would be joined anew, and what one colleague has been given be everybody's.
    """
    found = select(true()).where(row).limit(1).correlate(ClientAccess, Membership).scalar_subquery()
    return func.coalesce(found, false())


REASONS: dict[AccessReason, ColumnElement[bool]] = {
    AccessReason.ROLE: Membership.role.in_(ADMINS),
    AccessReason.EVERYONE: func.coalesce(lasting_grants.everyone, false()),
    AccessReason.ACCOUNT_MANAGER: func.coalesce(lasting_grants.managed_by(Membership.user_id), false()),
    AccessReason.COLLEAGUE: _there_is(_its_colleague),
    AccessReason.TEAM: _there_is(_its_team),
}

reached: ColumnElement[bool] = and_(
    ClientAccess.practice_id == Membership.account_id, Membership.status == "active", or_(*REASONS.values())
)

_TEAMS = func.array(
    select(func.jsonb_build_array(Team.id, Team.name, ClientTeam.ends_at))
    .join(ClientTeam, ClientTeam.team_id == Team.id)
    .join(TeamMember, TeamMember.team_id == Team.id)
    .where(_its_team)
    .order_by(Team.name)
    .correlate(ClientAccess, Membership)
    .scalar_subquery()
)


def among(client_ids: Sequence[str]) -> tuple[ColumnElement[list[str]], ColumnElement[list[str]]]:
    """Columns beside a membership: which of these clients it reaches, and which of them are known at all."""
    known = select(ClientAccess.client_id).where(ClientAccess.client_id.in_(client_ids))
    seen = known.where(reached).correlate(Membership)
    return _ids(seen).label("reached"), _ids(known.correlate(None)).label("known")


def _ids(query: Select[str]) -> ColumnElement[list[str]]:
    return func.array(query.scalar_subquery(), type_=ARRAY(Text))


def sees(connection: Connection, practice_id: str, user_id: str, client_id: str) -> bool:
    """Whether an active colleague of the practice reaches a client of it. One query."""
    query = select(Membership.user_id).where(
        Membership.account_id == practice_id,
        Membership.user_id == user_id,
        ClientAccess.client_id == client_id,
        reached,
    )
    return connection.execute(query.limit(1)).first() is not None


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
        select(
            User.id, memberships.shown_name, Membership.role, _TEAMS.label("teams"), _ENDS.label("ends_at"),
            ClientAccess.everyone_ends_at, ClientAccess.manager_ends_at,
            *[condition.label(f"by_{reason}") for reason, condition in REASONS.items()],
        )
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .join(ClientAccess, reached)
        .where(Membership.account_id == practice_id, ClientAccess.client_id == client_id)
        .order_by(memberships.shown_name, User.id)
        .limit(limit)
    )  # fmt: skip
    if user_id is not None:
        query = query.where(Membership.user_id == user_id)
    if after is not None:
        query = query.where(tuple_(memberships.by_shown_name, User.id) > tuple_(*after))
    return [_explained(row) for row in connection.execute(query)]


def _explained(row: Row[*tuple[object, ...]]) -> PersonWithAccess:
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
        elif reason is AccessReason.ROLE:
            reasons.append({"reason": reason, "role": row.role})
        elif (until := ends_at[reason]) is not None:
            reasons.append({"reason": reason, "until": moment(until)})
        else:
            reasons.append({"reason": reason})
    return {"user_id": row.id, "name": row.name, "reasons": reasons}


def _by_team(team_id: str, name: str, ends_at: str | None) -> Reason:
    reason: Reason = {"reason": AccessReason.TEAM, "team_id": team_id, "name": name}
    if ends_at is not None:
        reason["until"] = moment(datetime.datetime.fromisoformat(ends_at))
    return reason

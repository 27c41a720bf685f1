"""Colleagues who join teams and leave them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select, update

from chassis.database.unit_of_work import UnitOfWork
from contracts.errors import InvalidInput
from services.access.members import unknown_choices
from services.access.members.member_facts import Actor
from services.access.tables import Team, TeamMember
from services.access.teams import team_rows
from services.access.teams.team_rows import TeamRow


def leave_all(uow: UnitOfWork, actor: Actor, user_id: str) -> None:
    """A colleague who goes is in no team any more."""
    own = select(TeamMember.team_id).where(
        TeamMember.practice_id == actor.account_id, TeamMember.user_id == user_id
    )
    for team_id in uow.execute(own.order_by(TeamMember.team_id)).scalars().all():
        before = team_rows.lock(uow, actor.account_id, team_id)
        uow.execute(delete(TeamMember).where(TeamMember.team_id == team_id, TeamMember.user_id == user_id))
        staying = [member for member in before.member_ids if member != user_id]
        _write(uow, actor, before, staying)


def join(uow: UnitOfWork, actor: Actor, user_id: str, team_ids: Sequence[str]) -> None:
    """A new colleague is in these teams. Raises `InvalidInput`."""
    errors = unknown_choices.teams(team_ids, known(uow.connection, actor.account_id, team_ids), "/team_ids")
    if errors:
        raise InvalidInput(errors)
    for team_id in sorted(set(team_ids)):
        before = team_rows.lock(uow, actor.account_id, team_id)
        team_rows.put_in(uow, actor.account_id, team_id, {user_id})
        _write(uow, actor, before, sorted({*before.member_ids, user_id}))


def known(connection: Connection, practice_id: str, team_ids: Sequence[str]) -> set[str]:
    """Those of them that are teams of the practice."""
    if not team_ids:
        return set()
    query = select(Team.id).where(Team.practice_id == practice_id, Team.id.in_(team_ids))
    return set(connection.execute(query).scalars())


def _write(uow: UnitOfWork, actor: Actor, before: TeamRow, member_ids: list[str]) -> None:
    uow.execute(update(Team).where(Team.id == before.id).values(version=Team.version + 1))
    after = before._replace(member_ids=member_ids, version=before.version + 1)
    team_rows.tell(uow, actor, "team.changed", before.view(), after.view())

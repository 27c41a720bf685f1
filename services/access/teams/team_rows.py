"""A team as it is read, locked and published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from chassis.database.unit_of_work import UnitOfWork
from contracts.access import Team as ShownTeam
from contracts.access.events import TEAM_CHANGED, TeamChangedData
from contracts.errors import NotFound, StaleVersion
from services.access.activity import audit_lines
from services.access.members.member_facts import Actor
from services.access.tables import Team, TeamMember


class TeamRow(NamedTuple):
    """A team with who is in it, in the order of their ids; `name_key` is how names are compared."""

    id: str
    name: str
    name_key: str
    version: int
    member_ids: list[str]

    def view(self) -> ShownTeam:
        return {
            "id": self.id,
            "name": self.name,
            "member_ids": list(self.member_ids),
            "version": self.version,
        }


_MEMBERS = func.array(
    select(TeamMember.user_id)
    .where(TeamMember.team_id == Team.id)
    .order_by(TeamMember.user_id)
    .correlate(Team)
    .scalar_subquery(),
    type_=ARRAY(Text),
)
#: A `TeamRow`.
TEAM = select(Team.id, Team.name, Team.name_key, Team.version, _MEMBERS.label("member_ids"))


def find(connection: Connection, practice_id: str, team_id: str) -> TeamRow:
    """One team of the practice. Raises `NotFound`."""
    found = connection.execute(TEAM.where(Team.practice_id == practice_id, Team.id == team_id)).first()
    if found is None:
        raise NotFound(what="team")
    return TeamRow._make(found)


def lock(uow: UnitOfWork, practice_id: str, team_id: str, if_version: int | None = None) -> TeamRow:
    """The team, which nobody else changes meanwhile. Raises `NotFound`, `StaleVersion`."""
    uow.execute(select(Team.id).where(Team.id == team_id).with_for_update())
    found = find(uow.connection, practice_id, team_id)
    if if_version not in (None, found.version):
        raise StaleVersion()
    return found


def put_in(uow: UnitOfWork, practice_id: str, team_id: str, user_ids: Iterable[str]) -> None:
    """Let these be in the team too."""
    rows = [
        {"team_id": team_id, "user_id": user_id, "practice_id": practice_id} for user_id in sorted(user_ids)
    ]
    if rows:
        uow.execute(insert(TeamMember), rows)


def tell(uow: UnitOfWork, actor: Actor, kind: str, before: ShownTeam | None, after: ShownTeam) -> str:
    """Note the change and tell everybody what the team is now; gives the message's id."""
    deleted = kind == "team.deleted"
    audit_lines.note(
        uow, kind, practice_id=actor.account_id, actor_id=actor.user_id, team_id=after["id"],
        before=_noted(before), after=None if deleted else _noted(after),
    )  # fmt: skip
    return uow.send(
        TEAM_CHANGED,
        TeamChangedData(
            team_id=after["id"],
            practice_id=actor.account_id,
            name=after["name"],
            member_ids=after["member_ids"],
            deleted=deleted,
            version=after["version"],
        ),
    )


def _noted(team: ShownTeam | None) -> dict[str, object] | None:
    return {"name": team["name"], "member_ids": team["member_ids"]} if team is not None else None

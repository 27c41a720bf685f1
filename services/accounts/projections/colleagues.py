"""Colleagues and teams, from access's events: who may do what, and who is in which team."""

from __future__ import annotations

from sqlalchemy import delete, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from chassis.database import upserts
from chassis.database.unit_of_work import UnitOfWork
from contracts.access.events import ColleagueChangedData, TeamChangedData
from services.accounts.tables import Client, Member, SavedView, Team, TeamMember

_NEWER_MEMBER = upserts.newer(
    "newer_member",
    Member.__table__,
    ("practice_id", "user_id"),
    ("name", "role", "permissions", "status", "version"),
)


def note_member(uow: UnitOfWork, data: ColleagueChangedData) -> None:
    """Take in a `ColleagueChanged`; an older version than the one known changes nothing."""
    uow.later(_NEWER_MEMBER, data)


def note_removed_colleague(uow: UnitOfWork, data: ColleagueChangedData) -> None:
    """Take in that a colleague is one no longer: no client and no team names them, and their views of the
    list go (product.md 1.4).
    """
    if data["status"] != "removed":
        return
    practice_id, user_id = data["practice_id"], data["user_id"]
    uow.execute(
        delete(TeamMember).where(TeamMember.practice_id == practice_id, TeamMember.user_id == user_id)
    )
    uow.execute(delete(SavedView).where(SavedView.practice_id == practice_id, SavedView.user_id == user_id))
    _strike_out(uow, practice_id, Client.access_colleague_ids, user_id)


def note_team(uow: UnitOfWork, data: TeamChangedData) -> None:
    """Take in a `TeamChanged`; an older version changes nothing. Clients are touched by a deletion alone."""
    row = {
        "id": data["team_id"],
        "practice_id": data["practice_id"],
        "name": data["name"],
        "deleted": data["deleted"],
        "version": data["version"],
    }
    statement = insert(Team).values(row)
    changed = {name: statement.excluded[name] for name in ("name", "deleted", "version")}
    newer = statement.on_conflict_do_update(
        index_elements=["id"], set_=changed, where=Team.version < statement.excluded.version
    ).returning(Team.id)
    if uow.execute(newer).first() is None:
        return
    uow.execute(delete(TeamMember).where(TeamMember.team_id == data["team_id"]))
    members = [
        {"practice_id": data["practice_id"], "user_id": user_id, "team_id": data["team_id"]}
        for user_id in data["member_ids"]
    ]
    if members:
        uow.execute(insert(TeamMember), members)
    if data["deleted"]:
        _strike_out(uow, data["practice_id"], Client.access_team_ids, data["team_id"])


def _strike_out(
    uow: UnitOfWork, practice_id: str, column: InstrumentedAttribute[list[str]], gone: str
) -> None:
    uow.execute(
        update(Client)
        .where(Client.practice_id == practice_id, column.contains([gone]))
        .values({column: func.array_remove(column, gone)})
    )

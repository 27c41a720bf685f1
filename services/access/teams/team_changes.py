"""A team made, renamed, filled and deleted."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from chassis.database.engine import Database, constraint
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from contracts.access import ChangeTeam, CreateTeam, GetTeam, SentMessages, TeamNameTaken, TeamWithMessages
from contracts.access import Team as ShownTeam
from contracts.errors import InvalidInput
from services.access import permissions
from services.access.members import memberships, unknown_choices
from services.access.tables import Team, TeamMember
from services.access.teams import team_rows


def create(database: Database, request: Request[CreateTeam]) -> TeamWithMessages:
    """A new team. Raises `RoleRequired`, `TeamNameTaken`, `InvalidInput`."""
    data, team_id = request.data, new_id("team")
    try:
        with database.unit_of_work(request) as uow:
            actor = permissions.admin(uow.connection, request.caller)
            practice_id = actor.account_id
            member_ids = _members(uow, practice_id, data.member_ids)
            row = {"id": team_id, "practice_id": practice_id, "name": data.name, "name_key": _key(data.name)}
            uow.execute(insert(Team).values(**row, version=1, created_at=now()))
            team_rows.put_in(uow, practice_id, team_id, member_ids)
            made: ShownTeam = {"id": team_id, "name": data.name, "member_ids": member_ids, "version": 1}
            message_id = team_rows.tell(uow, actor, "team.created", None, made)
            return uow.answer(_with_messages(made, message_id))
    except IntegrityError as error:
        raise _refused(error, data.name) from None


def change(database: Database, request: Request[ChangeTeam]) -> TeamWithMessages:
    """Rename a team or say who is in it. Raises `NotFound`, `StaleVersion`, `TeamNameTaken`."""
    data = request.data
    try:
        with database.unit_of_work(request) as uow:
            actor = permissions.admin(uow.connection, request.caller)
            practice_id = actor.account_id
            before = team_rows.lock(uow, practice_id, data["team_id"], data.get("if_version"))
            wanted: ShownTeam = {**before.view(), "version": before.version + 1}
            if "name" in data:
                wanted["name"] = data["name"]
            if "member_ids" in data:
                wanted["member_ids"] = _members(uow, practice_id, data["member_ids"])
                uow.execute(delete(TeamMember).where(TeamMember.team_id == before.id))
                team_rows.put_in(uow, practice_id, before.id, wanted["member_ids"])
            uow.execute(
                update(Team)
                .where(Team.id == before.id)
                .values(name=wanted["name"], name_key=_key(wanted["name"]), version=wanted["version"])
            )
            message_id = team_rows.tell(uow, actor, "team.changed", before.view(), wanted)
            return uow.answer(_with_messages(wanted, message_id))
    except IntegrityError as error:
        raise _refused(error, data.get("name", "")) from None


def remove(database: Database, request: Request[GetTeam]) -> SentMessages:
    """Delete a team, and the access it gave. Raises `NotFound`."""
    with database.unit_of_work(request) as uow:
        actor = permissions.admin(uow.connection, request.caller)
        before = team_rows.lock(uow, actor.account_id, request.data.team_id)
        uow.execute(delete(Team).where(Team.id == before.id))
        gone: ShownTeam = {**before.view(), "member_ids": [], "version": before.version + 1}
        message_id = team_rows.tell(uow, actor, "team.deleted", before.view(), gone)
        sent: SentMessages = {"message_ids": [message_id]}
        return uow.answer(sent)


def _members(uow: UnitOfWork, practice_id: str, wanted: Sequence[str]) -> list[str]:
    """Who is to be in a team. Raises `InvalidInput` naming each who is no colleague."""
    known = memberships.known(uow.connection, practice_id, wanted)
    errors = unknown_choices.colleagues(wanted, known, "/member_ids")
    if errors:
        raise InvalidInput(errors)
    return sorted(set(wanted))


def _with_messages(team: ShownTeam, message_id: str) -> TeamWithMessages:
    return {**team, "message_ids": [message_id]}


def _key(name: str) -> str:
    """How names of teams are compared."""
    return unicodedata.normalize("NFKC", name).casefold()


def _refused(error: IntegrityError, name: str) -> Exception:
    return TeamNameTaken(name=name) if constraint(error) == "teams_name" else error

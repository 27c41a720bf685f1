"""Teams: colleagues who are given access together (product.md 2.5). A colleague may be in several."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import Text

from chassis.database import paging
from chassis.database.engine import Database, constraint
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.access import TeamNameTaken
from contracts.access.events import TEAM_CHANGED
from contracts.errors import FieldError, InvalidInput, NotFound, StaleVersion
from services.access import permissions
from services.access.activity import audit_lines
from services.access.members import memberships
from services.access.tables import Team, TeamMember

_MEMBERS = func.array(
    select(TeamMember.user_id)
    .where(TeamMember.team_id == Team.id)
    .order_by(TeamMember.user_id)
    .correlate(Team)
    .scalar_subquery(),
    type_=ARRAY(Text),
)
_TEAM = select(Team.id, Team.name, Team.name_key, Team.version, _MEMBERS.label("member_ids"))


def page(database: Database, caller: Caller, asked_for: dict[str, Any]) -> dict[str, Any]:
    """The teams of the caller's practice, by name."""
    limit, after = asked_for["limit"], paging.read_cursor(asked_for["cursor"], str, str)
    with database.read() as connection:
        membership = permissions.adder(connection, caller)
        query = _TEAM.where(Team.practice_id == membership.account_id).order_by(Team.name_key, Team.id)
        if after is not None:
            query = query.where(tuple_(Team.name_key, Team.id) > tuple_(*after))
        rows = connection.execute(query.limit(limit + 1)).all()
    found = paging.page(rows, limit, lambda row: (row.name_key, row.id))
    return {**found, "items": [_view(row) for row in found["items"]]}


def get(database: Database, caller: Caller, team_id: str) -> dict[str, Any]:
    """One team. Raises `NotFound`."""
    with database.read() as connection:
        membership = permissions.adder(connection, caller)
        return _view(_find(connection, membership.account_id, team_id))


def create(database: Database, request: Request) -> dict[str, Any]:
    """A new team. Raises `RoleRequired`, `TeamNameTaken`, `InvalidInput`."""
    data = request.data
    row = {"id": new_id("team"), "name": data["name"], "name_key": _key(data["name"]), "version": 1}
    try:
        with database.unit_of_work(request) as uow:
            membership = permissions.admin(uow.connection, request.caller)
            member_ids = _members(uow, membership.account_id, data["member_ids"])
            uow.execute(insert(Team).values(**row, practice_id=membership.account_id, created_at=now()))
            _put_in(uow, membership.account_id, row["id"], member_ids)
            shown = {"id": row["id"], "name": data["name"], "member_ids": sorted(member_ids), "version": 1}
            message_id = _tell(uow, membership, "team.created", None, shown)
            return uow.answer({**shown, "message_ids": [message_id]})
    except IntegrityError as error:
        raise _refused(error, data) from None


def change(database: Database, request: Request) -> dict[str, Any]:
    """Rename a team or say who is in it. Raises `NotFound`, `StaleVersion`, `TeamNameTaken`."""
    data = request.data
    try:
        with database.unit_of_work(request) as uow:
            membership = permissions.admin(uow.connection, request.caller)
            before = _lock(uow, membership.account_id, data)
            shown = {**_view(before), "version": before.version + 1}
            if "name" in data:
                shown["name"] = data["name"]
            if "member_ids" in data:
                member_ids = _members(uow, membership.account_id, data["member_ids"])
                uow.execute(delete(TeamMember).where(TeamMember.team_id == before.id))
                _put_in(uow, membership.account_id, before.id, member_ids)
                shown["member_ids"] = sorted(member_ids)
            uow.execute(
                update(Team)
                .where(Team.id == before.id)
                .values(name=shown["name"], name_key=_key(shown["name"]), version=shown["version"])
            )
            message_id = _tell(uow, membership, "team.changed", _view(before), shown)
            return uow.answer({**shown, "message_ids": [message_id]})
    except IntegrityError as error:
        raise _refused(error, data) from None


def remove(database: Database, request: Request) -> dict[str, Any]:
    """Delete a team, and the access it gave. Raises `NotFound`."""
    with database.unit_of_work(request) as uow:
        membership = permissions.admin(uow.connection, request.caller)
        before = _lock(uow, membership.account_id, request.data)
        uow.execute(delete(Team).where(Team.id == before.id))
        gone = {**_view(before), "member_ids": [], "version": before.version + 1}
        return uow.answer({"message_ids": [_tell(uow, membership, "team.deleted", _view(before), gone)]})


def leave_all(uow: UnitOfWork, membership: Row[Any], user_id: str) -> None:
    """A colleague who goes is in no team any more."""
    mine = select(TeamMember.team_id).where(
        TeamMember.practice_id == membership.account_id, TeamMember.user_id == user_id
    )
    for team_id in uow.execute(mine.order_by(TeamMember.team_id)).scalars().all():
        before = _lock(uow, membership.account_id, {"team_id": team_id})
        uow.execute(delete(TeamMember).where(TeamMember.team_id == team_id, TeamMember.user_id == user_id))
        uow.execute(update(Team).where(Team.id == team_id).values(version=Team.version + 1))
        staying = [member for member in before.member_ids if member != user_id]
        shown = {**_view(before), "member_ids": staying, "version": before.version + 1}
        _tell(uow, membership, "team.changed", _view(before), shown)


def join(uow: UnitOfWork, membership: Row[Any], user_id: str, team_ids: list[str]) -> None:
    """A new colleague is in these teams. Raises `InvalidInput`."""
    unknown_ones = unknown(uow.connection, membership.account_id, team_ids)
    if unknown_ones:
        raise InvalidInput([not_a_team(f"/team_ids/{place}") for place in unknown_ones])
    for team_id in sorted(set(team_ids)):
        before = _lock(uow, membership.account_id, {"team_id": team_id})
        _put_in(uow, membership.account_id, team_id, {user_id})
        uow.execute(update(Team).where(Team.id == team_id).values(version=Team.version + 1))
        joined = sorted({*before.member_ids, user_id})
        shown = {**_view(before), "member_ids": joined, "version": before.version + 1}
        _tell(uow, membership, "team.changed", _view(before), shown)


def known(connection: Connection, practice_id: str, team_ids: list[str]) -> set[str]:
    """Those of them that are teams of the practice."""
    query = select(Team.id).where(Team.practice_id == practice_id, Team.id.in_(team_ids))
    return set(connection.execute(query).scalars())


def unknown(connection: Connection, practice_id: str, team_ids: list[str]) -> list[int]:
    """The places of those that are no teams of the practice."""
    teams = known(connection, practice_id, team_ids) if team_ids else set()
    return [place for place, team_id in enumerate(team_ids) if team_id not in teams]


def not_a_team(pointer: str) -> FieldError:
    return {"pointer": pointer, "code": "unknown_team", "message": "Choose a team of your practice."}


def _find(connection: Connection, practice_id: str, team_id: str) -> Row[Any]:
    found: Row[Any] | None = connection.execute(  # type: ignore[assignment]
        _TEAM.where(Team.practice_id == practice_id, Team.id == team_id)
    ).first()
    if found is None:
        raise NotFound(what="team")
    return found


def _lock(uow: UnitOfWork, practice_id: str, data: dict[str, Any]) -> Row[Any]:
    """The team, which nobody else changes meanwhile. Raises `NotFound`, `StaleVersion`."""
    uow.execute(select(Team.id).where(Team.id == data["team_id"]).with_for_update())
    found = _find(uow.connection, practice_id, data["team_id"])
    if data.get("if_version") not in (None, found.version):
        raise StaleVersion()
    return found


def _members(uow: UnitOfWork, practice_id: str, wanted: list[str]) -> set[str]:
    """Who is to be in a team. Raises `InvalidInput` naming each who is no colleague."""
    unknown = memberships.unknown(uow, practice_id, wanted)
    if unknown:
        raise InvalidInput([memberships.not_a_colleague(f"/member_ids/{place}") for place in unknown])
    return set(wanted)


def _put_in(uow: UnitOfWork, practice_id: str, team_id: str, user_ids: set[str]) -> None:
    rows = [
        {"team_id": team_id, "user_id": user_id, "practice_id": practice_id} for user_id in sorted(user_ids)
    ]
    if rows:
        uow.execute(insert(TeamMember), rows)


def _tell(
    uow: UnitOfWork, membership: Row[Any], kind: str, before: dict[str, Any] | None, after: dict[str, Any]
) -> str:
    """Note the change and tell everybody what the team is now."""
    deleted = kind == "team.deleted"
    audit_lines.note(
        uow, kind, practice_id=membership.account_id, actor_id=membership.user_id, team_id=after["id"],
        before=_noted(before), after=None if deleted else _noted(after),
    )  # fmt: skip
    return uow.send(
        TEAM_CHANGED,
        team_id=after["id"],
        practice_id=membership.account_id,
        name=after["name"],
        member_ids=after["member_ids"],
        deleted=deleted,
        version=after["version"],
    )


def _noted(team: dict[str, Any] | None) -> dict[str, Any] | None:
    return {"name": team["name"], "member_ids": team["member_ids"]} if team is not None else None


def _view(row: Any) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "member_ids": list(row.member_ids), "version": row.version}


def _key(name: str) -> str:
    """How names of teams are compared."""
    return unicodedata.normalize("NFKC", name).casefold()


def _refused(error: IntegrityError, data: dict[str, Any]) -> Exception:
    return TeamNameTaken(name=data["name"]) if constraint(error) == "teams_name" else error

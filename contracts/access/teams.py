"""Teams of colleagues."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, NotRequired, TypedDict, Unpack

from contracts.access.pages import IfVersion, PageQuery, SentMessages
from contracts.errors import Refusal
from contracts.fields import Id, ListOf, Name
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape
from contracts.values import Cursor, Limit, TeamId, UserId, Version


class TeamNameTaken(Refusal):
    code = "team_name_taken"
    status = 409
    title = "There is a team of this name"
    template = "Your practice has a team called {name} already. Choose another name."


class Team(TypedDict):
    id: TeamId
    name: str
    member_ids: list[UserId]
    version: Version


class TeamPage(TypedDict):
    items: list[Team]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class GetTeam(RequestShape):
    team_id: TeamId


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateTeam(RequestShape):
    name: Annotated[str, Name("the team's name", longest=100)]
    member_ids: Annotated[list[str], ListOf(Id("user"), longest=1000)] = field(default_factory=list)


class TeamWithMessages(Team, SentMessages):
    pass


class ChangeTeam(IfVersion):
    """Only what is given is changed; `member_ids` is the whole of who is in it."""

    team_id: TeamId
    name: NotRequired[Annotated[str, Name("the team's name", longest=100)]]
    member_ids: NotRequired[Annotated[list[str], ListOf(Id("user"), longest=1000)]]


LIST_TEAMS = Call("access", "list_teams", PageQuery, TeamPage, "read")
GET_TEAM = Call("access", "get_team", GetTeam, Team, "read")
CREATE_TEAM = Call("access", "create_team", CreateTeam, TeamWithMessages, "write")
CHANGE_TEAM = Call("access", "change_team", ChangeTeam, TeamWithMessages, "write")
DELETE_TEAM = Call("access", "delete_team", GetTeam, SentMessages, "write")


def get_team(rpc: Rpc, *, team_id: str) -> Team:
    """One team of the caller's practice. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(GET_TEAM, GetTeam(team_id=team_id))


def list_teams(rpc: Rpc, *, limit: Limit = 50, cursor: Cursor | None = None) -> TeamPage:
    """A page of the teams of the caller's practice."""
    return rpc.call(LIST_TEAMS, PageQuery(limit=limit, cursor=cursor))


def create_team(rpc: Rpc, *, name: str, member_ids: list[str]) -> TeamWithMessages:
    """Raises `RoleRequired`, `TeamNameTaken`, `InvalidInput`."""
    return rpc.call(CREATE_TEAM, CreateTeam(name=name, member_ids=member_ids))


def change_team(rpc: Rpc, **changes: Unpack[ChangeTeam]) -> TeamWithMessages:
    """Raises `NotFound`, `RoleRequired`, `StaleVersion`, `TeamNameTaken`, `InvalidInput`."""
    return rpc.call(CHANGE_TEAM, changes)


def delete_team(rpc: Rpc, *, team_id: str) -> SentMessages:
    """Raises `NotFound`, `RoleRequired`."""
    return rpc.call(DELETE_TEAM, GetTeam(team_id=team_id))

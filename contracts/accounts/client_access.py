"""Who is to see a client, as it is entered and as it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, NotRequired, TypedDict

from contracts.access.access_levels import GivenLevel
from contracts.access.states import AccessLevel
from contracts.fields import Id, ListOf, Part
from contracts.shapes import Described, RequestShape, schema_of
from contracts.values import TeamId, UserId


@dataclass(frozen=True, kw_only=True, slots=True)
class Access(RequestShape):
    """Who sees a client, beside the admins, who see every one (product.md 2.5), and at which level."""

    everyone: bool = False
    colleague_ids: Annotated[list[str], ListOf(Id("user"), longest=500)] = field(default_factory=list)
    team_ids: Annotated[list[str], ListOf(Id("team"), longest=100)] = field(default_factory=list)
    account_manager_id: UserId | None = None
    levels: Annotated[
        list[GivenLevel],
        ListOf(Part(schema_of(GivenLevel, "request"), "a level"), longest=600),
        Described("Of the colleagues and teams who are given less than `manage`."),
    ] = field(default_factory=list)


class NamedLevel(TypedDict):
    """The level of a colleague or a team, of whom one is named."""

    user_id: UserId | None
    team_id: TeamId | None
    level: AccessLevel


class ClientAccess(TypedDict):
    """`levels` are of those who are given less than `manage`, where that was chosen with them."""

    everyone: bool
    colleague_ids: list[UserId]
    team_ids: list[TeamId]
    account_manager_id: UserId | None
    levels: NotRequired[list[NamedLevel]]


def levels_by_subject(access: ClientAccess) -> dict[str, AccessLevel]:
    """Those below `manage`, by colleague and team."""
    return {each["user_id"] or each["team_id"] or "": each["level"] for each in access.get("levels", [])}


class ToldAccess(TypedDict, total=False):
    everyone: bool
    colleague_ids: list[str]
    team_ids: list[str]
    account_manager_id: str | None
    levels: list[NamedLevel]

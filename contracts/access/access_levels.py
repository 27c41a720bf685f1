"""At which level colleagues and teams are given a client (docs/adr/0064)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from contracts.access.states import AccessLevel
from contracts.shapes import Labelled, RequestShape
from contracts.values import TeamId, UserId


class GrantLevel(TypedDict):
    """The level of what a colleague or a team was given."""

    user_id: NotRequired[UserId]
    team_id: NotRequired[TeamId]
    level: AccessLevel


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenLevel(RequestShape):
    """Of a colleague or of a team: one of both is named."""

    user_id: UserId | None = None
    team_id: TeamId | None = None
    level: Annotated[AccessLevel, Labelled("a level")]

"""When what is given of a client ends by itself (docs/adr/0051, 0056)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NotRequired, TypedDict

from contracts.access.states import EndingGrant
from contracts.fields import End
from contracts.shapes import Labelled, RequestShape
from contracts.values import TeamId, Timestamp, UserId

#: When what is given ends by itself.
Until = Annotated[datetime, End("when it ends")]


class AccessEnd(TypedDict):
    """When what a colleague was given ends by itself."""

    user_id: UserId
    until: Timestamp


class GrantEnd(TypedDict):
    """When what is given to everyone, to a team or to the account manager ends by itself."""

    grant: EndingGrant
    team_id: NotRequired[TeamId]
    until: Timestamp


@dataclass(frozen=True, kw_only=True, slots=True)
class ColleagueEnd(RequestShape):
    user_id: UserId
    until: Until


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenEnd(RequestShape):
    """`team_id` is for the grant `team`."""

    grant: Annotated[EndingGrant, Labelled("what ends")]
    team_id: TeamId | None = None
    until: Until

"""Why somebody sees a client."""

from __future__ import annotations

from typing import Required, TypedDict

from contracts.access.states import AccessLevel, AccessReason
from contracts.values import ResponsibilityId, TeamId, Timestamp, UserId


class Reason(TypedDict, total=False):
    """Why somebody sees a client; `role`, or the team or the responsibility with its `name`, beside it.
    `until` where it ends by itself. Of several levels the highest holds.
    """

    reason: Required[AccessReason]
    role: str
    team_id: TeamId
    responsibility_id: ResponsibilityId
    name: str
    until: Timestamp
    level: AccessLevel


class PersonWithAccess(TypedDict):
    user_id: UserId
    name: str
    reasons: list[Reason]

"""What the access context tells, and the orders it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NotRequired, TypedDict

from contracts.access.access_levels import GivenLevel
from contracts.access.access_responsibilities import GivenResponsibilities
from contracts.access.states import (
    AccessLevel,
    AccessReason,
    AccessRequestState,
    ClientMembershipStatus,
    EndingGrant,
    MembershipStatus,
    NoticeKind,
)
from contracts.fields import Id, ListOf, Part, Whole
from contracts.messages import Command, Event
from contracts.shapes import RequestShape, schema_of
from contracts.values import AccessRequestId, ClientId, PracticeId, ResponsibilityId, TeamId, UserId, Version


class ColleagueChangedData(TypedDict):
    """The whole of a membership in a practice after the change; `version` grows with each."""

    practice_id: PracticeId
    user_id: UserId
    name: str
    role: str
    permissions: list[str]
    status: MembershipStatus
    version: Version


class TeamChangedData(TypedDict):
    """The whole of a team after the change; a deleted one has no members and never comes back."""

    team_id: TeamId
    practice_id: PracticeId
    name: str
    member_ids: list[UserId]
    deleted: bool
    version: Version


#: Begins what a projection keeps of whoever has a responsibility, among the levels.
RESPONSIBLE = "responsible:"


class ResponsibilityChangedData(TypedDict):
    """The whole of a responsibility after the change; an ended one never comes back."""

    responsibility_id: ResponsibilityId
    practice_id: PracticeId
    name: str
    level: AccessLevel
    place: Annotated[int, Whole(0, 2**31)]
    ended: bool
    version: Version


class AccessEndData(TypedDict):
    """When what a colleague was given ends by itself."""

    user_id: UserId
    until: datetime


class GrantEndData(TypedDict):
    """When what everyone, a team or the account manager was given ends by itself."""

    grant: EndingGrant
    team_id: TeamId | None
    until: datetime


class GrantLevelData(TypedDict):
    """At which level a colleague or a team was given a client."""

    user_id: UserId | None
    team_id: TeamId | None
    level: AccessLevel


class ResponsibleData(TypedDict):
    """Who has a responsibility at a client, and reaches it by that at this level."""

    responsibility_id: ResponsibilityId
    user_id: UserId
    level: AccessLevel


class ClientAccessChangedData(TypedDict):
    """The whole of who may see a client, beside the admins, after the change. Who has no level here was given
    `manage`.
    """

    client_id: ClientId
    practice_id: PracticeId
    everyone: bool
    colleague_ids: list[UserId]
    team_ids: list[TeamId]
    account_manager_id: UserId | None
    colleague_ends: NotRequired[list[AccessEndData]]
    ends: NotRequired[list[GrantEndData]]
    levels: NotRequired[list[GrantLevelData]]
    responsibilities: NotRequired[list[ResponsibleData]]
    version: Version


def ends_by_subject(data: ClientAccessChangedData) -> dict[str, datetime]:
    """The ends by what ends, for a projection: a colleague or a team by its id, else the grant."""
    others = {each["team_id"] or str(each["grant"]): each["until"] for each in data.get("ends", [])}
    return {**{each["user_id"]: each["until"] for each in data.get("colleague_ends", [])}, **others}


def levels_by_subject(data: ClientAccessChangedData) -> dict[str, str]:
    """The levels below `manage` by colleague and team, for a projection, and the highest of whoever has a
    responsibility, by `RESPONSIBLE` and their id. The release before tells of none.
    """
    given = {each["user_id"] or each["team_id"] or "": str(each["level"]) for each in data.get("levels", [])}
    held: dict[str, str] = {}
    # Each level lets do more than those before it, so that the highest is written last.
    for level in AccessLevel:
        who = [each["user_id"] for each in data.get("responsibilities", []) if each["level"] == level]
        held |= {f"{RESPONSIBLE}{user_id}": level.value for user_id in who}
    return given | held


def responsible_by_id(data: ClientAccessChangedData) -> dict[str, str]:
    """Who has which responsibility, for a projection."""
    return {each["responsibility_id"]: each["user_id"] for each in data.get("responsibilities", [])}


class ClientUserChangedData(TypedDict):
    """The whole of a membership in a client account after the change. `no_login` is who cannot sign in."""

    client_id: ClientId
    practice_id: PracticeId
    user_id: UserId
    role: str
    status: ClientMembershipStatus
    owner: bool
    version: Version


class AccessRequestChangedData(TypedDict):
    """The whole of a colleague's request to see a client, or to do more with it, after it was made, decided,
    taken back or expired.

    `until` is when the access is to end, or ends; `level` is what is asked for, or was given, and `held` what
    they had who asked: null where they could not see the client. `reason` is for whoever decides, `detail`
    for who asked.
    `account_manager_id` is the client's.
    """

    request_id: AccessRequestId
    practice_id: PracticeId
    client_id: ClientId
    client_name: str
    requested_by: UserId
    requester_name: str
    state: AccessRequestState
    reason: str
    detail: str | None
    until: datetime | None
    level: NotRequired[AccessLevel | None]
    held: NotRequired[AccessLevel | None]
    account_manager_id: UserId | None
    decided_by: UserId | None
    at: datetime
    version: Version


class EndingAccess(TypedDict):
    """A grant that ends: `name` of the colleague or team, or null for everyone; `user_ids` of those who lose
    something by it, but for everyone.
    """

    grant: AccessReason
    name: str | None
    user_ids: list[UserId]
    until: datetime


class AccessEndsSoonData(TypedDict):
    """What ends by itself within two days, of one client, and was not told of before."""

    client_id: ClientId
    practice_id: PracticeId
    client_name: str
    account_manager_id: UserId | None
    ends: list[EndingAccess]


class NoticeCount(TypedDict):
    kind: NoticeKind
    count: Annotated[int, Whole(1, 2**31)]


class NoticesWaitingData(TypedDict):
    """What somebody, who wants a mail about it, has not read since the last such mail, by kind."""

    digest_id: str
    practice_id: PracticeId
    practice_name: str
    user_id: UserId
    notices: list[NoticeCount]


class SessionRevokedData(TypedDict):
    """A session ended. `forget_after` is when it would have ended anyway."""

    session_id: str
    user_id: UserId
    forget_after: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantClientAccessData(RequestShape):
    """Set who may see a client that was just created. `levels` are of those who are given less than `manage`;
    a reader of the release before refuses them, and so gives nobody more. It refuses `responsibilities` too.
    """

    client_id: ClientId
    practice_id: PracticeId
    everyone: bool
    colleague_ids: Annotated[list[str], ListOf(Id("user"), longest=500)]
    team_ids: Annotated[list[str], ListOf(Id("team"), longest=100)]
    account_manager_id: UserId | None
    granted_by: UserId
    levels: (
        Annotated[list[GivenLevel], ListOf(Part(schema_of(GivenLevel, "request"), "a level"), longest=600)]
        | None
    ) = None
    responsibilities: GivenResponsibilities | None = None


COLLEAGUE_CHANGED = Event("access", "ColleagueChanged", ColleagueChangedData, aggregate="user_id")
TEAM_CHANGED = Event("access", "TeamChanged", TeamChangedData, aggregate="team_id")
RESPONSIBILITY_CHANGED = Event(
    "access", "ResponsibilityChanged", ResponsibilityChangedData, aggregate="responsibility_id"
)
CLIENT_ACCESS_CHANGED = Event("access", "ClientAccessChanged", ClientAccessChangedData, aggregate="client_id")
CLIENT_USER_CHANGED = Event("access", "ClientUserChanged", ClientUserChangedData, aggregate="client_id")
ACCESS_REQUEST_CHANGED = Event(
    "access", "AccessRequestChanged", AccessRequestChangedData, aggregate="request_id"
)
ACCESS_ENDS_SOON = Event("access", "AccessEndsSoon", AccessEndsSoonData, aggregate="client_id")
NOTICES_WAITING = Event("access", "NoticesWaiting", NoticesWaitingData, aggregate="user_id")
SESSION_REVOKED = Event("access", "SessionRevoked", SessionRevokedData, aggregate="session_id")

GRANT_CLIENT_ACCESS = Command("access", "GrantClientAccess", GrantClientAccessData, aggregate="client_id")

EVENTS = (
    COLLEAGUE_CHANGED,
    TEAM_CHANGED,
    RESPONSIBILITY_CHANGED,
    CLIENT_ACCESS_CHANGED,
    CLIENT_USER_CHANGED,
    ACCESS_REQUEST_CHANGED,
    ACCESS_ENDS_SOON,
    NOTICES_WAITING,
    SESSION_REVOKED,
)
COMMANDS = (GRANT_CLIENT_ACCESS,)

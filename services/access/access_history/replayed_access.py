"""What was so after lines of the audit trail: roles, teams, and who had been given which client."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from contracts.access import AccessLevel, AccessReason, ActivityKind, MembershipStatus, PracticeRole, Reason
from contracts.access.states import ADMINS
from contracts.moments import moment
from services.access.client_access.grant_ends import EVERYONE, MANAGER
from services.access.client_access.granted_access import Access

_NOBODY = Access(everyone=False, colleague_ids=[], team_ids=[], account_manager_id=None)
Parts = Mapping[str, object]


class Line(NamedTuple):
    """What a line says happened; its `before` says nothing that lines before it have not."""

    kind: str
    actor_id: str | None
    client_id: str | None
    user_id: str | None
    team_id: str | None
    after: Parts


class Colleague(NamedTuple):
    role: str
    status: MembershipStatus


class Responsibility(NamedTuple):
    name: str
    level: AccessLevel


class Team(NamedTuple):
    name: str
    member_ids: frozenset[str]


@dataclass(slots=True)
class Replayed:
    """A practice after some lines. Of clients it has those that the lines were of."""

    colleagues: dict[str, Colleague] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    #: Also those that are ended, which nobody has.
    responsibilities: dict[str, Responsibility] = field(default_factory=dict)
    clients: dict[str, Access] = field(default_factory=dict)

    def reasons(self, user_id: str, client_id: str, at: datetime.datetime) -> list[Reason]:
        """Every reason for which somebody could see a client then, as `client_access.reach` has them."""
        colleague, access = self.colleagues.get(user_id), self.clients.get(client_id)
        if access is None or colleague is None or colleague.status is not MembershipStatus.ACTIVE:
            return []
        found: list[Reason] = []
        if colleague.role in ADMINS:
            found.append({"reason": AccessReason.ROLE, "role": colleague.role, "level": AccessLevel.MANAGE})
        ways = (
            (AccessReason.EVERYONE, EVERYONE, access.everyone),
            (AccessReason.ACCOUNT_MANAGER, MANAGER, access.account_manager_id == user_id),
            (AccessReason.COLLEAGUE, user_id, user_id in access.colleague_ids),
        )
        found += [_given_as({"reason": reason}, access, key) for reason, key, given in ways if given]
        found += [
            _given_as({"reason": AccessReason.TEAM, "team_id": team_id, "name": team.name}, access, team_id)
            for team_id in access.team_ids
            if (team := self.teams.get(team_id)) is not None and user_id in team.member_ids
        ]
        found += [
            {
                "reason": AccessReason.RESPONSIBILITY,
                "responsibility_id": responsibility_id,
                "name": responsibility.name,
                "level": responsibility.level,
            }
            for responsibility_id, responsibility in sorted(self.responsibilities.items())
            if access.responsibilities.get(responsibility_id) == user_id
        ]
        return [each for each in found if "until" not in each or each["until"] > moment(at)]

    def given(self, client_id: str, at: datetime.datetime) -> Access:
        """What was given of a client then."""
        access = self.clients.get(client_id, _NOBODY)
        over = {subject for subject, end in access.ends.items() if end <= at}
        return Access(
            everyone=access.everyone and EVERYONE not in over,
            colleague_ids=[each for each in access.colleague_ids if each not in over],
            team_ids=[each for each in access.team_ids if each in self.teams and each not in over],
            account_manager_id=None if MANAGER in over else access.account_manager_id,
            ends={subject: end for subject, end in access.ends.items() if subject not in over},
            levels={subject: level for subject, level in access.levels.items() if subject not in over},
            responsibilities=access.responsibilities,
        )


def replay(lines: Iterable[Line]) -> Replayed:
    """The practice after these lines, in the order in which they were written."""
    practice = Replayed()
    for line in lines:
        if (effect := EFFECTS.get(line.kind)) is not None:
            effect(practice, line)
    return practice


def _given_as(reason: Reason, access: Access, key: str) -> Reason:
    """The reason with the level at which it was given, and its end."""
    reason = {**reason, "level": access.levels.get(key, AccessLevel.MANAGE)}
    return {**reason, "until": moment(access.ends[key])} if key in access.ends else reason


def _registered(practice: Replayed, line: Line) -> None:
    if line.actor_id is not None:
        practice.colleagues[line.actor_id] = Colleague(PracticeRole.PRACTICE_ADMIN, MembershipStatus.ACTIVE)


def _invited(practice: Replayed, line: Line) -> None:
    practice.colleagues[_of(line.user_id)] = Colleague(str(line.after["role"]), MembershipStatus.INVITED)


def _changed(practice: Replayed, line: Line) -> None:
    before = _known(practice, line)
    practice.colleagues[_of(line.user_id)] = before._replace(role=str(line.after["role"]))


def _becomes(status: MembershipStatus) -> Callable[[Replayed, Line], None]:
    def effect(practice: Replayed, line: Line) -> None:
        practice.colleagues[_of(line.user_id)] = _known(practice, line)._replace(status=status)

    return effect


def _known(practice: Replayed, line: Line) -> Colleague:
    """Whom the line is about, also where they came before the practice had a trail."""
    unknown = Colleague(PracticeRole.STANDARD, MembershipStatus.ACTIVE)
    return practice.colleagues.get(_of(line.user_id), unknown)


def _removed(practice: Replayed, line: Line) -> None:
    _becomes(MembershipStatus.REMOVED)(practice, line)
    for client_id, access in practice.clients.items():
        practice.clients[client_id] = _without_colleague(access, _of(line.user_id))


def _team(practice: Replayed, line: Line) -> None:
    members = frozenset(cast("list[str]", line.after["member_ids"]))
    practice.teams[_of(line.team_id)] = Team(str(line.after["name"]), members)


def _team_deleted(practice: Replayed, line: Line) -> None:
    practice.teams.pop(_of(line.team_id), None)


def _responsibility(practice: Replayed, line: Line) -> None:
    responsibility = Responsibility(str(line.after["name"]), AccessLevel(str(line.after["level"])))
    practice.responsibilities[str(line.after["responsibility_id"])] = responsibility


def _client(practice: Replayed, line: Line) -> None:
    """It may have been given to somebody by a line before."""
    practice.clients.setdefault(_of(line.client_id), _NOBODY)


def _client_gone(practice: Replayed, line: Line) -> None:
    practice.clients.pop(_of(line.client_id), None)


def _transferred(practice: Replayed, line: Line) -> None:
    """The line of the practice that it left names nobody of the other."""
    (_client if line.actor_id is not None else _client_gone)(practice, line)


def _given(practice: Replayed, line: Line) -> None:
    after = line.after
    ends = {end["user_id"]: end["until"] for end in _list(after.get("colleague_ends"))}
    ends |= {end.get("team_id") or end["grant"]: end["until"] for end in _list(after.get("ends"))}
    practice.clients[_of(line.client_id)] = Access(
        everyone=bool(after["everyone"]),
        colleague_ids=list(cast("list[str]", after["colleague_ids"])),
        team_ids=list(cast("list[str]", after["team_ids"])),
        account_manager_id=cast("str | None", after["account_manager_id"]),
        ends={subject: datetime.datetime.fromisoformat(until) for subject, until in ends.items()},
        levels={
            each.get("user_id") or each["team_id"]: AccessLevel(each["level"])
            for each in _list(after.get("levels"))
        },
        responsibilities={
            each["responsibility_id"]: each["user_id"] for each in _list(after.get("responsibilities"))
        },
    )


def _ended(change: Callable[[Access, Line], Access]) -> Callable[[Replayed, Line], None]:
    def effect(practice: Replayed, line: Line) -> None:
        if (access := practice.clients.get(_of(line.client_id))) is not None:
            practice.clients[_of(line.client_id)] = change(access, line)

    return effect


def _without_colleague(access: Access, user_id: str) -> Access:
    return access._replace(colleague_ids=[each for each in access.colleague_ids if each != user_id])


def _without_team(access: Access, line: Line) -> Access:
    return access._replace(team_ids=[each for each in access.team_ids if each != line.team_id])


def _list(ends: object) -> list[dict[str, str]]:
    return cast("list[dict[str, str]]", ends or [])


def _of(identity: str | None) -> str:
    """Whom a line of its kind always names."""
    return cast(str, identity)


_KIND = ActivityKind
#: What each kind of line about people and teams changes.
OF_PEOPLE: Mapping[str, Callable[[Replayed, Line], None]] = {
    _KIND.PRACTICE_REGISTERED: _registered,
    _KIND.COLLEAGUE_INVITED: _invited,
    _KIND.COLLEAGUE_JOINED: _becomes(MembershipStatus.ACTIVE),
    _KIND.COLLEAGUE_CHANGED: _changed,
    _KIND.COLLEAGUE_DEACTIVATED: _becomes(MembershipStatus.DEACTIVATED),
    _KIND.COLLEAGUE_REACTIVATED: _becomes(MembershipStatus.ACTIVE),
    _KIND.COLLEAGUE_REMOVED: _removed,
    _KIND.TEAM_CREATED: _team,
    _KIND.TEAM_CHANGED: _team,
    _KIND.TEAM_DELETED: _team_deleted,
    _KIND.RESPONSIBILITY_CREATED: _responsibility,
    _KIND.RESPONSIBILITY_CHANGED: _responsibility,
}
#: And each about a client.
OF_CLIENTS: Mapping[str, Callable[[Replayed, Line], None]] = {
    _KIND.CLIENT_CREATED: _client,
    _KIND.CLIENT_TRANSFERRED: _transferred,
    _KIND.CLIENT_DELETED: _client_gone,
    _KIND.CLIENT_ACCESS_CHANGED: _given,
    _KIND.CLIENT_ACCESS_ENDED: _ended(lambda access, line: _without_colleague(access, _of(line.user_id))),
    _KIND.CLIENT_ACCESS_TEAM_ENDED: _ended(_without_team),
    _KIND.CLIENT_ACCESS_EVERYONE_ENDED: _ended(lambda access, _line: access._replace(everyone=False)),
    _KIND.CLIENT_ACCESS_MANAGER_ENDED: _ended(lambda access, _line: access._replace(account_manager_id=None)),
}
EFFECTS = {**OF_PEOPLE, **OF_CLIENTS}

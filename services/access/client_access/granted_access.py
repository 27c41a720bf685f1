"""What is to be granted: decided from the request and what is known."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypedDict

from contracts.access import (
    AccessEnd,
    AccessLevel,
    GivenAccess,
    GivenResponsibility,
    GrantEnd,
    GrantLevel,
    HeldResponsibility,
    PutClientAccess,
    ShownAccess,
    TakenAccess,
)
from contracts.access.events import GrantClientAccessData
from contracts.errors import FieldError, InvalidInput, StaleVersion
from services.access.client_access import grant_ends, grant_levels, held_responsibilities
from services.access.client_access.grant_ends import EVERYONE, MANAGER, NEVER, Ends
from services.access.client_access.grant_levels import ALL_MANAGE, Levels
from services.access.client_access.held_responsibilities import NOBODY, Held
from services.access.members import unknown_choices


class AccessParts(TypedDict):
    """An access as api.md and messages have it."""

    everyone: bool
    colleague_ids: list[str]
    team_ids: list[str]
    account_manager_id: str | None


class ShownParts(AccessParts):
    """With the ends, levels and responsibilities, as calls have them."""

    colleague_ends: list[AccessEnd]
    ends: list[GrantEnd]
    levels: list[GrantLevel]
    responsibilities: list[HeldResponsibility]


class Access(NamedTuple):
    """Who may see a client, beside the admins."""

    everyone: bool
    colleague_ids: list[str]
    team_ids: list[str]
    account_manager_id: str | None
    ends: Ends = NEVER
    levels: Levels = ALL_MANAGE
    responsibilities: Held = NOBODY

    def parts(self) -> AccessParts:
        return {
            "everyone": self.everyone,
            "colleague_ids": list(self.colleague_ids),
            "team_ids": list(self.team_ids),
            "account_manager_id": self.account_manager_id,
        }

    def shown(self) -> ShownParts:
        return {
            **self.parts(),
            "colleague_ends": grant_ends.of_colleagues(self.ends, self.colleague_ids),
            "ends": grant_ends.of_others(self.ends, self.team_ids),
            "levels": grant_levels.shown(self.levels, self.colleague_ids, self.team_ids),
            "responsibilities": held_responsibilities.shown(self.responsibilities),
        }

    def subjects(self) -> set[str]:
        """Everything that is given, as its ends name it."""
        everyone = {EVERYONE} if self.everyone else set()
        manager = {MANAGER} if self.account_manager_id is not None else set()
        return {*self.colleague_ids, *self.team_ids, *everyone, *manager}

    def people(self) -> set[str]:
        """Everybody named."""
        manager = {self.account_manager_id} if self.account_manager_id is not None else set()
        return {*self.colleague_ids, *manager, *self.responsibilities.values()}


class Granted(NamedTuple):
    """A client's access as it is; `version` grows with each change."""

    client_id: str
    practice_id: str
    version: int
    access: Access


def answered(access: Access, version: int) -> ShownAccess:
    """An access as it is answered, before anything is said beside it."""
    parts = access.shown()
    return {
        "everyone": parts["everyone"],
        "colleague_ids": parts["colleague_ids"],
        "team_ids": parts["team_ids"],
        "account_manager_id": parts["account_manager_id"],
        "colleague_ends": parts["colleague_ends"],
        "ends": parts["ends"],
        "levels": parts["levels"],
        "responsibilities": parts["responsibilities"],
        "version": version,
    }


class Known(NamedTuple):
    """Those of the people, teams and responsibilities named that are the practice's."""

    colleague_ids: AbstractSet[str]
    team_ids: AbstractSet[str]
    responsibility_ids: AbstractSet[str] = frozenset()


def requested_by(request: PutClientAccess | GivenAccess | GrantClientAccessData) -> Access:
    """The access that is named, as it was named."""
    wanted = Access(request.everyone, request.colleague_ids, request.team_ids, request.account_manager_id)
    return wanted._replace(responsibilities=held_responsibilities.requested(request.responsibilities))


def replacing(request: PutClientAccess, before: Granted, known: Known, at: datetime.datetime) -> Access:
    """The access that a client is to have from `at` on.

    Raises `StaleVersion`, `InvalidInput` naming each unknown one, and each end that is none.
    """
    if request.if_version not in (None, before.version):
        raise StaleVersion()
    wanted = requested_by(request)
    require_known(wanted, known, request.responsibilities)
    carried = _carried(before.access, wanted)
    kept = before.access.responsibilities
    return wanted._replace(
        colleague_ids=_each_once(wanted.colleague_ids),
        team_ids=_each_once(wanted.team_ids),
        ends=grant_ends.requested(request, wanted.subjects(), carried, at),
        levels=grant_levels.requested(
            request.levels, {*wanted.colleague_ids, *wanted.team_ids}, _levels_kept(before.access, wanted)
        ),
        responsibilities=kept if request.responsibilities is None else wanted.responsibilities,
    )


def require_end(give: GivenAccess, at: datetime.datetime) -> None:
    """What is given may end, but not before it is given. Raises `InvalidInput`."""
    if give.until is not None:
        grant_ends.require_ahead(give.until, at, "/give/until")


def giving(
    before: Access,
    user_ids: Iterable[str],
    until: datetime.datetime | None,
    level: AccessLevel | None = None,
) -> Access:
    """An access with these colleagues more, until then or for good, at a level. Who has it for good keeps it
    so.
    """
    given = set(user_ids)
    return before._replace(
        colleague_ids=_each_once([*before.colleague_ids, *given]),
        ends=grant_ends.given_until(before.ends, before.subjects(), given, until),
        levels=grant_levels.given_at(before.levels, given, level),
    )


def changing(before: Access, give: GivenAccess, take: TakenAccess) -> Access:
    """The access of one of many clients: whatever is both given and taken is taken, but for the manager and
    responsibilities.
    """
    manager = before.account_manager_id
    if manager is not None and manager == take.account_manager_id:
        manager = None
    wanted = Access(
        everyone=(before.everyone or give.everyone) and not take.everyone,
        colleague_ids=_without([*before.colleague_ids, *give.colleague_ids], take.colleague_ids),
        team_ids=_without([*before.team_ids, *give.team_ids], take.team_ids),
        account_manager_id=give.account_manager_id or manager,
        responsibilities=held_responsibilities.changing(
            before.responsibilities, give.responsibilities, take.responsibilities
        ),
    )
    ends, given = _carried(before, wanted), requested_by(give).subjects() & wanted.subjects()
    had = before.subjects()
    if before.account_manager_id != wanted.account_manager_id:
        had.discard(MANAGER)
    named = {*give.colleague_ids, *give.team_ids} & {*wanted.colleague_ids, *wanted.team_ids}
    return wanted._replace(
        ends=grant_ends.given_until(ends, had, given, give.until),
        levels=grant_levels.given_at(_levels_kept(before, wanted), named, give.level),
    )


def handed_over(before: Access, leaver: str, successor: str | None) -> Access:
    """The access where somebody leaves: another account manager, or none, for good, where they managed it,
    and nobody has the responsibilities that they had.
    """
    left = held_responsibilities.without_colleague(before.responsibilities, leaver)
    wanted = before._replace(responsibilities=left)
    if before.account_manager_id == leaver:
        wanted = wanted._replace(account_manager_id=successor)
    return wanted._replace(ends=_carried(before, wanted))


def for_new_client(order: GrantClientAccessData, known: Known) -> Access:
    """A new client's first access: whoever has left since it was asked for is passed over, and so is a
    responsibility that was ended.
    """
    wanted = requested_by(order)
    staying = [each for each in wanted.colleague_ids if each in known.colleague_ids]
    levels = grant_levels.of_given(order.levels or (), {*staying, *wanted.team_ids})
    held = {
        each: user_id
        for each, user_id in wanted.responsibilities.items()
        if each in known.responsibility_ids and user_id in known.colleague_ids
    }
    return wanted._replace(colleague_ids=staying, levels=levels, responsibilities=held)


def require_known(
    wanted: Access,
    known: Known,
    responsibilities: Sequence[GivenResponsibility] | None = None,
    at: str = "",
) -> None:
    """Raises `InvalidInput` naming each unknown person, team or responsibility, by its place below `at`."""
    errors: list[FieldError] = unknown_choices.colleagues(
        wanted.colleague_ids, known.colleague_ids, f"{at}/colleague_ids"
    )
    manager = wanted.account_manager_id
    if manager is not None and manager not in known.colleague_ids:
        errors.append(unknown_choices.not_a_colleague(f"{at}/account_manager_id"))
    errors += unknown_choices.teams(wanted.team_ids, known.team_ids, f"{at}/team_ids")
    errors += held_responsibilities.amiss(responsibilities, known.colleague_ids, known.responsibility_ids, at)
    if errors:
        raise InvalidInput(errors)


def _carried(before: Access, wanted: Access) -> Ends:
    """The ends of what stays given; another account manager has none of the one before."""
    stays = before.subjects() & wanted.subjects()
    if before.account_manager_id != wanted.account_manager_id:
        stays.discard(MANAGER)
    return {subject: end for subject, end in before.ends.items() if subject in stays}


def _levels_kept(before: Access, wanted: Access) -> Levels:
    """The levels of what stays given."""
    stays = before.subjects() & {*wanted.colleague_ids, *wanted.team_ids}
    return {subject: level for subject, level in before.levels.items() if subject in stays}


def _each_once(ids: Iterable[str]) -> list[str]:
    return sorted(set(ids))


def _without(ids: Iterable[str], taken: Iterable[str]) -> list[str]:
    return sorted(set(ids) - set(taken))

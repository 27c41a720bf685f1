"""What is to be granted: decided from the request and what is known."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import NamedTuple, TypedDict

from contracts.access import AccessEnd, GivenAccess, PutClientAccess, TakenAccess
from contracts.access.events import GrantClientAccessData
from contracts.errors import FieldError, InvalidInput, StaleVersion
from contracts.moments import moment
from services.access.members import unknown_choices


class AccessParts(TypedDict):
    """An access as api.md and messages have it."""

    everyone: bool
    colleague_ids: list[str]
    team_ids: list[str]
    account_manager_id: str | None


class ShownParts(AccessParts):
    """With the ends, as calls and the audit trail have them."""

    colleague_ends: list[AccessEnd]


#: When what colleagues were given ends by itself, of those of whom it does.
Ends = Mapping[str, datetime.datetime]
_NEVER: Ends = MappingProxyType({})


class Access(NamedTuple):
    """Who may see a client, beside the admins. Teams, everyone and the manager have no ends yet."""

    everyone: bool
    colleague_ids: list[str]
    team_ids: list[str]
    account_manager_id: str | None
    ends: Ends = _NEVER

    def parts(self) -> AccessParts:
        return {
            "everyone": self.everyone,
            "colleague_ids": list(self.colleague_ids),
            "team_ids": list(self.team_ids),
            "account_manager_id": self.account_manager_id,
        }

    def shown(self) -> ShownParts:
        ends: list[AccessEnd] = [
            {"user_id": user_id, "until": moment(self.ends[user_id])} for user_id in sorted(self.ends)
        ]
        return {**self.parts(), "colleague_ends": ends}

    def people(self) -> set[str]:
        """Everybody named."""
        manager = {self.account_manager_id} if self.account_manager_id is not None else set()
        return {*self.colleague_ids, *manager}


class Granted(NamedTuple):
    """A client's access as it is; `version` grows with each change."""

    client_id: str
    practice_id: str
    version: int
    access: Access


class Known(NamedTuple):
    """Those of the people and teams named that are the practice's."""

    colleague_ids: AbstractSet[str]
    team_ids: AbstractSet[str]


def requested_by(request: PutClientAccess | GivenAccess | GrantClientAccessData) -> Access:
    """The access that is named, as it was named."""
    return Access(request.everyone, request.colleague_ids, request.team_ids, request.account_manager_id)


def replacing(request: PutClientAccess, before: Granted, known: Known, at: datetime.datetime) -> Access:
    """The access that a client is to have from `at` on.

    Raises `StaleVersion`, `InvalidInput` naming each unknown one, and each end that is none.
    """
    if request.if_version not in (None, before.version):
        raise StaleVersion()
    wanted = requested_by(request)
    require_known(wanted, known)
    return wanted._replace(
        colleague_ids=_each_once(wanted.colleague_ids),
        team_ids=_each_once(wanted.team_ids),
        ends=_ends(request, before.access.ends, at),
    )


def require_end(give: GivenAccess, at: datetime.datetime) -> None:
    """Only what single colleagues are given ends by itself. Raises `InvalidInput`."""
    if give.until is None:
        return
    if give.everyone or give.team_ids or give.account_manager_id is not None:
        message = (
            "Only what single colleagues are given can end by itself. Give the others in a step of its own."
        )
        raise InvalidInput.at("/give/until", "colleagues_only", message)
    require_ahead(give.until, at, "/give/until")


def require_ahead(until: datetime.datetime, at: datetime.datetime, pointer: str) -> None:
    """Raises `InvalidInput`."""
    if until <= at:
        raise InvalidInput([_not_ahead(pointer)])


def giving(before: Access, user_ids: Iterable[str], until: datetime.datetime | None) -> Access:
    """An access with these colleagues more, until then or for good. Who has it for good keeps it so."""
    given = set(user_ids)
    for_good = set(before.colleague_ids) - before.ends.keys()
    ends = {user_id: end for user_id, end in before.ends.items() if user_id not in given}
    if until is not None:
        ends |= dict.fromkeys(given - for_good, until)
    return before._replace(colleague_ids=_each_once([*before.colleague_ids, *given]), ends=ends)


def changing(before: Access, give: GivenAccess, take: TakenAccess) -> Access:
    """The access of one of many clients: whatever is both given and taken is taken, but for the manager."""
    given = giving(before, give.colleague_ids, give.until)
    manager = before.account_manager_id
    if manager is not None and manager == take.account_manager_id:
        manager = None
    return Access(
        everyone=(before.everyone or give.everyone) and not take.everyone,
        colleague_ids=_without(given.colleague_ids, take.colleague_ids),
        team_ids=_without([*before.team_ids, *give.team_ids], take.team_ids),
        account_manager_id=give.account_manager_id or manager,
        ends={user_id: end for user_id, end in given.ends.items() if user_id not in take.colleague_ids},
    )


def for_new_client(order: GrantClientAccessData, known: Known) -> Access:
    """A new client's first access: whoever has left since it was asked for is passed over."""
    wanted = requested_by(order)
    staying = [each for each in wanted.colleague_ids if each in known.colleague_ids]
    return wanted._replace(colleague_ids=staying)


def require_known(wanted: Access, known: Known, at: str = "") -> None:
    """Raises `InvalidInput` naming each unknown person or team, by its place below the pointer `at`."""
    errors: list[FieldError] = unknown_choices.colleagues(
        wanted.colleague_ids, known.colleague_ids, f"{at}/colleague_ids"
    )
    manager = wanted.account_manager_id
    if manager is not None and manager not in known.colleague_ids:
        errors.append(unknown_choices.not_a_colleague(f"{at}/account_manager_id"))
    errors += unknown_choices.teams(wanted.team_ids, known.team_ids, f"{at}/team_ids")
    if errors:
        raise InvalidInput(errors)


def _ends(request: PutClientAccess, before: Ends, at: datetime.datetime) -> Ends:
    """Left out, the ends there are stay, of those who keep access: a program that knows of none makes nothing
    last for good.
    """
    given = set(request.colleague_ids)
    if request.colleague_ends is None:
        return {user_id: end for user_id, end in before.items() if user_id in given}
    errors: list[FieldError] = []
    for place, end in enumerate(request.colleague_ends):
        if end.user_id not in given:
            message = "Choose somebody who is given access."
            pointer = f"/colleague_ends/{place}/user_id"
            errors.append({"pointer": pointer, "code": "not_given_access", "message": message})
        elif end.until <= at:
            errors.append(_not_ahead(f"/colleague_ends/{place}/until"))
    if errors:
        raise InvalidInput(errors)
    return {end.user_id: end.until for end in request.colleague_ends}


def _not_ahead(pointer: str) -> FieldError:
    return {"pointer": pointer, "code": "not_in_the_future", "message": "Choose a time in the future."}


def _each_once(ids: Iterable[str]) -> list[str]:
    return sorted(set(ids))


def _without(ids: Iterable[str], taken: Iterable[str]) -> list[str]:
    return sorted(set(ids) - set(taken))

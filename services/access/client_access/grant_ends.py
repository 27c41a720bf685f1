"""When what is given ends by itself (docs/adr/0051, 0056): decided from what is asked for and what there is.

An end is that of a subject: a colleague or a team by its id, everyone, or the account manager.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from contracts.access import AccessEnd, EndingGrant, GivenEnd, GrantEnd, PutClientAccess
from contracts.access.events import AccessEndData, GrantEndData
from contracts.errors import FieldError, InvalidInput
from contracts.moments import moment

#: By subject, of those that end.
Ends = Mapping[str, datetime.datetime]
NEVER: Ends = MappingProxyType({})
EVERYONE = EndingGrant.EVERYONE.value
MANAGER = EndingGrant.ACCOUNT_MANAGER.value


def require_ahead(until: datetime.datetime, at: datetime.datetime, pointer: str) -> None:
    """Raises `InvalidInput`."""
    if until <= at:
        raise InvalidInput([_not_ahead(pointer)])


def requested(request: PutClientAccess, given: Collection[str], carried: Ends, at: datetime.datetime) -> Ends:
    """The ends that are asked for, of the subjects that are given. Left out, those of before are `carried`: a
    program that knows of none makes nothing last for good.

    Raises `InvalidInput` for each that is none.
    """
    colleagues, errors = set(request.colleague_ids), list[FieldError]()
    ends: dict[str, datetime.datetime] = {}
    for place, end in enumerate(request.colleague_ends or ()):
        where = f"/colleague_ends/{place}"
        if end.user_id not in colleagues:
            errors.append(_not_given(f"{where}/user_id", "Choose somebody who is given access."))
        errors += _behind(end.until, at, where)
        ends[end.user_id] = end.until
    for place, other in enumerate(request.ends or ()):
        where, subject = f"/ends/{place}", _subject(other)
        if subject not in given:
            errors.append(_nothing_given(other, where))
        errors += _behind(other.until, at, where)
        ends[subject] = other.until
    if errors:
        raise InvalidInput(errors)
    said = {subject: request.colleague_ends if subject in colleagues else request.ends for subject in carried}
    return {**ends, **{subject: end for subject, end in carried.items() if said[subject] is None}}


def given_until(
    before: Ends, had: Collection[str], given: Collection[str], until: datetime.datetime | None
) -> Ends:
    """The ends after these subjects are given, until then or for good. What was had for good stays so."""
    ends = {subject: end for subject, end in before.items() if subject not in given}
    if until is not None:
        for_good = set(had) - before.keys()
        ends |= dict.fromkeys(set(given) - for_good, until)
    return ends


def of_colleagues(ends: Ends, colleague_ids: Sequence[str]) -> list[AccessEnd]:
    """Those of single colleagues, as calls and the audit trail have them."""
    return [
        {"user_id": each, "until": moment(ends[each])} for each in sorted(ends.keys() & set(colleague_ids))
    ]


def of_others(ends: Ends, team_ids: Sequence[str]) -> list[GrantEnd]:
    """Those of everyone, teams and the account manager, likewise."""
    shown: list[GrantEnd] = [
        {"grant": grant, "until": moment(ends[grant])}
        for grant in (EndingGrant.EVERYONE, EndingGrant.ACCOUNT_MANAGER)
        if grant in ends
    ]
    teams = sorted(ends.keys() & set(team_ids))
    return shown + [
        {"grant": EndingGrant.TEAM, "team_id": each, "until": moment(ends[each])} for each in teams
    ]


def published(
    ends: Ends, colleague_ids: Sequence[str], team_ids: Sequence[str]
) -> tuple[list[AccessEndData], list[GrantEndData]]:
    """Both, as messages have them."""
    colleagues: list[AccessEndData] = [
        {"user_id": each, "until": ends[each]} for each in sorted(ends.keys() & set(colleague_ids))
    ]
    others: list[GrantEndData] = [
        {
            "grant": end["grant"],
            "team_id": end.get("team_id"),
            "until": ends[end.get("team_id") or end["grant"]],
        }
        for end in of_others(ends, team_ids)
    ]
    return colleagues, others


def _subject(end: GivenEnd) -> str:
    """Nothing that is given where a team is missing, or named for something else."""
    if end.grant is EndingGrant.TEAM:
        return end.team_id or ""
    return end.grant.value if end.team_id is None else ""


def _nothing_given(end: GivenEnd, where: str) -> FieldError:
    if end.grant is EndingGrant.TEAM:
        return _not_given(f"{where}/team_id", "Choose a team that is given access.")
    if end.team_id is not None:
        return _not_given(f"{where}/team_id", "Name a team for the grant `team` alone.")
    return _not_given(f"{where}/grant", "Choose something that is given.")


def _behind(until: datetime.datetime, at: datetime.datetime, where: str) -> list[FieldError]:
    return [_not_ahead(f"{where}/until")] if until <= at else []


def _not_given(pointer: str, message: str) -> FieldError:
    return {"pointer": pointer, "code": "not_given_access", "message": message}


def _not_ahead(pointer: str) -> FieldError:
    return {"pointer": pointer, "code": "not_in_the_future", "message": "Choose a time in the future."}

"""The ends of what is given of a client, by the one day that its form has (docs/adr/0056)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contracts import access
from contracts.errors import FieldError, InvalidInput, StaleVersion


def requested(
    granted: access.GrantedAccess, given: Mapping[str, Any], until: datetime | None
) -> Mapping[str, Any]:
    """Whatever is given now has access until then; whatever was given keeps what end it has.

    Raises `InvalidInput` where nothing is given now.
    """
    if until is None:
        return {}
    colleagues = dict.fromkeys(set(given["colleague_ids"]) - set(granted["colleague_ids"]), until)
    others = _new(given, granted, until)
    if not colleagues and not others:
        raise InvalidInput.at("/until", "nobody_new", "Choose who is given access until then.")
    for end in granted.get("colleague_ends", []):
        if end["user_id"] in given["colleague_ids"]:
            colleagues[end["user_id"]] = datetime.fromisoformat(end["until"])
    return {
        "colleague_ends": [access.ColleagueEnd(user_id=each, until=end) for each, end in colleagues.items()],
        "ends": [*others, *(_kept(end) for end in granted.get("ends", []) if _stays(end, given, granted))],
    }


def of_this_form(problem: InvalidInput | StaleVersion) -> InvalidInput | StaleVersion:
    """The form has one end, for whoever is ticked."""
    if isinstance(problem, StaleVersion):
        return problem
    of_ends = [each for each in problem.errors if each["pointer"].startswith(("/colleague_ends/", "/ends/"))]
    errors: list[FieldError] = [each for each in problem.errors if each not in of_ends]
    if of_ends:
        errors.append({**of_ends[0], "pointer": "/until"})
    return InvalidInput(errors)


def _new(given: Mapping[str, Any], granted: Mapping[str, Any], until: datetime) -> list[access.GivenEnd]:
    """Of everyone, the account manager and the teams, where that is given now."""
    kinds = access.EndingGrant
    new = [
        access.GivenEnd(grant=kinds.TEAM, team_id=each, until=until)
        for each in given["team_ids"]
        if each not in granted["team_ids"]
    ]
    if given["everyone"] and not granted["everyone"]:
        new.append(access.GivenEnd(grant=kinds.EVERYONE, until=until))
    if given["account_manager_id"] not in (None, granted["account_manager_id"]):
        new.append(access.GivenEnd(grant=kinds.ACCOUNT_MANAGER, until=until))
    return new


def _stays(end: Mapping[str, Any], given: Mapping[str, Any], granted: Mapping[str, Any]) -> bool:
    """Whether what ends is given still."""
    if end["grant"] == access.EndingGrant.TEAM:
        return end["team_id"] in given["team_ids"]
    if end["grant"] == access.EndingGrant.EVERYONE:
        return bool(given["everyone"])
    return bool(given["account_manager_id"] == granted["account_manager_id"])


def _kept(end: access.GrantEnd) -> access.GivenEnd:
    until = datetime.fromisoformat(end["until"])
    return access.GivenEnd(grant=access.EndingGrant(end["grant"]), team_id=end.get("team_id"), until=until)

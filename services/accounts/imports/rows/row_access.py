"""Who is to see a row's client, and at which level, where the row says so (product.md 2.5, docs/adr/0064)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.accounts.client_access import ClientAccess
from contracts.accounts.import_columns import responsibility_of
from contracts.errors import FieldError, InvalidInput
from services.accounts.imports.rows import row_levels
from services.accounts.imports.rows.row_levels import RowLevels

_EVERYONE = frozenset({"everyone", "everybody", "all", "all colleagues"})
_COLLEAGUE = (
    "There is no colleague {name}, or more than one. Write their name as on the Team page, or their email."
)
_TEAM = "There is no team {name}, or more than one. Write its name as on the Team page."


@dataclass(frozen=True, slots=True)
class NamedPeople:
    """Colleagues by name and by email, teams by name, all in lower case; None where several have one name.
    `responsibilities` are names by id.
    """

    colleagues: Mapping[str, str | None] = field(default_factory=dict)
    teams: Mapping[str, str | None] = field(default_factory=dict)
    responsibilities: Mapping[str, str] = field(default_factory=dict)


def of(
    said: Mapping[str, str],
    otherwise: ClientAccess,
    named: NamedPeople,
    beside: Sequence[FieldError] = (),
) -> dict[str, object]:
    """What the row says, and else what was said of the file.

    Raises `InvalidInput` for who is unknown, and for a level that is none; with the errors `beside` these.
    """
    access: dict[str, object] = dict(otherwise)
    errors: list[FieldError] = [*beside]
    levels = row_levels.RowLevels.of(said, otherwise, errors)
    if "account_manager" in said:
        manager = _found("account_manager", said["account_manager"], named.colleagues, _COLLEAGUE, errors)
        access["account_manager_id"] = manager
    if "colleagues" in said:
        if said["colleagues"].strip().casefold() in _EVERYONE:
            access["everyone"] = True
        else:
            access["everyone"] = False
            access["colleague_ids"], in_teams = _of_both(said, named, levels, errors)
            access["team_ids"] = in_teams or access.get("team_ids", [])
    if "teams" in said:
        access["team_ids"] = _teams(said, named, levels, errors)
    if errors:
        raise InvalidInput(errors)
    return row_levels.with_levels(access, levels)


def emails_in(said: Mapping[str, str]) -> Iterator[str]:
    """The colleagues whom the row names by their addresses."""
    ones = [each for each in said if each == "account_manager" or responsibility_of(each) is not None]
    yield from (said[each] for each in ones if "@" in said[each])
    yield from (row_levels.apart(each)[0] for each in _several(said.get("colleagues", "")) if "@" in each)


def _of_both(
    said: Mapping[str, str], named: NamedPeople, levels: RowLevels, errors: list[FieldError]
) -> tuple[list[str], list[str]]:
    """Colleagues, and teams that stand among them, as in the list that is exported."""
    colleagues, teams = list[str](), list[str]()
    for written in _several(said["colleagues"]):
        name, level = row_levels.apart(written)
        team = named.teams.get(name.casefold()) if name.casefold() not in named.colleagues else None
        found = team or _found("colleagues", name, named.colleagues, _COLLEAGUE, errors)
        if found is not None:
            (teams if team else colleagues).append(found)
            levels.say(found, level)
    return colleagues, teams


def _teams(
    said: Mapping[str, str], named: NamedPeople, levels: RowLevels, errors: list[FieldError]
) -> list[str]:
    teams = list[str]()
    for written in _several(said["teams"]):
        name, level = row_levels.apart(written)
        found = _found("teams", name, named.teams, _TEAM, errors)
        if found is not None:
            teams.append(found)
            levels.say(found, level)
    return teams


def _found(
    column: str, name: str, known: Mapping[str, str | None], unknown: str, errors: list[FieldError]
) -> str | None:
    found = known.get(name.strip().casefold())
    if found is None:
        code = "unknown_team" if column == "teams" else "unknown_colleague"
        message = unknown.format(name=name.strip()[:80])
        errors.append({"pointer": f"/{column}", "code": code, "message": message})
    return found


def _several(written: str) -> list[str]:
    """The names in a cell: between semicolons or bars, or else between commas."""
    apart = re.split(r"[;|]", written) if re.search(r"[;|]", written) else written.split(",")
    return [each.strip() for each in apart if each.strip()]

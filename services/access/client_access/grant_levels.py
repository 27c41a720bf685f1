"""At which level what is given is given (docs/adr/0064): decided from what is asked for and what there is.

Levels are of colleagues and teams, by their ids; everyone and the account manager are given `manage`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from contracts.access import AccessLevel, GivenLevel, GrantLevel
from contracts.access.events import GrantLevelData
from contracts.errors import FieldError, InvalidInput

#: Those below `manage`, by subject.
Levels = Mapping[str, AccessLevel]
ALL_MANAGE: Levels = MappingProxyType({})


def requested(wanted: Sequence[GivenLevel] | None, given: Collection[str], carried: Levels) -> Levels:
    """The levels that are asked for, of the subjects that are given. Left out, those of before are `carried`:
    a program that knows of none makes nobody's access more.

    Raises `InvalidInput` for each that is of nothing given.
    """
    if wanted is None:
        return carried
    levels, errors = dict[str, AccessLevel](), list[FieldError]()
    for place, each in enumerate(wanted):
        subject = _subject(each)
        if subject not in given:
            field = "team_id" if each.team_id is not None and each.user_id is None else "user_id"
            message = "Choose a colleague or a team that is given access, one of both."
            errors.append(
                {"pointer": f"/levels/{place}/{field}", "code": "not_given_access", "message": message}
            )
        levels[subject] = each.level
    if errors:
        raise InvalidInput(errors)
    return _below_manage(levels)


def of_given(named: Sequence[GivenLevel], given: Collection[str]) -> Levels:
    """Those that were named of subjects that are given, whoever else has left meanwhile."""
    return _below_manage({_subject(each): each.level for each in named if _subject(each) in given})


def given_at(before: Levels, given: Collection[str], level: AccessLevel | None) -> Levels:
    """The levels after these subjects are given at one. Without one, whoever has access keeps their level,
    and whoever has none gets `manage`.
    """
    return before if level is None else _below_manage({**before, **dict.fromkeys(given, level)})


def shown(levels: Levels, colleague_ids: Sequence[str], team_ids: Sequence[str]) -> list[GrantLevel]:
    """As calls and the audit trail have them."""
    colleagues: list[GrantLevel] = [
        {"user_id": each, "level": levels[each]} for each in sorted(levels.keys() & set(colleague_ids))
    ]
    teams: list[GrantLevel] = [
        {"team_id": each, "level": levels[each]} for each in sorted(levels.keys() & set(team_ids))
    ]
    return colleagues + teams


def published(levels: Levels, colleague_ids: Sequence[str], team_ids: Sequence[str]) -> list[GrantLevelData]:
    """As messages have them."""
    return [
        {"user_id": each.get("user_id"), "team_id": each.get("team_id"), "level": each["level"]}
        for each in shown(levels, colleague_ids, team_ids)
    ]


def _subject(each: GivenLevel) -> str:
    """Nothing that is given where neither is named, or both."""
    if each.user_id is not None and each.team_id is not None:
        return ""
    return each.user_id or each.team_id or ""


def _below_manage(levels: Levels) -> Levels:
    return {each: level for each, level in levels.items() if level is not AccessLevel.MANAGE}

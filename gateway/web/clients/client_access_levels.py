"""At which level whoever is ticked is given a client, by the page's form (docs/adr/0064)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from contracts import access
from contracts.access import AccessLevel
from contracts.errors import InvalidInput
from gateway.web.kit.forms import Form

#: As a form offers one: the value, the word, and what it means.
Offered = tuple[AccessLevel, str, str]
LEVELS: tuple[Offered, ...] = (
    (AccessLevel.MANAGE, "Manage", "All that a colleague may do with a client"),
    (
        AccessLevel.WORK,
        "Work",
        "See it, invite, connect, file documents, edit settings but the practice code",
    ),
    (AccessLevel.VIEW, "View", "See it, and change nothing"),
)
#: As many as the page has room to let choose one by one; others keep theirs.
_MOST = 60
#: What comes before an id in the name of its field.
FIELD = "level."
#: What somebody may, and what somebody asks for.
MAY = {
    AccessLevel.VIEW: "may view it",
    AccessLevel.WORK: "may work with it",
    AccessLevel.MANAGE: "may manage it",
}
WISHES = {AccessLevel.VIEW: "see", AccessLevel.WORK: "work with", AccessLevel.MANAGE: "manage"}
_SEES = {AccessLevel.VIEW: ": may view it", AccessLevel.WORK: ": may work with it"}


def read(form: Form) -> AccessLevel:
    """That of whoever is ticked now. Raises `InvalidInput`."""
    return _level(form.text("level") or AccessLevel.MANAGE)


def above(held: str | None) -> list[Offered]:
    """Those that are more than somebody has."""
    levels = tuple(AccessLevel)
    below = () if held is None else levels[: levels.index(AccessLevel(held)) + 1]
    return [each for each in LEVELS if each[0] not in below]


def requested(granted: access.GrantedAccess, given: Mapping[str, Any], form: Form) -> list[access.GivenLevel]:
    """Whoever is given access now has it at the level that the form says of them; whoever had it, at that
    which it says of each, or at theirs. Raises `InvalidInput`.
    """
    new, held = read(form), of(granted)

    def level(subject: str, had: Collection[str]) -> AccessLevel:
        if subject not in had:
            return new
        return _level(form.text(f"{FIELD}{subject}") or held.get(subject, AccessLevel.MANAGE))

    return [
        access.GivenLevel(user_id=each, level=level(each, granted["colleague_ids"]))
        for each in given["colleague_ids"]
    ] + [
        access.GivenLevel(team_id=each, level=level(each, granted["team_ids"])) for each in given["team_ids"]
    ]


def of(granted: access.GrantedAccess) -> Mapping[str, AccessLevel]:
    """Those below `manage`, by who was given them."""
    return {
        each.get("user_id") or each.get("team_id") or "": AccessLevel(each["level"])
        for each in granted.get("levels", [])
    }


def to_choose(granted: access.GrantedAccess, named: Sequence[Sequence[str]]) -> list[tuple[str, str, str]]:
    """Whoever was given access themselves or as a team, of those that are named: field, name and level."""
    had, held = {*granted["colleague_ids"], *granted["team_ids"]}, of(granted)
    found = [(each[0], each[1]) for each in named if each[0] in had]
    return [(f"{FIELD}{id_}", name, held.get(id_, AccessLevel.MANAGE)) for id_, name in found[:_MOST]]


def in_words(reason: Mapping[str, Any]) -> str:
    """What somebody may for this reason, where that is not everything."""
    return _SEES.get(reason.get("level", AccessLevel.MANAGE), "")


def _level(word: str) -> AccessLevel:
    try:
        return AccessLevel(word)
    except ValueError:
        raise InvalidInput.at("/level", "invalid_choice", "Choose what they may do.") from None

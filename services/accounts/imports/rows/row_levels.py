"""At which level a row's client is given to whom it names (docs/adr/0064): by a column for all of them, or
behind a name, as "Ada Birch (view)".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import cast

from contracts.access.states import AccessLevel
from contracts.accounts.client_access import ClientAccess, NamedLevel, levels_by_subject
from contracts.errors import FieldError, InvalidInput

_BEHIND = re.compile(rf"(.*\S)\s*\(({'|'.join(AccessLevel)})\)", re.IGNORECASE | re.DOTALL)
_NO_LEVEL = "Write View, Work or Manage, or leave it empty."
_ALL_MANAGE = "Where all colleagues see a client they manage it. Name those who may do less."


@dataclass(slots=True)
class RowLevels:
    """`of_row` is of everybody who has none of their own; `own` is by colleague and team."""

    of_row: AccessLevel | None
    own: dict[str, AccessLevel] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Mapping[str, str], otherwise: ClientAccess, errors: list[FieldError]) -> RowLevels:
        """What the row says, over what was said of the file."""
        written = said.get("access_level", "").strip().lower()
        if written and written not in tuple(AccessLevel):
            errors.append({"pointer": "/access_level", "code": "invalid_choice", "message": _NO_LEVEL})
            written = ""
        if written:
            return cls(AccessLevel(written))
        return cls(None, levels_by_subject(otherwise))

    def say(self, subject: str, level: AccessLevel | None) -> None:
        """What stands behind a name; nothing leaves what there is."""
        if level is not None:
            self.own[subject] = level

    def among(self, user_ids: Collection[str], team_ids: Collection[str]) -> list[NamedLevel]:
        """The levels below `manage` of those who are given the client."""
        people = [NamedLevel(user_id=each, team_id=None, level=self._level(each)) for each in user_ids]
        teams = [NamedLevel(user_id=None, team_id=each, level=self._level(each)) for each in team_ids]
        named = people + teams
        return [each for each in named if each["level"] is not AccessLevel.MANAGE]

    def _level(self, subject: str) -> AccessLevel:
        return self.own.get(subject) or self.of_row or AccessLevel.MANAGE


def apart(written: str) -> tuple[str, AccessLevel | None]:
    """A name, and the level behind it."""
    found = _BEHIND.fullmatch(written.strip())
    return (found[1], AccessLevel(found[2].lower())) if found else (written.strip(), None)


def with_levels(access: Mapping[str, object], levels: RowLevels) -> dict[str, object]:
    """The access with them. Raises `InvalidInput` where all colleagues were to be given less."""
    if access.get("everyone") and levels.of_row not in (None, AccessLevel.MANAGE):
        raise InvalidInput.at("/access_level", "everyone_manages", _ALL_MANAGE)
    people, teams = access.get("colleague_ids") or (), access.get("team_ids") or ()
    found = levels.among(cast("Collection[str]", people), cast("Collection[str]", teams))
    without = {name: part for name, part in access.items() if name != "levels"}
    return {**without, "levels": found} if found else without

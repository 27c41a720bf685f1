"""Which responsibilities a practice has after one is made, changed or ended, and in which order."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from contracts.access import (
    MOST_RESPONSIBILITIES,
    AccessLevel,
    ChangeResponsibility,
    CreateResponsibility,
    Responsibility,
    ResponsibilityLimit,
    ResponsibilityNameTaken,
)
from contracts.errors import NotFound, StaleVersion


class Kept(NamedTuple):
    """One as it is kept; `name_key` is how names are compared."""

    id: str
    name: str
    name_key: str
    level: AccessLevel
    place: int
    version: int

    def view(self) -> Responsibility:
        return {
            "id": self.id,
            "name": self.name,
            "level": self.level,
            "place": self.place,
            "version": self.version,
        }


def one_more(kept: Sequence[Kept], new_id: str, wanted: CreateResponsibility) -> Kept:
    """Another one, behind those there are. Raises `ResponsibilityNameTaken`, `ResponsibilityLimit`."""
    key = _key(kept, wanted.name)
    if len(kept) >= MOST_RESPONSIBILITIES:
        raise ResponsibilityLimit(most=MOST_RESPONSIBILITIES)
    return Kept(new_id, wanted.name, key, wanted.level, len(kept) + 1, 1)


def named(kept: Sequence[Kept], responsibility_id: str) -> Kept:
    """Raises `NotFound`."""
    found = next((each for each in kept if each.id == responsibility_id), None)
    if found is None:
        raise NotFound(what="responsibility")
    return found


def changed(kept: Sequence[Kept], wanted: ChangeResponsibility) -> list[Kept]:
    """Those that are other than before, the one that was meant first.

    Raises `NotFound`, `StaleVersion`, `ResponsibilityNameTaken`.
    """
    before = named(kept, wanted["responsibility_id"])
    if wanted.get("if_version") not in (None, before.version):
        raise StaleVersion()
    others = [each for each in kept if each.id != before.id]
    after = before
    if "name" in wanted:
        after = before._replace(name=wanted["name"], name_key=_key(others, wanted["name"]))
    place = wanted.get("place", before.place) - 1
    moved = _in_order([*others[:place], after, *others[place:]])
    return sorted(_newer(kept, moved), key=lambda each: each.id != before.id)


def without(kept: Sequence[Kept], gone: Kept) -> list[Kept]:
    """Those that move up when one is ended."""
    return _newer(kept, _in_order([each for each in kept if each.id != gone.id]))


def _in_order(ordered: Sequence[Kept]) -> list[Kept]:
    return [each._replace(place=place) for place, each in enumerate(ordered, 1)]


def _newer(before: Sequence[Kept], after: Sequence[Kept]) -> list[Kept]:
    """Those that were not so before, with the version that they have now."""
    return [each._replace(version=each.version + 1) for each in after if each not in before]


def _key(others: Sequence[Kept], name: str) -> str:
    key = unicodedata.normalize("NFKC", name).casefold()
    if any(each.name_key == key for each in others):
        raise ResponsibilityNameTaken(name=name)
    return key

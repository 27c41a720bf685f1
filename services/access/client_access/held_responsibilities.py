"""Who has which responsibility at a client: decided from the request and what is known (docs/adr/0073)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import NamedTuple

from contracts.access import AccessLevel, GivenResponsibility, HeldResponsibility
from contracts.access.events import ResponsibleData
from contracts.errors import FieldError
from services.access.members import unknown_choices

#: The colleague by responsibility.
Held = Mapping[str, str]
NOBODY: Held = MappingProxyType({})


class Described(NamedTuple):
    """What a responsibility is called, and at which level whoever has it reaches the client."""

    name: str
    level: AccessLevel


def requested(wanted: Sequence[GivenResponsibility] | None) -> Held:
    """Those that are named, as they were named."""
    return {each.responsibility_id: each.user_id for each in wanted or ()}


def changing(before: Held, give: Sequence[GivenResponsibility], take: Sequence[GivenResponsibility]) -> Held:
    """Who has which after some are given, and some taken from those who have them."""
    taken = requested(take)
    left = {each: holder for each, holder in before.items() if taken.get(each) != holder}
    return {**left, **requested(give)}


def amiss(
    wanted: Sequence[GivenResponsibility] | None,
    colleague_ids: AbstractSet[str],
    responsibility_ids: AbstractSet[str],
    at: str,
) -> list[FieldError]:
    """Each that is no responsibility of the practice, or is named twice, and each who is no colleague."""
    errors, seen = list[FieldError](), set[str]()
    for place, each in enumerate(wanted or ()):
        pointer = f"{at}/responsibilities/{place}/responsibility_id"
        if each.responsibility_id in seen:
            message = "Name each responsibility once: one colleague has it."
            errors.append({"pointer": pointer, "code": "named_twice", "message": message})
            continue
        if each.responsibility_id not in responsibility_ids:
            message = "Choose a responsibility of your practice."
            errors.append({"pointer": pointer, "code": "unknown_responsibility", "message": message})
        if each.user_id not in colleague_ids:
            errors.append(unknown_choices.not_a_colleague(f"{at}/responsibilities/{place}/user_id"))
        seen.add(each.responsibility_id)
    return errors


def without_colleague(held: Held, user_id: str) -> Held:
    """What others have."""
    return {each: holder for each, holder in held.items() if holder != user_id}


def shown(held: Held) -> list[HeldResponsibility]:
    """As calls have them."""
    return [{"responsibility_id": each, "user_id": held[each]} for each in sorted(held)]


def noted(held: Held, known: Mapping[str, Described]) -> list[dict[str, str]]:
    """As the audit trail has them: with what they were called, as nobody knows it once one is ended."""
    return [
        {"responsibility_id": each, "name": known[each].name, "user_id": held[each]} for each in sorted(held)
    ]


def published(held: Held, known: Mapping[str, Described]) -> list[ResponsibleData]:
    """As messages have them."""
    return [{**each, "level": known[each["responsibility_id"]].level} for each in shown(held)]

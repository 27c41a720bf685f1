"""Refusals of people and teams that are not the practice's."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from contracts.errors import FieldError


def colleagues(chosen: Sequence[str], known: AbstractSet[str], pointer: str) -> list[FieldError]:
    """Of each in a list at `pointer`."""
    places = [place for place, user_id in enumerate(chosen) if user_id not in known]
    return [not_a_colleague(f"{pointer}/{place}") for place in places]


def teams(chosen: Sequence[str], known: AbstractSet[str], pointer: str) -> list[FieldError]:
    """Of each in a list at `pointer`."""
    return [
        {
            "pointer": f"{pointer}/{place}",
            "code": "unknown_team",
            "message": "Choose a team of your practice.",
        }
        for place, team_id in enumerate(chosen)
        if team_id not in known
    ]


def not_a_colleague(pointer: str) -> FieldError:
    return {
        "pointer": pointer,
        "code": "unknown_colleague",
        "message": "Choose a colleague of your practice.",
    }

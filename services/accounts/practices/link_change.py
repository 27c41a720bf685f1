"""A change of a practice's link, decided."""

from __future__ import annotations

from typing import NamedTuple

from contracts.accounts.practice_links import ChangePracticeLink
from contracts.errors import InvalidInput
from services.accounts.practices import handle_words


class Link(NamedTuple):
    """A practice's link as it is kept."""

    handle: str | None = None
    enabled: bool = False
    version: int = 1


def decide(before: Link, wanted: ChangePracticeLink) -> Link:
    """The link after a change. Raises `InvalidInput` for one without an ending, or with one kept back."""
    handle = before.handle
    if "handle" in wanted:
        handle = handle_words.key(wanted["handle"])
        if handle != before.handle:
            handle_words.require_usable(handle)
    enabled = wanted.get("enabled", before.enabled)
    if enabled and handle is None:
        raise InvalidInput.at("/handle", "required", "Choose an ending for your link, like birch-and-co.")
    return Link(handle, enabled, before.version + 1)

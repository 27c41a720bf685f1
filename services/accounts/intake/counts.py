"""How often something happened within an hour, in this process."""

from __future__ import annotations

import time
from collections.abc import Callable

_HOUR = 3600.0
_MOST_KEYS = 100_000


class Counts:
    """Counts by key, each for an hour from its first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._found: dict[str, tuple[float, int]] = {}

    def has_room(self, key: str, limit: int, amount: int = 1) -> bool:
        """Whether so much more is within the limit."""
        return self._of(key) + amount <= limit

    def add(self, key: str, amount: int = 1) -> None:
        count = self._of(key)
        since = self._found[key][0] if count else self._clock()
        self._found[key] = since, count + amount
        if len(self._found) > _MOST_KEYS:
            self._forget()

    def _of(self, key: str) -> int:
        since, count = self._found.get(key, (0.0, 0))
        return count if self._clock() - since < _HOUR else 0

    def _forget(self) -> None:
        at = self._clock()
        self._found = {key: found for key, found in self._found.items() if at - found[0] < _HOUR}
        while len(self._found) > _MOST_KEYS:
            self._found.pop(next(iter(self._found)))

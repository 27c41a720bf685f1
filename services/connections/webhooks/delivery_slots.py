"""How many requests are under way at once in a process, so that nobody waits for an endpoint that hangs.

An endpoint begins with one at a time, gets more with each success, and falls back to one with a failure. A
part of all slots is for those that have proven themselves: the others, however many hang, never hold it.
"""

from __future__ import annotations

from collections import defaultdict

#: Requests of a process at once, and of those endpoints together that have not just succeeded.
MOST, MOST_UNPROVEN = 64, 48
#: Of one endpoint.
MOST_EACH = 8
#: Endpoints that are remembered as proven.
_REMEMBERED = 10_000


class Slots:
    """Counts what is under way."""

    def __init__(self) -> None:
        self._under_way: defaultdict[str, int] = defaultdict(int)
        self._allowed: dict[str, int] = {}
        #: Whether somebody waits for a slot, or for something to do.
        self.wanted = False

    @property
    def full(self) -> bool:
        return sum(self._under_way.values()) >= MOST

    @property
    def only_proven(self) -> bool:
        """Whether what is left is for proven endpoints."""
        unproven = sum(count for each, count in self._under_way.items() if each not in self._allowed)
        return unproven >= MOST_UNPROVEN

    @property
    def proven(self) -> list[str]:
        return list(self._allowed)

    @property
    def busy(self) -> list[str]:
        """Endpoints that get no further slot now."""
        return [each for each, count in self._under_way.items() if count >= self._allowed.get(each, 1)]

    def take(self, endpoint_id: str) -> None:
        self._under_way[endpoint_id] += 1

    def give_back(self, endpoint_id: str) -> None:
        self._under_way[endpoint_id] -= 1
        if not self._under_way[endpoint_id]:
            del self._under_way[endpoint_id]

    def note(self, endpoint_id: str, *, succeeded: bool) -> None:
        """Learn from an attempt."""
        if not succeeded:
            self._allowed.pop(endpoint_id, None)
            return
        self._allowed[endpoint_id] = min(self._allowed.get(endpoint_id, 1) + 1, MOST_EACH)
        if len(self._allowed) > _REMEMBERED:
            del self._allowed[next(iter(self._allowed))]

"""Who waits for something to move: one question for all of them, however many there are.

A request that waits holds its own connection here and nobody else's: no service's worker, no database. As
long as somebody waits, one call at intervals asks how far all is that is waited for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from chassis import context
from chassis.observability import logs
from chassis.process import waiting
from contracts.errors import Refusal

_log = logs.get(__name__)
#: How far something is; a greater one is further on.
Mark = tuple[int, ...]

#: Seconds from one look to the next.
EVERY = 0.25
#: What is looked at together.
_AT_ONCE = 1000
#: Readers that are woken together, and seconds until the next: each of them reads at once.
_WOKEN, _PAUSE = 16, 0.05


@dataclass(eq=False, slots=True)
class _Waiter:
    """Somebody who knows of it as it was at `beyond`."""

    beyond: Mark
    moved: waiting.Signal = field(default_factory=waiting.Signal)


class SharedWatch:
    """Wakes who waits for something to go on."""

    def __init__(self, find: Callable[[list[str]], Mapping[str, Mark]], every: float = EVERY) -> None:
        self._find, self._every = find, every
        self._waiters: defaultdict[str, set[_Waiter]] = defaultdict(set)
        self._looking = False

    def wait(self, name: str, beyond: Mark, within: float) -> bool:
        """Wait until it is further on than this; whether it was `within` so many seconds."""
        waiter = _Waiter(beyond)
        self._waiters[name].add(waiter)
        self._look_later()
        try:
            return waiter.moved.wait(within)
        finally:
            self._waiters[name].discard(waiter)
            if not self._waiters[name]:
                del self._waiters[name]

    def _look_later(self) -> None:
        if not self._looking:
            self._looking = True
            waiting.later(self._every, self._look)

    def _look(self) -> None:
        self._looking = False
        if not self._waiters:
            return
        # The next look comes whatever becomes of this one.
        self._look_later()
        names = list(self._waiters)
        for first in range(0, len(names), _AT_ONCE):
            self._wake(self._marks(names[first : first + _AT_ONCE]))

    def _marks(self, names: list[str]) -> Mapping[str, Mark]:
        with context.enter(context.Context(context.new_correlation_id())):
            try:
                return self._find(names)
            except Refusal as refusal:
                _log.debug("not_looked_at", refusal=refusal.code)
                return {}

    def _wake(self, marks: Mapping[str, Mark]) -> None:
        woken = [
            waiter
            for name, mark in marks.items()
            for waiter in self._waiters.get(name, ())
            if mark > waiter.beyond
        ]
        for number, waiter in enumerate(woken, start=1):
            waiter.moved.give()
            if number % _WOKEN == 0:
                waiting.sleep(_PAUSE)

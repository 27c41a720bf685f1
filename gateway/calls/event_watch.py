"""Who waits for a practice's next event: one question for all of them, however many there are.

A request that waits holds its own connection here and nobody else's: no service's worker, no database. As
long as somebody waits, one call a quarter of a second asks how far the feeds that are waited for go.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from chassis import context
from chassis.observability import logs
from chassis.process import waiting
from contracts import connections
from contracts.errors import Refusal
from contracts.messages import Rpc

_log = logs.get(__name__)

#: Seconds from one look to the next.
EVERY = 0.25
#: Practices that are asked for together.
_AT_ONCE = 1000
#: Readers that are woken together, and seconds until the next: each of them reads at once.
_WOKEN, _PAUSE = 16, 0.05


@dataclass(eq=False, slots=True)
class _Waiter:
    """Somebody who has read a feed up to `beyond`."""

    beyond: int
    moved: waiting.Signal = field(default_factory=waiting.Signal)


class EventWatch:
    """Wakes who waits for a feed to go on."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._waiters: defaultdict[str, set[_Waiter]] = defaultdict(set)
        self._looking = False

    def wait(self, practice_id: str, beyond: int, within: float) -> bool:
        """Wait until a practice's feed goes beyond a position; whether it did `within` so many seconds."""
        waiter = _Waiter(beyond)
        self._waiters[practice_id].add(waiter)
        self._look_later()
        try:
            return waiter.moved.wait(within)
        finally:
            self._waiters[practice_id].discard(waiter)
            if not self._waiters[practice_id]:
                del self._waiters[practice_id]

    def _look_later(self) -> None:
        if not self._looking:
            self._looking = True
            waiting.later(EVERY, self._look)

    def _look(self) -> None:
        self._looking = False
        if not self._waiters:
            return
        # The next look comes whatever becomes of this one.
        self._look_later()
        practices = list(self._waiters)
        for first in range(0, len(practices), _AT_ONCE):
            self._wake(self._positions(practices[first : first + _AT_ONCE]))

    def _positions(self, practice_ids: list[str]) -> Mapping[str, int]:
        with context.enter(context.Context(context.new_correlation_id())):
            try:
                found = connections.feed_positions(self._rpc, practice_ids=practice_ids)
            except Refusal as refusal:
                _log.debug("feeds_not_looked_at", refusal=refusal.code)
                return {}
        return {each["practice_id"]: each["position"] for each in found["items"]}

    def _wake(self, positions: Mapping[str, int]) -> None:
        woken = [
            waiter
            for practice_id, position in positions.items()
            for waiter in self._waiters.get(practice_id, ())
            if position > waiter.beyond
        ]
        for number, waiter in enumerate(woken, start=1):
            waiter.moved.give()
            if number % _WOKEN == 0:
                waiting.sleep(_PAUSE)

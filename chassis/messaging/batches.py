"""What waits in one queue goes together: one batch at a time, and the next when that is done.

A message that comes alone is taken in at once. Where more come than that, a batch begins at most every few
milliseconds, and seldomer while much comes, so that what came meanwhile shares its transaction. A full batch
waits no longer than it must. A batch that takes long is overtaken, so that a handler that hangs holds up
only what came with it.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import eventlet

from chassis.messaging.pace import Pace

Item = TypeVar("Item")

#: Messages that one transaction takes in at the most.
SIZE = 50
#: Seconds from the beginning of one batch to the next, and the same while much comes.
PACE, BUSY_PACE = 0.01, 0.03
#: Seconds after which a batch at work is overtaken by the next.
_OVERTAKE = 1.0


class Slots:
    """How many batches a process works on at a time, over all of its queues."""

    def __init__(self, free: int) -> None:
        self._free: float = free
        self._waiting: deque[Callable[[], None]] = deque()

    def take(self, when_free: Callable[[], None]) -> bool:
        """Take a slot; where none is free, `when_free` is called once when one may be."""
        if self._free > 0:
            self._free -= 1
            return True
        if when_free not in self._waiting:
            self._waiting.append(when_free)
        return False

    def give_back(self) -> None:
        self._free += 1
        if self._waiting:
            self._waiting.popleft()()

    def close(self) -> None:
        """Give no more: what waits goes back to the broker, which gives it to another process."""
        self._free = -math.inf
        self._waiting.clear()


class Batches(Generic[Item]):
    """The batches of one queue. `begin` is given a batch, and whoever works on it calls `done` at its end."""

    def __init__(self, slots: Slots, begin: Callable[[list[Item]], None]) -> None:
        self._slots = slots
        self._begin = begin
        self._waiting: deque[Item] = deque()
        self._running = 0
        self._began = 0.0
        self._pace = Pace(PACE, BUSY_PACE)
        self._timer: Any = None

    def add(self, item: Item) -> None:
        self._waiting.append(item)
        self._pace.note()
        self._look()

    def done(self) -> None:
        self._running -= 1
        self._slots.give_back()
        if self._timer is not None and not self._running:
            # It was set for overtaking what is done now.
            self._timer.cancel()
            self._timer = None
        self._look()

    def _look(self) -> None:
        """Begin a batch if it is time to, or look again when it may be."""
        if not self._waiting or self._timer is not None:
            return
        early = self._began + self._apart() - time.monotonic()
        if early > 0:
            self._timer = eventlet.spawn_after(early, self._look_again)
        elif self._slots.take(self._look):
            batch = [self._waiting.popleft() for _ in range(min(SIZE, len(self._waiting)))]
            self._running += 1
            self._began = time.monotonic()
            self._begin(batch)

    def _apart(self) -> float:
        """Seconds from the beginning of the last batch to the next."""
        if self._running:
            return _OVERTAKE
        return PACE if len(self._waiting) >= SIZE else self._pace.seconds

    def _look_again(self) -> None:
        self._timer = None
        self._look()

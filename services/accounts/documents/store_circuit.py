"""Whether a store that did not answer is called at all, so that nobody waits for one that is away."""

from __future__ import annotations

import time
from collections.abc import Callable

#: So many failures in a row open it, for so many seconds; then one call tries whether the store is back.
_FAILURES, _OPEN = 3, 10.0


class Circuit:
    """Threads may share it without a lock: at worst two of them try at the same time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0

    def lets_through(self) -> bool:
        """Whether the store is to be called. Once it has been open, this call is the one that tries."""
        if self._failures < _FAILURES:
            return True
        now = self._clock()
        if now < self._open_until:
            return False
        # However this call ends, be it by nobody waiting for it any more: the next one is not before then.
        self._open_until = now + _OPEN
        return True

    def failed(self) -> bool:
        """Note a failure; whether it opened the circuit."""
        self._failures += 1
        self._open_until = self._clock() + _OPEN
        return self._failures == _FAILURES

    def worked(self) -> bool:
        """Note an answer; whether it closed the circuit."""
        was_open, self._failures = self._failures >= _FAILURES, 0
        return was_open

"""How long it is from one batch to the next: longer while much comes, so that more share its costs."""

from __future__ import annotations

import time
from collections import deque
from itertools import repeat

#: What comes in a second, from which on it counts as much.
MUCH = 100
_WINDOW = 1.0


class Pace:
    """`calm` seconds, or `busy` seconds once as much has come within the last second as counts as much."""

    def __init__(self, calm: float, busy: float) -> None:
        self._calm, self._busy = calm, busy
        self._came: deque[float] = deque(maxlen=MUCH)

    def note(self, count: int = 1) -> None:
        """So many have come now."""
        self._came.extend(repeat(time.monotonic(), min(count, MUCH)))

    @property
    def seconds(self) -> float:
        much = len(self._came) == MUCH and time.monotonic() - self._came[0] <= _WINDOW
        return self._busy if much else self._calm

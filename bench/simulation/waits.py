"""How long work took, by when it was done."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass
class Waits:
    """Pairs of when it was done and how many seconds it took."""

    taken: list[tuple[float, float]] = field(default_factory=list)

    def note(self, done: float, seconds: float) -> None:
        self.taken.append((done, seconds))

    def between(self, since: float, until: float) -> list[float]:
        """Seconds of what was done then, in order of length."""
        return sorted(seconds for done, seconds in self.taken if since <= done < until)

    def mean(self, since: float = 0.0, until: float = math.inf) -> float:
        found = self.between(since, until)
        return math.fsum(found) / len(found)

    def quantile(self, part: float, since: float = 0.0, until: float = math.inf) -> float:
        found = self.between(since, until)
        return found[min(len(found) - 1, int(part * len(found)))]

"""SIGKILL for whoever chance names, one after the other, while a practice works."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.builders import eventually
from tests.cluster.steady_load import SteadyLoad

#: Clients that are added for each kill; 20,000 are 3,000 kills'.
ADDED_FOR_EACH = 7
#: Seconds within which they are, whatever was killed.
_GOING_ON = 240


def wanted(usual: int) -> int:
    """How many processes are killed: CLIENTELE_KILLS, or what a tier can spare."""
    return int(os.environ.get("CLIENTELE_KILLS", usual))


@dataclass
class RandomKills:
    """`kill` ends a process and sees to it that it comes back; it says whether one was at work."""

    names: Sequence[str]
    kill: Callable[[str], bool]
    killed: Counter[str] = field(default_factory=Counter)

    def amid(self, load: SteadyLoad, times: int) -> None:
        """Kill so often, whenever enough clients were added for what was killed before."""
        chance = random.Random(times)  # noqa: S311  which comes next
        before = len(load.added)
        while self.killed.total() < times:
            name = chance.choice(self.names)
            if self.kill(name):
                self.killed[name] += 1
            eventually(
                lambda: len(load.added) - before >= ADDED_FOR_EACH * self.killed.total(), within=_GOING_ON
            )

    def figures(self) -> str:
        """How many processes were killed, and which how often."""
        each = ", ".join(f"{name} {times}" for name, times in sorted(self.killed.items()))
        return f"{self.killed.total()} processes killed ({each})"

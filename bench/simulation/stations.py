"""Servers that share one queue, first come first served."""

from __future__ import annotations

from collections.abc import Generator

import simpy

#: What a process of simpy is made of.
Steps = Generator[simpy.Event, object, None]


class Station:
    """So many servers. `worked` are the seconds that they were busy for, all together."""

    def __init__(self, clock: simpy.Environment, servers: int) -> None:
        self._clock = clock
        self._servers = simpy.Resource(clock, capacity=servers)
        self.worked = 0.0

    def serve(self, seconds: float) -> Steps:
        """Wait for a server, and be served for so long."""
        with self._servers.request() as place:
            yield place
            yield self._clock.timeout(seconds)
        self.worked += seconds

    @property
    def waiting(self) -> int:
        """How many wait for a server now."""
        return len(self._servers.queue)

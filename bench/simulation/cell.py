"""The parts of one cell, which work goes through one after another."""

from __future__ import annotations

import random
from collections.abc import Mapping

import simpy

from bench.simulation.kinds import Kind
from bench.simulation.stations import Station, Steps
from bench.simulation.waits import Waits


class Cell:
    """Times of service are by chance, each about its mean (exponential), which is harsher than they are."""

    def __init__(self, clock: simpy.Environment, chance: random.Random, servers: Mapping[str, int]) -> None:
        self._clock, self._chance = clock, chance
        self.stations = {part: Station(clock, count) for part, count in servers.items()}
        self.servers = dict(servers)
        self.waits = Waits()

    def do(self, kind: Kind) -> Steps:
        """Go through all parts that this kind visits, and note how long that took."""
        came = self._clock.now
        yield from self.go_through(kind)
        self.waits.note(self._clock.now, self._clock.now - came)

    def go_through(self, kind: Kind) -> Steps:
        for part, mean in kind.visits:
            yield from self.stations[part].serve(self._chance.expovariate(1 / mean))

    def busy(self, worked_before: Mapping[str, float], seconds: float) -> dict[str, float]:
        """How much of each part's servers was busy since they had worked for so long."""
        return {
            part: (station.worked - worked_before.get(part, 0.0)) / seconds / self.servers[part]
            for part, station in self.stations.items()
        }

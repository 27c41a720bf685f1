"""One practice asks for many times its share: what others of its cell notice, and what a limit changes."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import simpy

from bench.simulation import arrivals, kinds
from bench.simulation.cell import Cell
from bench.simulation.kinds import Kind
from bench.simulation.stations import Steps
from bench.simulation.waits import Waits

SECONDS = 60.0
#: Of the end, in which the queues are as long as they get.
_LAST = 30.0


@dataclass(frozen=True, slots=True)
class Seen:
    """`asks` is requests a second of the hot practice, `limit` how many of them are let through; `load` is of
    the fullest part. Times are of the other practices, of what was done in the last thirty seconds or later.
    """

    asks: float
    limit: float | None
    load: float
    mean_ms: float
    p99_ms: float
    refused: int


class Limiter:
    """So many a second, and as many at once."""

    def __init__(self, clock: simpy.Environment, rate: float) -> None:
        self._clock, self._rate = clock, rate
        self._left, self._at = rate, 0.0

    def lets_through(self) -> bool:
        self._left = min(self._rate, self._left + (self._clock.now - self._at) * self._rate)
        self._at = self._clock.now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def run(
    mix: Sequence[Kind],
    servers: Mapping[str, int],
    listing: Kind,
    limit: float | None,
    seed: int,
) -> Seen:
    """The cell's usual work, and beside it one practice that asks for one kind, as often as its rate says."""
    clock, chance = simpy.Environment(), random.Random(seed)
    cell = Cell(clock, chance, servers)
    others, limiter = Waits(), Limiter(clock, limit) if limit is not None else None
    refused = 0

    def of_others(kind: Kind) -> Steps:
        came = clock.now
        yield from cell.go_through(kind)
        others.note(clock.now, clock.now - came)

    def of_the_hot(kind: Kind) -> Steps:
        nonlocal refused
        if limiter is not None and not limiter.lets_through():
            refused += 1
            return
        yield from cell.go_through(kind)

    arrivals.come(clock, chance, mix, of_others, SECONDS)
    if listing.rate:
        arrivals.come(clock, chance, [listing], of_the_hot, SECONDS)
    clock.run()
    let_through = listing.rate if limit is None else min(limit, listing.rate)
    whole = [*mix, Kind(listing.name, let_through, listing.visits)]
    return Seen(
        asks=listing.rate,
        limit=limit,
        load=max(kinds.busy(whole, servers).values()),
        mean_ms=1000 * others.mean(SECONDS - _LAST),
        p99_ms=1000 * others.quantile(0.99, SECONDS - _LAST),
        refused=refused,
    )

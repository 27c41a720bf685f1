"""A cell fails: its practices are refused for a while, then others take them over, with all who try again.

A cell is its fullest part here, of one server, as that decides. Who is refused tries again until answered.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import simpy

from bench.plan import queueing
from bench.simulation import arrivals
from bench.simulation.cell import Cell
from bench.simulation.kinds import Kind
from bench.simulation.stations import Steps

PART = "fullest"
#: Seconds before it fails, until others have its practices (docs/cluster.md), and after that.
BEFORE, AWAY, AFTER = 10.0, 30.0, 120.0
#: Seconds that a refusal asks to wait; who is refused waits between half and one and a half of it.
RETRY_AFTER = 5.0
_WINDOW = 5.0
#: How many times the mean by the formula a window's mean may be to count as calm.
_CALM = 2.5


@dataclass(frozen=True, slots=True)
class Seen:
    """`load` is each cell's before, `takers` how many share the failed one's practices. `expected` is the
    load of a taker by the formula, `load_after` as simulated, at the end. `refused` are requests.
    `calm_after` are seconds from the take-over, `expected_calm` by the formula; None where it never is.
    """

    load: float
    takers: int
    expected: float
    load_after: float
    refused: int
    p99_ms_before: float
    p99_ms_worst: float
    calm_after: float | None
    expected_calm: float | None


class Failover:
    """The failed cell's practices, which are nowhere for a while, and then each at one of the takers."""

    def __init__(self, clock: simpy.Environment, chance: random.Random, takers: int) -> None:
        self._clock, self._chance = clock, chance
        self._own = Cell(clock, chance, {PART: 1})
        self.takers = [Cell(clock, chance, {PART: 1}) for _ in range(takers)]
        self.refused = 0

    def of_the_failed(self, kind: Kind) -> Steps:
        came = self._clock.now
        if came < BEFORE:
            yield from self._own.do(kind)
            return
        while self._clock.now < BEFORE + AWAY:
            self.refused += 1
            yield self._clock.timeout(RETRY_AFTER * self._chance.uniform(0.5, 1.5))
        yield from self._chance.choice(self.takers).do(kind)

    def starts(self, mix: Kind) -> None:
        """Requests come to each cell as often, until the end."""
        begins: list[Callable[[Kind], Steps]] = [self.of_the_failed, *(each.do for each in self.takers)]
        for begin in begins:
            arrivals.come(self._clock, self._chance, [mix], begin, BEFORE + AWAY + AFTER)


def run(load: float, takers: int, service: float, seed: int) -> Seen:
    """Each cell is at this load before; its part takes `service` seconds for a request on average."""
    clock, chance = simpy.Environment(), random.Random(seed)
    failover = Failover(clock, chance, takers)
    mix = Kind("request", load / service, ((PART, service),))
    failover.starts(mix)
    end = BEFORE + AWAY + AFTER
    clock.run(until=end - AFTER / 4)
    worked = [cell.stations[PART].worked for cell in failover.takers]
    clock.run(until=end)
    after = sum(cell.stations[PART].worked for cell in failover.takers) - sum(worked)
    expected = load * (1 + 1 / takers)
    backlog = AWAY * mix.rate / takers
    waits = failover.takers[0].waits
    return Seen(
        load=load,
        takers=takers,
        expected=expected,
        load_after=after / (AFTER / 4) / takers,
        refused=failover.refused,
        p99_ms_before=1000 * waits.quantile(0.99, 0.0, BEFORE),
        p99_ms_worst=1000 * max(_of_windows(waits.quantile, 0.99)),
        calm_after=_calm_after(failover.takers[0], expected, service),
        expected_calm=queueing.catching_up(backlog, 1 / service, expected / service),
    )


def _of_windows(quantile: Callable[[float, float, float], float], part: float) -> list[float]:
    count = int(AFTER / _WINDOW) - 1
    starts = [BEFORE + AWAY + number * _WINDOW for number in range(count)]
    return [quantile(part, start, start + _WINDOW) for start in starts]


def _calm_after(cell: Cell, load: float, service: float) -> float | None:
    """The end of the last window in which things took much longer than they take at this load."""
    if load >= 1:
        return None
    usual = queueing.mean_wait(1, load / service, service) + service
    takes_long = [mean > _CALM * usual for mean in _of_windows(lambda _, a, b: cell.waits.mean(a, b), 0.0)]
    if not any(takes_long):
        return 0.0
    last = len(takes_long) - 1 - takes_long[::-1].index(True)
    return None if last >= len(takes_long) - 2 else (last + 1) * _WINDOW

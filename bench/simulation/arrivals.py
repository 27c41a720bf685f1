"""Work that comes by chance: at a rate, each independent of what came before."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import simpy

from bench.simulation.kinds import Kind
from bench.simulation.stations import Steps


def come(
    clock: simpy.Environment,
    chance: random.Random,
    kinds: Sequence[Kind],
    begin: Callable[[Kind], Steps],
    until: float,
) -> None:
    """Begin work of these kinds, each as often as it comes, until then."""
    clock.process(_come(clock, chance, kinds, begin, until))


def _come(
    clock: simpy.Environment,
    chance: random.Random,
    kinds: Sequence[Kind],
    begin: Callable[[Kind], Steps],
    until: float,
) -> Steps:
    rates = [kind.rate for kind in kinds]
    rate = sum(rates)
    while clock.now < until:
        yield clock.timeout(chance.expovariate(rate))
        clock.process(begin(chance.choices(kinds, rates)[0]))

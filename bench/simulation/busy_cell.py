"""A cell at several loads: how long things take in the simulation, and by the formulae."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import simpy

from bench.plan import queueing
from bench.simulation import arrivals, kinds
from bench.simulation.cell import Cell
from bench.simulation.kinds import Kind


@dataclass(frozen=True, slots=True)
class Seen:
    """Mean milliseconds until an operation and all that follows from it is done: simulated, by M/M/c at each
    part, and by that with the mix of short and long work; p99 is simulated. `load` is the fullest part's.
    """

    load: float
    fullest: str
    simulated_ms: float
    simulated_p99_ms: float
    mmc_ms: float
    mix_ms: float


def by_formula(mix: Sequence[Kind], servers: Mapping[str, int], *, as_mix: bool) -> float:
    """Mean seconds through all parts: what each takes, and what is waited for it."""
    total = sum(kind.rate for kind in mix)
    found = 0.0
    for part, count in servers.items():
        rates, services = kinds.at(part, mix)
        rate = sum(rates)
        if not rate:
            continue
        mean = sum(map(float.__mul__, rates, services)) / rate
        if as_mix:
            waited = queueing.mean_wait_of_mix(count, rates, services)
        else:
            waited = queueing.mean_wait(count, rate, mean)
        found += rate * (waited + mean) / total
    return found


def run(
    mix: Sequence[Kind], servers: Mapping[str, int], load: float, seed: int, operations: int = 40_000
) -> Seen:
    """Simulate so many operations at a rate at which the fullest part is busy for that part of the time."""
    shares = kinds.busy(mix, servers)
    fullest = max(shares, key=lambda part: shares[part])
    mix = kinds.scaled(mix, load / shares[fullest])
    seconds = operations / sum(kind.rate for kind in mix)
    clock, chance = simpy.Environment(), random.Random(seed)
    cell = Cell(clock, chance, servers)
    arrivals.come(clock, chance, mix, cell.do, seconds)
    clock.run()
    # It begins empty: what was done in the first tenth found less to wait for.
    since = seconds / 10
    return Seen(
        load=load,
        fullest=fullest,
        simulated_ms=1000 * cell.waits.mean(since),
        simulated_p99_ms=1000 * cell.waits.quantile(0.99, since),
        mmc_ms=1000 * by_formula(mix, servers, as_mix=False),
        mix_ms=1000 * by_formula(mix, servers, as_mix=True),
    )

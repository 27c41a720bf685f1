"""All runs, from what was measured. `python -m bench.simulation.runs` writes them to runs.json beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.capacity import operations, results
from bench.capacity.results import Results
from bench.plan import cells, workload
from bench.simulation import busy_cell, failover, hot_practice, kinds
from bench.simulation.kinds import Kind

FILE = Path(__file__).with_name("runs.json")
SEED = 20
LOADS = (0.3, 0.5, 0.7, 0.85)
#: Loads before a cell fails, and among how many its practices go.
FAILOVERS = ((0.4, 1), (0.6, 1), (0.6, 3))
#: How much of the part that its requests take most of the hot practice asks for, and how much is let through.
HOT = ((0.0, None), (0.25, None), (0.45, None), (0.7, None), (0.7, 0.05))


@dataclass(frozen=True, slots=True)
class Runs:
    """What was seen, and of which measurement."""

    of: str
    loads: tuple[busy_cell.Seen, ...]
    failovers: tuple[failover.Seen, ...]
    hot: tuple[hot_practice.Seen, ...]


def at_load(measured: Results, load: float) -> busy_cell.Seen:
    """The planned cell at a load of its fullest part."""
    usual = workload.USUAL
    cell = cells.of(measured, usual, cells.size(measured, usual))
    return busy_cell.run(kinds.of(measured, usual, cell.practices), cell.servers, load, SEED)


def failed(measured: Results, load: float, takers: int) -> failover.Seen:
    """A cell of one process of each part fails."""
    return failover.run(load, takers, _service_of_fullest(measured), SEED)


def hot(measured: Results, share: float, limit: float | None) -> hot_practice.Seen:
    """One practice of a cell of one process of each part, at half of what it bears, lists its clients."""
    mix, servers = smallest(measured, 0.5)
    (usual,) = (kind for kind in mix if kind.name == operations.LIST)
    # At which the part is full that a list takes most of.
    most = 1 / max(seconds for _, seconds in usual.visits)
    listing = Kind(usual.name, share * most, usual.visits)
    return hot_practice.run(mix, servers, listing, None if limit is None else limit * most, SEED)


def smallest(measured: Results, load: float) -> tuple[Sequence[Kind], dict[str, int]]:
    """A cell that has each part once, and the work at which the fullest part of it is at this load."""
    servers = dict.fromkeys(kinds.ORDER, 1)
    mix = kinds.of(measured, workload.USUAL, 1000)
    return kinds.scaled(mix, load / max(kinds.busy(mix, servers).values())), servers


def fullest(mix: Sequence[Kind], servers: Mapping[str, int]) -> str:
    """The part whose servers are busiest."""
    busy = kinds.busy(mix, servers)
    return max(busy, key=lambda part: busy[part])


def _service_of_fullest(measured: Results) -> float:
    mix, servers = smallest(measured, 0.5)
    rates, services = kinds.at(fullest(mix, servers), mix)
    return sum(map(float.__mul__, rates, services)) / sum(rates)


def digest(file: Path = results.FILE) -> str:
    """Of a measurement: which one the runs are of."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def all_of(measured: Results, of: str) -> Runs:
    return Runs(
        of=of,
        loads=tuple(at_load(measured, load) for load in LOADS),
        failovers=tuple(failed(measured, *each) for each in FAILOVERS),
        hot=tuple(hot(measured, *each) for each in HOT),
    )


def read(file: Path = FILE) -> Runs:
    """What is kept of the last runs."""
    kept: dict[str, Any] = json.loads(file.read_text())
    return Runs(
        of=kept["of"],
        loads=tuple(busy_cell.Seen(**each) for each in kept["loads"]),
        failovers=tuple(failover.Seen(**each) for each in kept["failovers"]),
        hot=tuple(hot_practice.Seen(**each) for each in kept["hot"]),
    )


def save(found: Runs, file: Path = FILE) -> None:
    file.write_text(json.dumps(asdict(found), indent=2) + "\n")


if __name__ == "__main__":
    save(all_of(results.read(), digest()))

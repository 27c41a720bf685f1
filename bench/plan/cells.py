"""Of how many practices a cell is, how many cells there are, and what they are made of."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bench.capacity.results import Results
from bench.plan import demand, limits
from bench.plan.workload import Workload

#: Of the lowest limit, what a cell is planned to have: what is left takes up another cell's share that has
#: failed, and practices that are larger than the mean.
SHARE = 0.5
#: The largest cell, whatever bears more: as many lose their service at once when it fails.
LARGEST = 20_000
POWERS = (1_000, 10_000, 100_000, 1_000_000)
#: Of each database: the one that leads, and two that follow.
COPIES = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """How many practices, and the servers of each part: processes, or cores of broker or database."""

    practices: int
    servers: dict[str, int]

    @property
    def cores(self) -> int:
        """Of all: a process needs one at the most. The database has copies, and the broker three nodes."""
        once = sum(count for part, count in self.servers.items() if part not in ("postgres", "rabbitmq"))
        return once + COPIES * (self.servers["postgres"] + self.servers["rabbitmq"])


@dataclass(frozen=True, slots=True)
class Plan:
    """What so many practices need."""

    practices: int
    cells: int
    cell: Cell
    requests_per_second: float
    disk_bytes: float
    full: tuple[str, ...]
    """Parts of an undivided installation that would be full."""


def size(measured: Results, workload: Workload) -> int:
    """Practices of a cell: 1, 2 or 5 times a power of ten."""
    most = min(LARGEST, SHARE * limits.of(measured, workload)[0].practices)
    power = 10 ** math.floor(math.log10(most))
    return int(max(step * power for step in (1, 2, 5) if step * power <= most))


def of(measured: Results, workload: Workload, practices: int) -> Cell:
    """A cell of so many, with as many servers as keep each part below what is planned."""
    busy = demand.processors(measured, workload)
    servers = {part: max(1, math.ceil(practices * load / limits.TARGET)) for part, load in busy.items()}
    return Cell(practices, servers)


def plan(measured: Results, workload: Workload, practices: int) -> Plan:
    """Cells for so many practices: at most one that is not whole."""
    each = min(practices, size(measured, workload))
    full = [each.part for each in limits.of(measured, workload) if each.practices < practices]
    requests = [name for name in workload.in_a_day if name != "event"]
    return Plan(
        practices=practices,
        cells=math.ceil(practices / each),
        cell=of(measured, workload, each),
        requests_per_second=practices * sum(map(workload.per_second, requests)),
        disk_bytes=practices * COPIES * demand.disk(measured, workload).after(workload.years),
        full=tuple(full),
    )

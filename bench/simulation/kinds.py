"""Kinds of work: how often each comes, and what it asks of which part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.capacity.results import Results
from bench.plan.workload import Workload

#: The order in which work goes through the parts: the answer first, then what follows from it.
ORDER = (
    *("gateway", "rabbitmq", "accounts", "access", "invitations", "postgres"),
    *("accounts relay", "access relay", "invitations relay", "connections relay", "connections"),
)
#: Seconds that are too few to wait for.
_NOTHING = 1e-5


@dataclass(frozen=True, slots=True)
class Kind:
    """`rate` is how often it comes in a second; `visits` are the parts with the mean seconds at each."""

    name: str
    rate: float
    visits: tuple[tuple[str, float], ...]


def of(measured: Results, workload: Workload, practices: int) -> tuple[Kind, ...]:
    """What so many practices do at the busiest moment."""
    return tuple(
        Kind(name, practices * workload.per_second(name), _visits(measured.operation(name).milliseconds))
        for name in workload.in_a_day
    )


def _visits(milliseconds: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    found = ((part, milliseconds.get(part, 0.0) / 1000) for part in ORDER)
    return tuple((part, seconds) for part, seconds in found if seconds > _NOTHING)


def scaled(kinds: Sequence[Kind], by: float) -> tuple[Kind, ...]:
    """The same, so many times as often."""
    return tuple(Kind(each.name, each.rate * by, each.visits) for each in kinds)


def at(part: str, kinds: Sequence[Kind]) -> tuple[list[float], list[float]]:
    """Rates and mean seconds of what comes to a part."""
    found = [(kind.rate, seconds) for kind in kinds for name, seconds in kind.visits if name == part]
    return [rate for rate, _ in found], [seconds for _, seconds in found]


def busy(kinds: Sequence[Kind], servers: Mapping[str, int]) -> dict[str, float]:
    """How much of each part's servers is busy."""
    return {
        part: sum(rate * seconds for rate, seconds in zip(*at(part, kinds), strict=True)) / count
        for part, count in servers.items()
    }

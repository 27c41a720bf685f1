"""How long things wait where servers share one queue: M/M/c, and with a mix of short and long work.

https://en.wikipedia.org/wiki/M/M/c_queue; the correction for a mix is Allen's and Cunneen's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def probability_of_waiting(servers: int, load: float) -> float:
    """Erlang's C. `load` is how many servers would be busy on average; below their number."""
    if load >= servers:
        return 1.0
    term, below = 1.0, 0.0
    for number in range(servers):
        below += term
        term *= load / (number + 1)
    last = term * servers / (servers - load)
    return last / (below + last)


def mean_wait(servers: int, rate: float, service: float) -> float:
    """Seconds in the queue, M/M/c: `rate` a second, each of `service` seconds on average."""
    load = rate * service
    if load >= servers:
        return math.inf
    return probability_of_waiting(servers, load) * service / (servers - load)


def squared_variation(rates: Sequence[float], services: Sequence[float]) -> float:
    """Of the time of service, where kinds of work with means of their own are mixed, each exponential: 1
    of one kind alone, and more of several.
    """
    total = sum(rates)
    mean = sum(rate * service for rate, service in zip(rates, services, strict=True)) / total
    square = sum(2 * rate * service**2 for rate, service in zip(rates, services, strict=True)) / total
    return square / mean**2 - 1


def mean_wait_of_mix(servers: int, rates: Sequence[float], services: Sequence[float]) -> float:
    """Seconds in the queue, where kinds of work are mixed."""
    total = sum(rates)
    if not total:
        return 0.0
    mean = sum(rate * service for rate, service in zip(rates, services, strict=True)) / total
    return mean_wait(servers, total, mean) * (1 + squared_variation(rates, services)) / 2


def catching_up(backlog: float, capacity: float, rate: float) -> float | None:
    """Seconds until so much that waited is done beside what comes; None where nothing is to spare for it."""
    return backlog / (capacity - rate) if capacity > rate else None

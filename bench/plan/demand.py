"""What one practice takes of each part: of processors at the busiest moment, and of disks."""

from __future__ import annotations

from dataclasses import dataclass

from bench.capacity import operations
from bench.capacity.results import Results, Tables
from bench.plan.workload import KEPT_DAYS, Workload

_WITH_A_KEPT_ANSWER = (operations.PLAIN, operations.FOR_ALL, operations.INVITATION, operations.COLLEAGUE)


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes of a practice: what stays, what is kept for days, and what a year adds that nothing removes."""

    stays: float
    passing: float
    a_year: float

    def after(self, years: int) -> float:
        return self.stays + self.passing + years * self.a_year


def processors(measured: Results, workload: Workload) -> dict[str, float]:
    """Processors that a practice keeps busy at the busiest moment, by process."""
    parts = dict.fromkeys(measured.idle, 0.0)
    for name in workload.in_a_day:
        for part, milliseconds in measured.operation(name).milliseconds.items():
            parts[part] += workload.per_second(name) * milliseconds / 1000
    return parts


def messages_a_day(measured: Results, workload: Workload) -> float:
    """Events and commands of a practice, of all services."""
    return sum(
        often * sum(measured.operation(name).messages.values()) for name, often in workload.in_a_day.items()
    )


def disk(measured: Results, workload: Workload) -> Disk:
    """Of one copy of the databases."""
    things = (
        (measured.stored["client"], workload.clients),
        (measured.stored[operations.COLLEAGUE], workload.colleagues),
        (measured.stored[operations.INVITATION], workload.users_of_clients),
    )
    event, a_day = measured.stored["event"], messages_a_day(measured, workload)
    answers = sum(workload.in_a_day[name] for name in _WITH_A_KEPT_ANSWER)
    added_a_day = {
        "outbox": a_day * bytes_of(event, "outbox"),
        "inbox": a_day * bytes_of(event, "inbox"),
        "feed_events": a_day * bytes_of(event, "feed_events"),
        "commands": answers * bytes_of(measured.stored["client"], "commands"),
    }
    return Disk(
        stays=sum(staying(tables) * count for tables, count in things),
        passing=sum(added_a_day[name] * days for name, days in KEPT_DAYS.items()),
        a_year=a_day * workload.working_days * bytes_of(event, "activity"),
    )


def staying(services: Tables) -> float:
    """Bytes that stay, without what is forgotten after days."""
    return sum(size for tables in services.values() for name, size in tables.items() if name not in KEPT_DAYS)


def bytes_of(services: Tables, table: str) -> float:
    """Bytes of one table, in all services that have it."""
    return sum(tables.get(table, 0.0) for tables in services.values())

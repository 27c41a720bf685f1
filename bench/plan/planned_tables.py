"""What follows for many practices, as tables of docs/scale.md."""

from __future__ import annotations

from bench.capacity import operations
from bench.capacity.results import Results
from bench.plan import cells, demand, limits, markdown
from bench.plan.workload import USUAL

_HARDWARE = limits.USUAL
#: Assumed, and nobody's: put in your own.
_A_CORE_HOUR, _A_GIGABYTE_MONTH, _HOURS = 0.04, 0.1, 730
_DIRECTORY_ROW = 200


def workload(_measured: Results) -> str:
    """What a practice is assumed to do."""
    rows = [
        [name, markdown.rounded(often), markdown.rounded(1e6 * USUAL.per_second(name))]
        for name, often in USUAL.in_a_day.items()
    ]
    often = "a second at the busiest moment, of a million practices"
    return markdown.table(["operation", "a working day", often], rows)


def practice(measured: Results) -> str:
    """What a practice takes of each part at the busiest moment, and of a disk."""
    busy, disk = demand.processors(measured, USUAL), demand.disk(measured, USUAL)
    rows = [
        [part, markdown.rounded(1e6 * load), markdown.rounded(limits.TARGET / load)]
        for part, load in sorted(busy.items(), key=lambda each: -each[1])
        if load > 1e-8
    ]
    head = ["part", "cores for a million practices", "practices that one core bears at 60 %"]
    return (
        f"{markdown.table(head, rows)}\n\n"
        f"One copy of a practice's data is {markdown.of_bytes(disk.stays)} that stays, "
        f"{markdown.of_bytes(disk.passing)} in outbox, inbox, kept answers and feed at any time, and "
        f"{markdown.of_bytes(disk.a_year)} a year of activity, by "
        f"{demand.messages_a_day(measured, USUAL):.0f} messages a day: "
        f"after {USUAL.years} years {markdown.of_bytes(disk.after(USUAL.years))}."
    )


def what_is_full(measured: Results) -> str:
    """How many practices an installation that is not divided bears, by what is full."""
    rows = [[each.part, markdown.rounded(each.practices), each.remedy] for each in limits.of(measured, USUAL)]
    return markdown.table(["full", "at practices", "what gives more"], rows)


def powers(measured: Results) -> str:
    """What each power of ten needs, and what of an undivided installation would be full."""
    rows = []
    for number in cells.POWERS:
        plan = cells.plan(measured, USUAL, number)
        rows.append(
            [
                f"{number:,}",
                f"{number * USUAL.clients:,}",
                markdown.rounded(plan.requests_per_second),
                f"{plan.cells} × {plan.cell.practices:,}",
                f"{plan.cells * plan.cell.cores:,}",
                markdown.of_bytes(plan.disk_bytes),
                plan.full[0] if plan.full else "nothing",
                f"{max(0, len(plan.full) - 1)}",
            ]
        )
    head = ["practices", "clients", "requests/s", "cells", "cores", "disk, 3 copies"]
    return markdown.table([*head, "full first, if undivided", "and more"], rows)


def cell(measured: Results) -> str:
    """What a cell is made of."""
    size = cells.size(measured, USUAL)
    made = cells.of(measured, USUAL, size)
    parts = ", ".join(f"{part} {count}" for part, count in made.servers.items())
    processes = sum(made.servers[name] for name in limits.SERVICES)
    disk = size * demand.disk(measured, USUAL).after(USUAL.years)
    return (
        f"A cell is {size:,} practices: {parts}. That is {made.cores} cores with three copies of the "
        f"database and three nodes of the broker, {markdown.of_bytes(disk)} of each copy, and "
        f"{processes * _HARDWARE.connections_of_a_process} connections to its PostgreSQL by services."
    )


def cost(measured: Results) -> str:
    """What a month costs at assumed prices, which are the table's head."""
    rows = []
    for number in cells.POWERS:
        plan = cells.plan(measured, USUAL, number)
        cores, gigabytes = plan.cells * plan.cell.cores, plan.disk_bytes / 1e9
        month = cores * _HOURS * _A_CORE_HOUR + gigabytes * _A_GIGABYTE_MONTH
        rows.append(
            [
                f"{number:,}",
                markdown.rounded(cores * _HOURS),
                markdown.rounded(gigabytes),
                f"{month / number:.2f}",
            ]
        )
    head = ["practices", "core hours a month", "GB of disk"]
    priced = f"a practice a month, at {_A_CORE_HOUR:g} a core hour and {_A_GIGABYTE_MONTH:g} a GB and month"
    return markdown.table([*head, priced], rows)


def directory(_measured: Results) -> str:
    """How many rows the directory has at the largest power of ten."""
    practices = cells.POWERS[-1]
    rows = {
        "addresses": practices * (USUAL.colleagues + USUAL.users_of_clients),
        "extract addresses, if they are reserved there": practices * USUAL.clients,
        "practices": practices,
        "endings of practices' links": practices,
    }
    sign_ins = practices * USUAL.per_second(operations.SIGN_IN)
    size = markdown.of_bytes(_DIRECTORY_ROW * sum(rows.values()))
    listed = "; ".join(f"{count:,} {name}" for name, count in rows.items())
    return (
        f"{listed}: {size} at {_DIRECTORY_ROW} bytes a row with its index (assumed), and "
        f"{markdown.rounded(sign_ins)} sign-ins a second at the busiest moment."
    )

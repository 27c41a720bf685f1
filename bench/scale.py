"""What each operation takes of each process, and what a client, a membership and an event take on disk.

The product runs as in a deployment: gateway, four services, their relays, a broker and a PostgreSQL. What is
found is printed and written to bench/scale.json, which docs/scale.md and the simulation take their numbers
from (`python -m bench.plan.document`).
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path

from bench import load
from bench.capacity import database_bytes, message_bytes, operations, processor_time, results
from bench.capacity.results import Machine, Operation, Results, Tables
from bench.capacity.running_product import RunningProduct, running
from bench.containers import ContainerFailed
from bench.processes import ServerFailed

#: How often each is done that is counted; all else is done for so many seconds.
COUNTS = {
    operations.FOR_ALL: 300,
    operations.SIGN_IN: 60,
    operations.INVITATION: 300,
    operations.COLLEAGUE: 300,
}
CLIENTS, EVENTS, SECONDS, IDLE_SECONDS = 1500, 3000, 4.0, 5.0


def measure(remark: str) -> Results:
    """Start the product, do all of it, and say what it took."""
    with running() as product:
        operations.wait_until_quiet(product)
        found: dict[str, Operation] = {}
        stored: dict[str, Tables] = {}
        before = product.databases.tables()
        found[operations.PLAIN] = operations.times(product, product.subject.create(), CLIENTS)
        stored["client"] = _grown(product, before, CLIENTS)
        event_bytes = message_bytes.of_event(product.uri)
        for name, plan in operations.plans(product.subject).items():
            before = product.databases.tables()
            if name in COUNTS:
                found[name] = operations.times(product, plan, COUNTS[name])
            else:
                found[name] = operations.seconds(product, plan, SECONDS)
            if name in (operations.COLLEAGUE, operations.INVITATION):
                stored[name] = _grown(product, before, found[name].times)
        before = product.databases.tables()
        found[operations.EVENT] = operations.events(product, EVENTS)
        stored["event"] = _grown(product, before, EVENTS)
        return Results(
            machine=_machine(remark),
            operations=found,
            idle=processor_time.idle(product.subject.processes, IDLE_SECONDS),
            stored=stored,
            event_bytes=event_bytes,
            event_copies=message_bytes.copies_of_event(),
        )


def show(found: Results) -> None:
    """Print a table of milliseconds by process, and bytes by service."""
    done = found.operations.values()
    parts = [name for name in found.idle if any(each.milliseconds[name] for each in done)]
    print(f"\nms of processor for one, on {found.machine.processor}, {found.machine.remark}")
    print(f"{'':<24}" + "".join(f"{name:>20}" for name in found.operations))
    for part in parts:
        print(f"{part:<24}" + "".join(f"{each.milliseconds[part]:>20.2f}" for each in done))
    print(f"{'all':<24}" + "".join(f"{each.all_milliseconds:>20.2f}" for each in done))
    print("\nbytes on disk with indexes")
    for thing, services in found.stored.items():
        for service, tables in services.items():
            print(f"{thing:<12}{service:<14}{sum(tables.values()):>8.0f}  {_largest(tables)}")
    print(f"an event over the broker: {found.event_bytes:.0f} bytes, {found.event_copies} queues", flush=True)


def _largest(tables: Mapping[str, float]) -> str:
    ordered = sorted(tables.items(), key=lambda each: -each[1])
    return ", ".join(f"{name} {size:.0f}" for name, size in ordered[:4])


def _grown(product: RunningProduct, before: database_bytes.Sizes, count: int) -> Tables:
    return database_bytes.grown(before, product.databases.tables(), count)


def _machine(remark: str) -> Machine:
    names = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    models = [line.partition(":")[2].strip() for line in names if line.startswith("model name")]
    return Machine(
        processor=(models or [platform.processor()])[0],
        cores=os.cpu_count() or 0,
        system=f"{platform.system()} {platform.release().partition('-')[0]}",
        python=platform.python_version(),
        date=f"{datetime.datetime.now(datetime.UTC):%-d %B %Y}",
        remark=remark,
    )


def main() -> None:
    """Measure, print, write down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--remark", default="otherwise idle", help="what else it does (otherwise idle)")
    parser.add_argument("--to", type=Path, default=results.FILE, help="where to write it (bench/scale.json)")
    given = parser.parse_args()
    try:
        found = measure(given.remark)
    except (load.LoadFailed, ServerFailed, ContainerFailed) as error:
        sys.exit(f"The load stopped: {' '.join(str(error).split())}")
    show(found)
    results.save(found, given.to)


if __name__ == "__main__":
    main()

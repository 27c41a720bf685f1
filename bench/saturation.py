"""What saturates first as more and more comes, and what one sees of it before answers are late.

One gateway and one of each service, as in a deployment, get what a practice does in a day
(`bench/plan/workload.py`) at rising rates, whether or not they keep up. For each rate: how late answers are,
the processor time of each process as a share of a core, calls that wait in the broker, and connections to the
database that are at work. It ends where answers take a second, or more is refused than a tenth.

Everything is on one machine, which may saturate before any one process does. With `--core 0.2` gateway and
services get a fifth of a core each, and shares are of that.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import cpu_quota, load, open_load
from bench.capacity import operations, processor_time
from bench.capacity.running_product import RunningProduct, running
from bench.containers import ContainerFailed
from bench.open_load import Kind, Outcome
from bench.ours.running import SERVICES
from bench.plan.workload import USUAL
from bench.processes import ServerFailed
from chassis.messaging.broker import connect
from chassis.rpc import wire

_READS, _CREATIONS = (operations.READ, operations.LIST), (operations.PLAIN, operations.FOR_ALL)


@dataclass(frozen=True, slots=True)
class Mix:
    """What comes, and how many a second to begin with where each process has a core."""

    operations: Sequence[str]
    first: float


#: Of a practice's day, what somebody waits for; and parts of it that fall on one process more than on others.
MIXES: Mapping[str, Mix] = {
    "day": Mix((operations.PAGE, *_READS, operations.SIGN_IN, *_CREATIONS), 20),
    "pages": Mix((operations.PAGE,), 30),
    "reads": Mix(_READS, 70),
    "creations": Mix(_CREATIONS, 20),
    "sign-ins": Mix((operations.SIGN_IN,), 6),
}
#: Processes that are scaled.
LIMITED = ("gateway", *SERVICES)
#: The next rate is so many times the last.
RISE, STEPS = 1.35, 14
#: Where answers are so many times as late as at first, or so many milliseconds, more is of no use.
TOO_LATE, LATEST = 8, 1500
CLIENTS = 200
_LOOK_EVERY = 0.1
_AT_WORK = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True, slots=True)
class Look:
    """At one moment: seconds of processors so far; by service, calls that wait and connections at work."""

    at: float
    spent: Mapping[str, float]
    busy: float
    waiting: Mapping[str, int]
    connections: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """What was seen at one rate. `shares` are of cores, by process or server; `machine` of all cores.

    By service, the most calls that waited in the broker, and the most connections at work on its database.
    """

    rate: float
    outcome: Outcome
    shares: Mapping[str, float]
    machine: float
    waiting: Mapping[str, int]
    connections: Mapping[str, int]


def kinds(product: RunningProduct, mix: Sequence[str]) -> list[Kind]:
    """The requests of a mix, as often as a practice makes each."""
    subject = product.subject
    plans = {operations.PLAIN: subject.create(), **operations.plans(subject)}
    return [Kind(USUAL.in_a_day[name], plans[name].status, plans[name].requests) for name in mix]


def step(product: RunningProduct, requests: Sequence[Kind], rate: float, seconds: float) -> Step:
    """One rate."""
    operations.wait_until_quiet(product)
    looks: list[Look] = []
    with _looking(product, looks):
        outcome = open_load.run(open_load.Arrivals(product.subject.port, requests, rate, seconds))
    during = [look for look in looks if outcome.began <= look.at <= outcome.ended]
    if len(during) < 2:
        raise load.LoadFailed("the machine is too busy to look")
    first, last = during[0], during[-1]
    took = last.at - first.at
    return Step(
        rate,
        outcome,
        {name: (now - first.spent[name]) / took for name, now in last.spent.items()},
        (last.busy - first.busy) / took / (os.cpu_count() or 1),
        {service: max(look.waiting[service] for look in during) for service in SERVICES},
        {service: max(look.connections[service] for look in during) for service in SERVICES},
    )


@contextmanager
def _looking(product: RunningProduct, looks: list[Look]) -> Iterator[None]:
    """Look at the processes, the broker and the database meanwhile."""
    over = threading.Event()

    def look() -> None:
        databases = product.databases
        with connect(product.uri, "bench") as connection, closing(connection.channel()) as channel:
            while not over.wait(_LOOK_EVERY):
                queues = {
                    service: channel.queue_declare(queue=wire.queue_name(service), passive=True)
                    for service in SERVICES
                }
                at_work = {service: databases.number(service, _AT_WORK) for service in SERVICES}
                spent = processor_time.seconds(product.subject.processes)
                waiting = {service: int(queue.message_count) for service, queue in queues.items()}
                looks.append(Look(time.monotonic(), spent, _busy(), waiting, at_work))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _busy() -> float:
    """Seconds that all cores of this machine were busy for so far; 0 where the host does not say."""
    if not Path("/proc/stat").exists():
        return 0.0
    user, nice, system, _idle, _waiting, *rest = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    return sum(map(int, (user, nice, system, *rest))) / os.sysconf("SC_CLK_TCK")


def show(each: Step, core: float) -> None:
    """Print a line, and below it what is seen of it. `core` is how much of one a process has."""
    outcome = each.outcome
    shares = {name: share / core if name in LIMITED else share for name, share in each.shares.items()}
    relays = sum(shares.pop(name) for name in list(shares) if name.endswith("relay"))
    parts = [*((name, shares[name]) for name in shares), ("relays", relays)]
    print(
        f"{each.rate:>6.1f}/s  answered {outcome.per_second:6.1f}  p50 {outcome.p50:6.1f} ms"
        f"  p99 {outcome.p99:7.1f} ms  refused {outcome.refused}"
        f"  at once {outcome.at_once}  machine {each.machine:.0%}"
    )
    print("          of a core: " + "  ".join(f"{name} {share:.2f}" for name, share in parts))
    print(
        "          calls that wait, connections at work: "
        + "  ".join(f"{name} {each.waiting[name]}, {each.connections[name]}" for name in SERVICES),
        flush=True,
    )


def is_saturated(first: Outcome, now: Outcome) -> bool:
    """Whether more is of no use."""
    return now.p99 > min(LATEST, TOO_LATE * first.p99) or now.refused > now.per_second / 10


def load_with(product: RunningProduct, name: str, core: float, seconds: float) -> None:
    """One mix, from its first rate on until it is too much."""
    print(f"\n{name}, on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before", flush=True)
    requests, steps = kinds(product, MIXES[name].operations), list[Step]()
    for number in range(STEPS):
        rate = MIXES[name].first * core * RISE**number
        steps.append(step(product, requests, rate, seconds))
        show(steps[-1], core)
        if is_saturated(steps[0].outcome, steps[-1].outcome):
            break
    late = next((each for each in steps if each.outcome.p99 > 2 * steps[0].outcome.p99), None)
    if late is not None:
        print(f"p99 has doubled at {late.rate:.0f}/s")


def main() -> None:
    """Load, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mix", choices=MIXES, nargs="+", default=["day"], help="what comes (day)")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each rate (8)")
    parser.add_argument("--core", type=float, default=1.0, help="that gateway and services have each (1)")
    given = parser.parse_args()
    try:
        with running() as product, ExitStack() as stack:
            operations.wait_until_quiet(product)
            operations.times(product, product.subject.create(), CLIENTS)
            if given.core < 1:
                processes = product.subject.processes
                stack.enter_context(
                    cpu_quota.limited({name: processes[name] for name in LIMITED}, given.core)
                )
            for name in given.mix:
                load_with(product, name, given.core, given.seconds)
    except (load.LoadFailed, ServerFailed, ContainerFailed) as error:
        sys.exit(f"The load stopped: {' '.join(str(error).split())}")


if __name__ == "__main__":
    main()

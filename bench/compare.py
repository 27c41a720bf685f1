"""Rounds of several systems in turn, and the table that says how they compare.

Systems are measured in turn (A B C, A B C, …) because a machine's speed drifts: what slows
one round slows all of its systems. A ratio is the median of the ratios of the rounds.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from bench import load, server_time
from bench.containers import ContainerFailed
from bench.processes import ServerFailed, cpu_seconds

OURS = "ours"


@dataclass(frozen=True)
class Options:
    """How long and how wide to measure."""

    seconds: float
    rounds: int
    connections: int


def options(description: str) -> Options:
    """The options of the command line, the same for every benchmark."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each measurement (5)")
    parser.add_argument("--rounds", type=int, default=5, help="of all systems in turn (5)")
    parser.add_argument("--connections", type=int, default=16, help="each one request at a time")
    given = parser.parse_args()
    return Options(given.seconds, given.rounds, given.connections)


def from_command_line(description: str, *measures: Callable[[Options], None]) -> None:
    """Run comparisons one after the other. What fails, under its load or before, ends them with one line."""
    chosen = options(description)
    try:
        for measure in measures:
            measure(chosen)
    except (load.LoadFailed, ServerFailed, ContainerFailed) as error:
        sys.exit(f"The load stopped: {' '.join(str(error).split())}")


@dataclass(frozen=True)
class System:
    """One of the systems compared: what to send it, and the processes it consists of."""

    plan: load.Plan
    processes: Collection[subprocess.Popen[bytes]]


@dataclass(frozen=True)
class Measurement:
    """One load of one system, and the processor time for one answer: of its processes, and of each server
    that it shares with the others.
    """

    result: load.Result
    cpu_ms: float
    servers_ms: Mapping[str, float]


def interleave(
    systems: Mapping[str, System],
    chosen: Options,
    after_each: Callable[[str], None] = lambda name: None,
) -> dict[str, list[Measurement]]:
    """The measurements of each system, one a round; `after_each` is called after each with its name."""
    measured: dict[str, list[Measurement]] = {name: [] for name in systems}
    for _ in range(chosen.rounds):
        for name, system in systems.items():
            measured[name].append(_measure(system, chosen))
            after_each(name)
    return measured


def show(title: str, measured: Mapping[str, list[Measurement]], needed: Mapping[str, float]) -> None:
    """Print the table of `measured`, and our ratio to each system with the one `needed`."""
    print(f"\n{title}")
    servers = next(iter(measured.values()))[0].servers_ms
    print(
        f"  {'':<20}{'req/s':>8}{'min':>7}{'max':>7}{'p50 ms':>9}{'p99 ms':>9}{'cpu ms/req':>12}"
        f"{''.join(f'{server:>10}' for server in servers)}"
    )
    for name, rounds in measured.items():
        rates = [each.result.per_second for each in rounds]
        print(
            f"  {name:<20}{median(rates):>8.0f}{min(rates):>7.0f}{max(rates):>7.0f}"
            f"{median(each.result.p50 for each in rounds):>9.1f}"
            f"{median(each.result.p99 for each in rounds):>9.1f}"
            f"{median(each.cpu_ms for each in rounds):>12.2f}"
            f"{''.join(f'{median(each.servers_ms[server] for each in rounds):>10.2f}' for server in servers)}"
        )
    if OURS in measured:
        for name, least in needed.items():
            print(f"  {_ratio(name, measured[OURS], measured[name], least)}", flush=True)


def _measure(system: System, chosen: Options) -> Measurement:
    plan = replace(system.plan, seconds=chosen.seconds, connections=chosen.connections)
    before, servers = cpu_seconds(system.processes), server_time.seconds()
    result = load.run(plan)
    spent = cpu_seconds(system.processes) - before
    of_servers = {name: after - servers[name] for name, after in server_time.seconds().items()}
    return Measurement(
        result,
        1000 * spent / result.answered,
        {name: 1000 * spent / result.answered for name, spent in of_servers.items()},
    )


def _ratio(name: str, ours: Sequence[Measurement], theirs: Sequence[Measurement], least: float) -> str:
    ratios = [a.result.per_second / b.result.per_second for a, b in zip(ours, theirs, strict=True)]
    return (
        f"ours / {name} = {median(ratios):.2f} "
        f"(needs {least:g}; rounds {min(ratios):.2f} to {max(ratios):.2f})"
    )

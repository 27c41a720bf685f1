"""Distance to the limit: one of our calls against a bare py-amqp ping-pong over the same broker."""

import json
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median

from bench import compare
from bench.containers import rabbitmq
from bench.echo import our_settings
from bench.processes import command, cpu_seconds, server

CALLS = 2000
MOST = 1.5
BARE = "bare py-amqp"


def measure(chosen: compare.Options) -> None:
    """Print what a call takes of both sides, by the clock and of the processor, beside the bare one."""
    with ExitStack() as stack:
        uri = stack.enter_context(rabbitmq())
        variables = {"BENCH_AMQP_URI": uri, **our_settings(uri)}
        command("chassis.topology", "declare", environment=variables)
        ours = stack.enter_context(server("bench.ours.echo_back", variables))
        bare = stack.enter_context(server("bench.peers.amqp_ping", variables, "pong"))
        asking: dict[str, tuple[subprocess.Popen[bytes], Callable[[int], str]]] = {
            compare.OURS: (
                ours,
                lambda calls: command("bench.ours.pinging", str(calls), environment=variables),
            ),
            BARE: (
                bare,
                lambda calls: command("bench.peers.amqp_ping", "ping", str(calls), environment=variables),
            ),
        }
        for _, ask in asking.values():
            ask(CALLS // 10)
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in asking}
        for _ in range(chosen.rounds):
            for name, (answering, ask) in asking.items():
                found[name].append(_taken(answering, ask))
    print("\nping-pong, one call at a time")
    print(f"  {'':<20}{'ms/call':>9}{'cpu ms/call':>13}")
    for name, rounds in found.items():
        print(f"  {name:<20}{median(ms for ms, _ in rounds):>9.2f}{median(cpu for _, cpu in rounds):>13.2f}")
    for place, what in enumerate(("time", "processor time")):
        times = [a[place] / b[place] for a, b in zip(found[compare.OURS], found[BARE], strict=True)]
        print(f"  ours / {BARE}, {what} = {median(times):.2f} (may be {MOST})", flush=True)


def _taken(answering: subprocess.Popen[bytes], ask: Callable[[int], str]) -> tuple[float, float]:
    before = cpu_seconds([answering])
    said = json.loads(ask(CALLS))
    return said["ms"], said["cpu_ms"] + 1000 * (cpu_seconds([answering]) - before) / CALLS


if __name__ == "__main__":
    compare.from_command_line(__doc__ or "", measure)

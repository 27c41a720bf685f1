"""Events: from commit to subscriber at fifty a second, how fast a relay sends and a projection takes in."""

import json
import time
from contextlib import ExitStack, closing

import psycopg2

from bench import compare
from bench.containers import postgres, rabbitmq
from bench.databases import database
from bench.ours.running import RELAY, Installation
from bench.processes import ServerFailed, command, server

COMMITS = 500
BACKLOG = 20_000
MOST_P99, LEAST_SENT, LEAST_TAKEN_IN = 20, 1500, 3000
_PATIENCE = 120.0
_SENT = "SELECT count(sent_at), extract(epoch FROM max(sent_at) - min(sent_at)) FROM outbox"
_TAKEN_IN = "SELECT count(*), extract(epoch FROM max(received_at) - min(received_at)) FROM inbox"


def measure(_chosen: compare.Options) -> None:
    """Print what it takes; the relay and the projection work on a backlog that waits before they begin."""
    print("\nevents")
    with ExitStack() as stack:
        installation = Installation(stack.enter_context(rabbitmq()))
        address = stack.enter_context(postgres())
        names = ("accounts", "connections")
        databases = {name: stack.enter_context(database(address, f"bench_{name}")) for name in names}
        environments = {name: installation.of(name, databases[name]) for name in names}
        with server(RELAY, environments["accounts"], "accounts"):
            time.sleep(3)
            found = json.loads(
                command(
                    "bench.ours.committing", "latency", str(COMMITS), environment=environments["accounts"]
                )
            )
        print(
            f"  commit to subscriber at 50/s: p50 {found['p50']:.1f} ms, p99 {found['p99']:.1f} ms "
            f"(may be {MOST_P99})",
            flush=True,
        )
        command("bench.ours.committing", "backlog", str(BACKLOG), environment=environments["accounts"])
        _forget_marks(databases["accounts"])
        with server(RELAY, environments["accounts"], "accounts"):
            sent = _rate(databases["accounts"], _SENT, BACKLOG)
        print(f"  a relay sends {sent:.0f} events/s (needs {LEAST_SENT})", flush=True)
        with server("services.connections", environments["connections"]):
            taken = _rate(databases["connections"], _TAKEN_IN, BACKLOG + COMMITS)
        print(f"  a projection takes in {taken:.0f} events/s (needs {LEAST_TAKEN_IN})", flush=True)


def _forget_marks(address: str) -> None:
    """What was sent before the backlog does not count."""
    _one(address, "WITH gone AS (DELETE FROM outbox WHERE sent_at IS NOT NULL RETURNING 1) SELECT 1, 1")


def _rate(address: str, query: str, count: int) -> float:
    """Events a second from the first to the last of so many."""
    give_up = time.monotonic() + _PATIENCE
    while (found := _one(address, query))[0] < count:
        if time.monotonic() > give_up:
            raise ServerFailed(f"only {found[0]:.0f} of {count} events within {_PATIENCE:.0f} s")
        time.sleep(0.2)
    return found[0] / found[1]


def _one(address: str, query: str) -> tuple[float, float]:
    with closing(psycopg2.connect(address)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(query)
            row = cursor.fetchone()
    assert row is not None
    return float(row[0]), float(row[1] or 0)


if __name__ == "__main__":
    compare.from_command_line(__doc__ or "", measure)

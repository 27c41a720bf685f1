"""Read one client, list fifty, create one: ours, and FastAPI with aio-pika and SQLAlchemy async."""

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

import psycopg2
from sqlalchemy import make_url

from bench import compare, load
from bench.containers import free_port, postgres, rabbitmq
from bench.processes import resident_megabytes, server, wait_for_answer

PEER = "FastAPI, SQLAlchemy"
NEEDED = {PEER: 1.2}
CLIENTS = 1000
READ_CLIENTS = 200
DRAIN_SECONDS = 60.0

NEW_CLIENT = json.dumps(
    {
        "type": "business",
        "name": f"Acme {load.UNIQUE} Ltd",
        "solutions": ["bookkeeping"],
        "practice_code": load.UNIQUE,
        "industry": "62012",
        "access": {"everyone": True, "colleague_ids": [], "team_ids": [], "account_manager_id": None},
        "invitation": None,
    }
)
"""What each system is asked to create; each request has a name and a practice code of its own."""


class OutboxNotDrained(Exception):
    """A system's relay has not published everything in time."""


@dataclass(frozen=True)
class Subject:
    """A running system with the data set in it."""

    port: int
    headers: dict[str, str]
    processes: Sequence[subprocess.Popen[bytes]]
    database: str
    unsent: str
    """The query that counts the rows of the outbox which are not published yet."""

    def create(self, count: int | None = None) -> load.Plan:
        headers = {**self.headers, "Idempotency-Key": load.UNIQUE}
        wire = load.request("POST", "/v1/clients", NEW_CLIENT, headers)
        return load.Plan(self.port, [wire], status=201, count=count)

    def list_fifty(self) -> load.Plan:
        return load.Plan(self.port, [load.request("GET", "/v1/clients?limit=50", headers=self.headers)])

    def read(self) -> load.Plan:
        page = wait_for_answer(self.port, f"/v1/clients?limit={READ_CLIENTS}", self.processes, self.headers)
        ids = [client["id"] for client in json.loads(page)["items"]]
        return load.Plan(
            self.port, [load.request("GET", f"/v1/clients/{each}", headers=self.headers) for each in ids]
        )

    def drain(self) -> float:
        """Wait until the outbox is empty; the seconds it took."""
        started = time.monotonic()
        with closing(psycopg2.connect(self.database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                while time.monotonic() - started < DRAIN_SECONDS:
                    cursor.execute(self.unsent)
                    row = cursor.fetchone()
                    if row is not None and row[0] == 0:
                        return time.monotonic() - started
                    time.sleep(0.02)
        raise OutboxNotDrained(self.database)


@contextmanager
def peer(uri: str, database: str) -> Iterator[Subject]:
    """FastAPI, aio-pika and SQLAlchemy async: a front process and a back process."""
    port = free_port()
    environment = {"BENCH_AMQP_URI": uri, "BENCH_PORT": str(port), "BENCH_PEER_DATABASE": database}
    with (
        server("bench.peers.fastapi_clients_back", environment) as back,
        server("bench.peers.fastapi_clients_front", environment) as front,
    ):
        wait_for_answer(port, "/v1/clients?limit=1", [back, front])
        yield Subject(port, {}, [back, front], database, "SELECT count(*) FROM outbox WHERE sent_at IS NULL")


SYSTEMS = {PEER: peer}


def measure(chosen: compare.Options) -> None:
    """Start all systems, give each its clients, load them in turn, print how they compare."""
    with ExitStack() as stack:
        uri, server_address = stack.enter_context(rabbitmq()), stack.enter_context(postgres())
        subjects = {}
        for number, (name, start) in enumerate(SYSTEMS.items()):
            database = stack.enter_context(_database(server_address, f"bench_{number}"))
            subjects[name] = stack.enter_context(start(uri, database))
        for subject in subjects.values():
            load.run(subject.create(CLIENTS))
            subject.drain()
        _compare("read one client", {name: each.read() for name, each in subjects.items()}, subjects, chosen)
        _compare("list fifty", {name: each.list_fifty() for name, each in subjects.items()}, subjects, chosen)
        _compare("create one", {name: each.create() for name, each in subjects.items()}, subjects, chosen)
        for name, subject in subjects.items():
            sizes = " + ".join(f"{resident_megabytes(each):.0f}" for each in subject.processes)
            print(f"  resident MB of {name}: {sizes}")


def _compare(
    title: str, plans: dict[str, load.Plan], subjects: dict[str, Subject], chosen: compare.Options
) -> None:
    drained: dict[str, list[float]] = {name: [] for name in subjects}
    systems = {name: compare.System(plan, subjects[name].processes) for name, plan in plans.items()}
    measured = compare.interleave(
        systems, chosen, settle=lambda name: drained[name].append(subjects[name].drain())
    )
    compare.show(title, measured, NEEDED)
    if any(plan.status == 201 for plan in plans.values()):
        for name, seconds in drained.items():
            print(f"  outbox of {name} empty at most {max(seconds):.2f} s after a round")


@contextmanager
def _database(server_address: str, name: str) -> Iterator[str]:
    """A new database of the server, dropped at the end; its libpq address."""
    with closing(psycopg2.connect(server_address)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name}")
            yield make_url(server_address).set(database=name).render_as_string(hide_password=False)
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    measure(compare.options(__doc__ or ""))

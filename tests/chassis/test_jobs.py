"""Loops that work off jobs: idle they ask little, and together they do much."""

from __future__ import annotations

import time
from collections.abc import Iterator

import eventlet
import pytest
from eventlet.event import Event
from nameko.containers import ServiceContainer

from chassis.database.engine import Database
from chassis.process import jobs
from chassis.process.jobs import works_off
from tests.builders import eventually

LOOPS = 3


class Bench:
    """A service whose jobs each take until they are let go."""

    name = "bench"

    def __init__(self) -> None:
        self.looked, self.waiting, self.at_it = 0, 0, 0
        self.released = Event()

    def look(self) -> bool:
        self.looked += 1
        if not self.waiting:
            return False
        self.waiting -= 1
        self.at_it += 1
        self.released.wait()
        self.at_it -= 1
        return True


@pytest.fixture
def database() -> Iterator[Database]:
    """Never connected to: what is due is asked of `Bench`."""
    made = Database("postgresql://nobody@127.0.0.1/none", name="bench")
    yield made
    made.close()


@pytest.fixture
def bench(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(jobs, "_POLL", 0.05)
    found = Bench()

    class Service:
        name = "bench"

        @works_off(at_once=LOOPS)
        def work_off(self) -> bool:
            return found.look()

    container = ServiceContainer(Service, {"AMQP_URI": "memory://", "database": database})
    container.start()
    yield found
    if not found.released.ready():
        found.released.send(None)
    container.stop()


def test_of_loops_at_rest_one_looks_for_all(bench: Bench) -> None:
    eventually(lambda: bench.looked >= LOOPS)
    before, began = bench.looked, time.monotonic()
    eventlet.sleep(0.5)
    looked = bench.looked - before
    assert 1 <= looked <= (time.monotonic() - began) / jobs._POLL + 1


def test_jobs_left_by_this_process_are_done_all_at_once(bench: Bench, database: Database) -> None:
    eventually(lambda: bench.looked >= LOOPS)
    bench.waiting = LOOPS + 2
    for told in database.on_jobs:
        told()
    eventually(lambda: bench.at_it == LOOPS)
    bench.released.send(None)
    eventually(lambda: bench.at_it == bench.waiting == 0)


def test_what_comes_due_while_others_are_at_work_finds_somebody(bench: Bench) -> None:
    for number in range(1, LOOPS + 1):
        bench.waiting += 1
        eventually(lambda number=number: bench.at_it == number)

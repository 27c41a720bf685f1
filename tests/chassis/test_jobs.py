"""Loops that work off jobs: idle they ask little, and together they do much."""

from __future__ import annotations

from collections.abc import Iterator

import eventlet
import pytest
from eventlet.event import Event
from nameko.containers import ServiceContainer
from sqlalchemy import literal, select, text

from chassis.database.engine import Database
from chassis.process import due_jobs, jobs
from chassis.process.jobs import works_off
from deploy.embedded_postgres import EmbeddedPostgres
from tests.builders import eventually

LOOPS = 3
POLL = 0.05


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
def database(postgres: EmbeddedPostgres) -> Iterator[Database]:
    postgres.ensure_database("bench")
    made = Database(postgres.dsn("bench"), name="bench")
    with made.autocommit(everywhere=True) as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS things (due boolean)"))
        connection.execute(text("DELETE FROM things"))
    yield made
    made.close()


@pytest.fixture
def bench(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(jobs, "POLL", POLL)
    monkeypatch.setattr(due_jobs, "POLL", POLL)
    found = Bench()

    class Service:
        name = "bench"

        @works_off(
            select(literal(1)).where(text("false")),
            select(literal(1)).select_from(text("things")).where(text("due")),
            at_once=LOOPS,
        )
        def work_off(self) -> bool:
            return found.look()

    container = ServiceContainer(Service, {"AMQP_URI": "memory://", "database": database})
    container.start()
    yield found
    if not found.released.ready():
        found.released.send(None)
    container.stop()


def note_one_due(database: Database) -> None:
    """As another process does it, whose commit nobody here hears of."""
    with database.autocommit(everywhere=True) as connection:
        connection.execute(text("INSERT INTO things VALUES (true)"))


def test_loops_at_rest_are_left_alone_while_nothing_is_due(bench: Bench) -> None:
    eventually(lambda: bench.looked >= LOOPS)
    before = bench.looked
    eventlet.sleep(10 * POLL)
    assert bench.looked == before


def test_what_others_left_is_found_by_the_next_look(bench: Bench, database: Database) -> None:
    eventually(lambda: bench.looked >= LOOPS)
    bench.waiting = 1
    eventlet.sleep(2 * POLL)
    assert bench.at_it == 0
    note_one_due(database)
    eventually(lambda: bench.at_it == 1)


def test_a_database_that_is_away_for_a_moment_ends_no_look(bench: Bench, database: Database) -> None:
    eventually(lambda: bench.looked >= LOOPS)
    with database.autocommit(everywhere=True) as connection:
        connection.execute(text("ALTER TABLE things RENAME TO gone"))
    eventlet.sleep(3 * POLL)
    with database.autocommit(everywhere=True) as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO things"))
    bench.waiting = 1
    note_one_due(database)
    eventually(lambda: bench.at_it == 1)


def test_jobs_left_by_this_process_are_done_all_at_once(bench: Bench, database: Database) -> None:
    eventually(lambda: bench.looked >= LOOPS)
    bench.waiting = LOOPS + 2
    for listener in database.on_jobs:
        listener()
    eventually(lambda: bench.at_it == LOOPS)
    bench.released.send(None)
    eventually(lambda: bench.at_it == bench.waiting == 0)


def test_what_comes_due_while_others_are_at_work_finds_somebody(bench: Bench, database: Database) -> None:
    note_one_due(database)
    for number in range(1, LOOPS + 1):
        bench.waiting += 1
        eventually(lambda number=number: bench.at_it == number)

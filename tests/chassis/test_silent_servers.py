"""A database that says nothing is given up, also where a balancer before it acknowledges all that is sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from typing import Any

import eventlet
import psycopg2
import pytest
from eventlet.green import socket
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.database import changes, silent_servers, transactions
from chassis.database.changes import Changes
from chassis.database.engine import Database
from chassis.messaging.outbox_notifier import OutboxNotifier
from chassis.observability import failures
from chassis.process import patching
from deploy.embedded_postgres import EmbeddedPostgres
from tests.builders import eventually

#: Seconds instead of those that a service waits.
LIMIT = 0.5


class Balancer:
    """Stands before a database on a port of its own. While `is_silent` it takes what it is sent and keeps it;
    connections of that time stay so, as with a balancer whose server was killed while it turned to it.
    """

    def __init__(self, server: str) -> None:
        self.is_silent = False
        self.taken = self.kept = 0
        self._server = server
        self._listening: Any = eventlet.listen(("127.0.0.1", 0))
        self._open: list[Any] = []
        self._threads = [eventlet.spawn(self._accept)]

    @property
    def url(self) -> str:
        return f"postgresql://silent@127.0.0.1:{self._listening.getsockname()[1]}/silent"

    def close(self) -> None:
        for thread in self._threads:
            thread.kill()
        for each in (self._listening, *self._open):
            each.close()

    def _accept(self) -> None:
        while True:
            client, _ = self._listening.accept()
            self.taken += 1
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            self._open += [client, server]
            for source, target in ((client, server), (server, client)):
                self._threads.append(eventlet.spawn(self._pass_on, source, target))

    def _pass_on(self, source: Any, target: Any) -> None:
        keeps = self.is_silent
        while data := source.recv(65536):
            keeps = keeps or self.is_silent
            if keeps:
                self.kept += 1
            else:
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def balancer(postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[Balancer]:
    monkeypatch.setattr(patching, "CONNECTED_WITHIN", LIMIT)
    monkeypatch.setattr(silent_servers.BoundedConnection, "answered_within", LIMIT)
    postgres.ensure_role("silent")
    postgres.ensure_database("silent", owner="silent")
    sockets = postgres.dsn("silent").rpartition("host=")[2]
    made = Balancer(f"{sockets}/.s.PGSQL.5432")
    yield made
    made.close()


@pytest.fixture
def database(balancer: Balancer) -> Iterator[Database]:
    made = Database(balancer.url, name="silent", pool_size=4)
    yield made
    made.close()


def ask(database: Database) -> None:
    with database.read(everywhere=True) as connection:
        connection.execute(text("SELECT 1"))


def given_up(ask: Callable[[], object]) -> Exception:
    """The error with which it ends, in about the time that there is for it."""
    began = time.monotonic()
    with pytest.raises(DBAPIError) as caught, eventlet.Timeout(20, AssertionError("it hangs")):
        ask()
    assert time.monotonic() - began > LIMIT * 0.9
    return caught.value


def test_a_server_that_never_answers_is_not_connected_to(balancer: Balancer, database: Database) -> None:
    balancer.is_silent = True
    error = given_up(lambda: ask(database))
    assert failures.is_passing(error)
    assert failures.is_out_of_reach(error)


def test_a_server_that_falls_silent_is_given_up_and_asked_by_another_connection(
    balancer: Balancer, database: Database
) -> None:
    ask(database)
    balancer.is_silent = True
    assert failures.is_passing(given_up(lambda: ask(database)))
    balancer.is_silent = False
    ask(database)
    assert balancer.taken == 2


def test_all_connections_of_that_time_are_given_up_with_the_first(
    balancer: Balancer, database: Database
) -> None:
    with ExitStack() as held:
        for _ in range(4):
            held.enter_context(database.engine.connect())
    balancer.is_silent = True
    given_up(lambda: ask(database))
    balancer.is_silent = False
    for _ in range(4):
        ask(database)


def test_a_unit_of_work_leaves_nothing_open(balancer: Balancer, database: Database) -> None:
    def write() -> None:
        with database.unit_of_work(everywhere=True) as uow:
            uow.connection.execute(text("SELECT 1"))
            balancer.is_silent = True

    assert failures.is_passing(given_up(write))
    balancer.is_silent = False
    ask(database)


def woken_by_the_other(here: Changes, there: Changes) -> None:
    """Who waits `here` is woken by what is told `there`, and not by looking."""
    holds: list[bool] = []
    waiting = eventlet.spawn(here.until, ["client"], lambda: bool(holds), within=60.0)
    eventlet.sleep(0.2)
    holds.append(True)

    def is_woken() -> bool:
        there.tell(["client"])
        return bool(waiting.dead)

    assert eventually(is_woken)


@pytest.mark.parametrize("from_the_first", [True, False])
def test_who_waits_for_changes_hears_of_them_again(
    balancer: Balancer, postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch, from_the_first: bool
) -> None:
    monkeypatch.setattr(changes, "_LOOK", 60.0)
    monkeypatch.setattr(changes, "_SILENCE", LIMIT)
    balancer.is_silent = from_the_first
    here, there = Changes(balancer.url, "here"), Changes(balancer.url, "there")
    try:
        here.listen()
        there.listen()
        if not from_the_first:
            assert eventually(lambda: listening(postgres) == 2)
            balancer.is_silent = True
            assert eventually(lambda: balancer.kept)
        eventlet.sleep(4 * LIMIT)
        balancer.is_silent = False
        assert eventually(lambda: listening(postgres) == 2)
        woken_by_the_other(here, there)
    finally:
        here.stop()
        there.stop()


def listening(postgres: EmbeddedPostgres) -> int:
    """How many connections hear of changes."""
    heard = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE '%-changes' AND query <> ''"
    with closing(psycopg2.connect(postgres.dsn("silent"))) as connection, connection.cursor() as cursor:
        cursor.execute(heard)
        return sum(count for (count,) in cursor)


def test_a_relay_is_told_again(balancer: Balancer, postgres: EmbeddedPostgres) -> None:
    balancer.is_silent = True
    notify = OutboxNotifier(balancer.url, "silent")
    with closing(psycopg2.connect(postgres.dsn("silent"))) as relay:
        relay.autocommit = True
        relay.cursor().execute("LISTEN clientele_outbox")
        notify()
        eventlet.sleep(2 * LIMIT)
        balancer.is_silent = False

        def is_told() -> bool:
            notify()
            eventlet.sleep(0.1)
            relay.poll()
            return bool(relay.notifies)

        assert eventually(is_told)
    notify.stop()


def test_what_works_long_on_purpose_has_no_limit(balancer: Balancer) -> None:
    """Migrations and dumps connect by psycopg2's own connections."""
    with closing(psycopg2.connect(balancer.url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", (3 * LIMIT,))


def test_the_server_ends_a_statement_before_it_is_given_up() -> None:
    assert silent_servers.BoundedConnection.answered_within > transactions._STATEMENT_TIMEOUT / 1000

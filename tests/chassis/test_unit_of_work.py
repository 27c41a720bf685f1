"""Units of work on a real PostgreSQL: all of one, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import eventlet
import pytest
from psycopg2 import extensions
from sqlalchemy import bindparam, text
from sqlalchemy.exc import IntegrityError

from chassis.database.engine import Database
from chassis.database.prepared import ALONE, Prepared
from chassis.database.unit_of_work import UnitOfWork
from deploy.embedded_postgres import EmbeddedPostgres

_COUNT = Prepared("test_count", text("SELECT count(*) AS found FROM kept"))
_ADD = Prepared("test_add", text("INSERT INTO kept VALUES (:n)").bindparams(bindparam("n")))


@pytest.fixture
def database(postgres: EmbeddedPostgres) -> Iterator[Database]:
    postgres.ensure_role("work")
    postgres.ensure_database("work", owner="work")
    made = Database(postgres.dsn("work", role="work"), name="work", pool_size=1)
    with made.autocommit() as connection:
        connection.execute(text("DROP TABLE IF EXISTS kept"))
        connection.execute(text("CREATE TABLE kept (n integer PRIMARY KEY)"))
    yield made
    made.close()


def kept(database: Database) -> list[int]:
    with database.read(everywhere=True) as connection:
        return list(connection.execute(text("SELECT n FROM kept ORDER BY n")).scalars())


def in_transaction(database: Database) -> bool:
    """Whether the pool's one connection has a transaction open: then two moments of it are the same."""
    with database.read(everywhere=True) as connection:
        moments = [
            connection.execute(text("SELECT now()")).scalar(),
            connection.execute(text("SELECT pg_sleep(0.01)")).scalar(),
            connection.execute(text("SELECT now()")).scalar(),
        ]
    return moments[0] == moments[2]


def test_work_is_kept_once_its_block_has_ended(database: Database) -> None:
    with database.unit_of_work(everywhere=True) as uow:
        uow.execute(text("INSERT INTO kept VALUES (1)"))
        uow.later(_ADD, {"n": 2})
        uow.later(_ADD, {"n": 3})
    assert kept(database) == [1, 2, 3]
    assert not in_transaction(database)


def test_what_was_left_goes_before_the_next_statement_and_in_its_round_trip(database: Database) -> None:
    trips: list[int] = []
    wait = extensions.get_wait_callback()
    assert wait is not None

    def count(connection: Any) -> None:
        trips.append(1)
        wait(connection)

    with database.engine.connect() as connection:
        for statement in (_ADD, _COUNT):
            statement.prepare(connection)
        connection.info[ALONE] = ""
        uow = UnitOfWork(connection, "work", in_order=True)
        extensions.set_wait_callback(count)
        try:
            uow.later(_ADD, {"n": 1})
            uow.later(_ADD, {"n": 2})
            assert uow.first(_COUNT, {}).found == 2
            assert len(trips) == 1
        finally:
            extensions.set_wait_callback(wait)


def test_work_that_fails_leaves_nothing(database: Database) -> None:
    def run() -> None:
        with database.unit_of_work(everywhere=True) as uow:
            uow.execute(text("INSERT INTO kept VALUES (1)"))
            raise KeyError

    with pytest.raises(KeyError):
        run()
    assert kept(database) == []
    assert not in_transaction(database)


def test_work_whose_last_statements_fail_leaves_nothing(database: Database) -> None:
    def run() -> None:
        with database.unit_of_work(everywhere=True) as uow:
            uow.execute(text("INSERT INTO kept VALUES (1)"))
            uow.later(_ADD, {"n": 2})
            uow.later(_ADD, {"n": 2})

    with pytest.raises(IntegrityError):
        run()
    assert kept(database) == []
    assert not in_transaction(database)


def test_work_killed_while_a_statement_runs_leaves_nothing(database: Database) -> None:
    def run() -> None:
        with database.unit_of_work(everywhere=True) as uow:
            uow.execute(text("INSERT INTO kept VALUES (1)"))
            uow.execute(text("SELECT pg_sleep(1)"))

    running = eventlet.spawn(run)
    eventlet.sleep(0.2)
    running.kill()
    assert kept(database) == []
    assert not in_transaction(database)


def test_work_whose_connection_is_lost_fails_and_the_next_goes_on(database: Database) -> None:
    with pytest.raises(Exception, match=r"terminat|closed"), database.unit_of_work(everywhere=True) as uow:
        uow.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with database.unit_of_work(everywhere=True) as uow:
        uow.later(_ADD, {"n": 1})
    assert kept(database) == [1]

"""A write's key on a real PostgreSQL: claimed with the first statement, once for all who come with it."""

from __future__ import annotations

from collections.abc import Iterator

import eventlet
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from chassis.database.engine import Database
from chassis.database.idempotency import Replayed
from chassis.rpc.request import Request
from contracts import accounts
from contracts.errors import IdempotencyKeyInUse
from deploy.embedded_postgres import EmbeddedPostgres


@pytest.fixture
def database(postgres: EmbeddedPostgres) -> Iterator[Database]:
    postgres.ensure_role("keys")
    postgres.ensure_database("keys", owner="keys")
    made = Database(postgres.dsn("keys", role="keys"), name="keys", pool_size=3)
    with made.autocommit() as connection:
        connection.execute(text("DROP TABLE IF EXISTS commands, done"))
        connection.execute(text("CREATE TABLE done (n integer)"))
        connection.execute(
            text(
                "CREATE TABLE commands (key varchar(64) PRIMARY KEY, fingerprint varchar(64),"
                " state varchar(10) NOT NULL, answer text)"
            )
        )
    yield made
    made.close()


def request(key: str | None = "once") -> Request:
    return Request(accounts.CREATE_CLIENT, None, None, key, "a" * 64)


def done(database: Database) -> int:
    with database.read(everywhere=True) as connection:
        return int(connection.execute(text("SELECT count(*) FROM done")).scalar_one())


def do(database: Database, request_: Request, pause: float = 0.0) -> None:
    with database.unit_of_work(request_, everywhere=True) as uow:
        uow.execute(text("INSERT INTO done VALUES (1)"))
        eventlet.sleep(pause)
        uow.answer({"n": 1})


def test_a_write_is_done_once_and_its_repetition_is_known_by_the_first_statement(database: Database) -> None:
    do(database, request())
    with pytest.raises(Replayed):
        do(database, request())
    assert done(database) == 1
    do(database, request("another"))
    do(database, request(None))
    assert done(database) == 3


def test_who_comes_meanwhile_waits_for_the_first(database: Database) -> None:
    first = eventlet.spawn(do, database, request(), 0.3)
    eventlet.sleep(0.1)
    with pytest.raises(Replayed):
        do(database, request())
    first.wait()
    assert done(database) == 1


def test_who_waits_for_too_long_is_told_that_the_key_is_in_use(database: Database) -> None:
    """Longer than the lock time-out of a connection."""
    first = eventlet.spawn(do, database, request(), 4.0)
    eventlet.sleep(0.1)
    with pytest.raises(IdempotencyKeyInUse):
        do(database, request())
    first.wait()
    assert done(database) == 1


def test_a_write_that_breaks_another_rule_is_no_repetition_and_frees_its_key(
    database: Database,
) -> None:
    def break_a_rule() -> None:
        with database.unit_of_work(request(), everywhere=True) as uow:
            uow.execute(text("INSERT INTO done VALUES (1)"))
            uow.execute(text("INSERT INTO commands (key, state) VALUES ('x', NULL)"))

    with pytest.raises(IntegrityError):
        break_a_rule()
    assert done(database) == 0
    do(database, request())
    assert done(database) == 1

"""A database that takes no writes is not ready, however well it answers."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.database import engine as databases
from chassis.database.engine import Database
from chassis.database.tables import messaging
from deploy.embedded_postgres import EmbeddedPostgres


@pytest.fixture
def database(postgres: EmbeddedPostgres) -> Iterator[Database]:
    postgres.ensure_role("ready")
    postgres.drop_database("ready")
    postgres.ensure_database("ready", owner="ready")
    made = Database(postgres.dsn("ready", role="ready"), name="ready", pool_size=1)
    messaging.create_all(made.engine)
    yield made
    made.close()


def rows(database: Database) -> int:
    with database.read(everywhere=True) as connection:
        return len(connection.execute(text("SELECT 1 FROM commands")).all())


def test_a_database_that_takes_writes_is_ready_and_keeps_one_row_of_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_WRITE_EVERY", 0.0)
    for _ in range(3):
        database.check()
    assert rows(database) == 1


def test_the_write_is_seldom_enough_to_cost_nothing(database: Database) -> None:
    database.check()
    with database.autocommit(everywhere=True) as connection:
        connection.execute(text("DELETE FROM commands"))
    database.check()
    assert rows(database) == 0


def test_a_server_that_only_reads_is_not_ready(postgres: EmbeddedPostgres, database: Database) -> None:
    with psycopg2.connect(postgres.dsn("postgres")) as connection:
        connection.autocommit = True
        connection.cursor().execute("ALTER DATABASE ready SET default_transaction_read_only = on")
    database.engine.dispose()
    with pytest.raises(DBAPIError):
        database.check()


def test_where_other_writes_find_no_room_it_is_not_ready_until_one_succeeds(database: Database) -> None:
    full = text("DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$")
    with pytest.raises(DBAPIError), database.unit_of_work(everywhere=True) as uow:
        uow.execute(full)
    with pytest.raises(OSError, match="room"):
        database.check()
    with database.unit_of_work(everywhere=True) as uow:
        uow.execute(text("SELECT 1"))
    database.check()

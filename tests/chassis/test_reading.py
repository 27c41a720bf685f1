"""`Database.read` cannot write: PostgreSQL itself refuses it, whoever wrote the statement."""

from __future__ import annotations

import pytest
from sqlalchemy import Executable, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from chassis.database.engine import Database, WrittenInRead
from chassis.database.prepared import Prepared
from chassis.database.tables import inbox
from chassis.observability import failures
from deploy.allinone.product import Product

_ROW = {"handler": "tests.reading", "message_id": "1"}
_WRITES: dict[str, Executable] = {
    "insert": insert(inbox).values(_ROW),
    "update": update(inbox).values(received_at=func.now()),
    "text": text("WITH gone AS (DELETE FROM inbox RETURNING handler) SELECT handler FROM gone"),
    "lock": select(inbox).with_for_update(),
}


@pytest.fixture
def database(product: Product) -> Database:
    return product.hosted["accounts"].database


@pytest.mark.parametrize("statement", _WRITES.values(), ids=_WRITES)
def test_a_write_in_a_read_is_refused(database: Database, statement: Executable) -> None:
    with database.read(everywhere=True) as connection, pytest.raises(DBAPIError, match="read-only"):
        connection.execute(statement)


def test_a_write_in_a_read_is_a_mistake_of_ours_and_passes_not(database: Database) -> None:
    """The same error of PostgreSQL's in a unit of work means a replica that takes over, and passes."""
    with pytest.raises(WrittenInRead) as raised, database.read(everywhere=True) as connection:
        connection.execute(_WRITES["insert"])
    assert not failures.is_passing(raised.value)


def test_a_prepared_write_in_a_read_is_refused(database: Database) -> None:
    with database.read(everywhere=True) as connection, pytest.raises(DBAPIError, match="read-only"):
        Prepared("tests_reading", _WRITES["insert"]).all(connection, {})


def test_the_connection_of_a_read_writes_again_afterwards(database: Database) -> None:
    """The pool gives back the one used last: what was said for a read holds for that read alone."""
    with database.read(everywhere=True) as connection:
        session = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    with database.autocommit(everywhere=True) as connection:
        connection.execute(_WRITES["insert"])
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar() == session
    ours = (inbox.c.handler == _ROW["handler"]) & (inbox.c.message_id == _ROW["message_id"])
    with database.unit_of_work(everywhere=True) as uow:
        assert uow.execute(inbox.delete().where(ours)).rowcount == 1

"""Messages on a real PostgreSQL: together in one transaction, each once in effect, none harmed by another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from eventlet.greenpool import GreenPool
from sqlalchemy import bindparam, text

from chassis import context
from chassis.database.engine import Database
from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork
from chassis.messaging.deliveries import Delivery
from chassis.messaging.exactly_once import Arrived, take_in
from contracts.errors import NotFound
from deploy.embedded_postgres import EmbeddedPostgres

HANDLER = "accounts.ClientCreated"
_ADD = Prepared("test_note", text("INSERT INTO noted (n) VALUES (:n)").bindparams(bindparam("n")))


class Raw:
    """What a broker's library hands over."""

    properties: dict[str, Any] = {}
    delivery_info: dict[str, Any] = {}
    body = b"{}"


@pytest.fixture
def database(postgres: EmbeddedPostgres) -> Iterator[Database]:
    postgres.ensure_role("batches")
    postgres.ensure_database("batches", owner="batches")
    made = Database(postgres.dsn("batches", role="batches"), name="batches", pool_size=4)
    with made.autocommit() as connection:
        connection.execute(text("DROP TABLE IF EXISTS noted, inbox, heads, rows"))
        connection.execute(text("CREATE TABLE noted (seq serial, n integer)"))
        connection.execute(
            text(
                "CREATE TABLE inbox (handler varchar, message_id varchar, PRIMARY KEY (handler, message_id))"
            )
        )
    yield made
    made.close()


def arrived(*numbers: int, about: str = "client") -> list[Arrived]:
    return [
        Arrived(Delivery(Raw(), None), f"message-{n:03}", about, {"n": n}, context.Context(f"request-{n}"))
        for n in numbers
    ]


def note(uow: UnitOfWork, data: dict[str, Any]) -> None:
    uow.later(_ADD, data)


def noted(database: Database) -> list[int]:
    with database.read(everywhere=True) as connection:
        return list(connection.execute(text("SELECT n FROM noted ORDER BY seq")).scalars())


def outcomes(database: Database, messages: Sequence[Arrived], effect: Any = note) -> list[str]:
    return [
        "taken in" if error is None else type(error).__name__
        for error in take_in(database, HANDLER, messages, effect)
    ]


def test_a_batch_is_taken_in_whole_and_in_its_order(database: Database) -> None:
    assert outcomes(database, arrived(3, 1, 2)) == ["taken in"] * 3
    assert noted(database) == [3, 1, 2]


def test_what_was_taken_in_before_has_no_second_effect_whatever_comes_with_it(database: Database) -> None:
    outcomes(database, arrived(1, 2))
    assert outcomes(database, arrived(4, 2, 3, 1)) == ["taken in"] * 4
    assert noted(database) == [1, 2, 4, 3]


def test_what_comes_twice_in_one_batch_has_one_effect(database: Database) -> None:
    assert outcomes(database, arrived(1, 1, 2, 1)) == ["taken in"] * 4
    assert noted(database) == [1, 2]


@pytest.mark.parametrize("error", [NotFound(what="client"), KeyError("name")])
def test_one_bad_message_among_fifty_harms_nothing_but_itself(database: Database, error: Exception) -> None:
    def effect(uow: UnitOfWork, data: dict[str, Any]) -> None:
        note(uow, data)
        if data["n"] == 30:
            raise error

    results = outcomes(database, arrived(*range(50)), effect)
    assert results == ["taken in"] * 30 + [type(error).__name__] + ["taken in"] * 19
    assert noted(database) == [n for n in range(50) if n != 30]


def test_a_statement_that_fails_at_the_end_is_found_to_be_its_message_s(database: Database) -> None:
    def effect(uow: UnitOfWork, data: dict[str, Any]) -> None:
        uow.later(_ADD, {"n": data["n"] if data["n"] != 2 else "two"})

    assert outcomes(database, arrived(1, 2, 3), effect) == ["taken in", "DataError", "taken in"]
    assert noted(database) == [1, 3]


def test_what_one_message_wrote_is_there_for_the_next(database: Database) -> None:
    seen: list[int] = []

    def effect(uow: UnitOfWork, data: dict[str, Any]) -> None:
        seen.append(uow.execute(text("SELECT count(*) FROM noted")).scalar_one())
        note(uow, data)

    outcomes(database, arrived(1, 2, 3), effect)
    assert seen == [0, 1, 2]


def test_a_batch_that_is_killed_in_the_middle_leaves_nothing_and_comes_again(database: Database) -> None:
    class Killed(BaseException):
        pass

    def effect(uow: UnitOfWork, data: dict[str, Any]) -> None:
        uow.execute(text("INSERT INTO noted (n) VALUES (:n)"), data)
        if data["n"] == 2:
            raise Killed

    with pytest.raises(Killed):
        take_in(database, HANDLER, arrived(1, 2, 3), effect)
    assert noted(database) == []
    # The broker gives them again, in whatever order.
    assert outcomes(database, arrived(3, 2, 1)) == ["taken in"] * 3
    assert noted(database) == [3, 2, 1]


def test_two_replicas_that_are_given_the_same_messages_take_each_in_once(database: Database) -> None:
    pool, results = GreenPool(), []

    def slowly(uow: UnitOfWork, data: dict[str, Any]) -> None:
        uow.execute(text("SELECT pg_sleep(0.02)"))
        note(uow, data)

    for order in ([1, 2, 3, 4, 5], [5, 4, 3, 2, 1]):
        pool.spawn(lambda order=order: results.append(outcomes(database, arrived(*order), slowly)))
    pool.waitall()
    assert results == [["taken in"] * 5] * 2
    assert sorted(noted(database)) == [1, 2, 3, 4, 5]


def test_each_message_s_effect_bears_the_context_of_what_it_follows_from(database: Database) -> None:
    seen = []

    def effect(_uow: UnitOfWork, _data: dict[str, Any]) -> None:
        seen.append(context.current().correlation_id)

    outcomes(database, arrived(1, 2), effect)
    assert seen == ["request-1", "request-2"]


def test_fifty_messages_are_one_transaction(database: Database) -> None:
    outcomes(database, arrived(*range(50)))
    with database.read(everywhere=True) as connection:
        rows, transactions = connection.execute(
            text("SELECT count(*), count(DISTINCT xmin::text) FROM noted")
        ).one()
    assert (rows, transactions) == (50, 1)


def test_batches_that_want_the_same_rows_wait_for_one_another_and_no_longer(database: Database) -> None:
    """As `ClientCreated` and `GrantClientAccess` of the same clients do, in whatever order they come."""
    with database.autocommit() as connection:
        connection.execute(text("CREATE TABLE heads (practice varchar PRIMARY KEY, place integer)"))
        connection.execute(text("CREATE TABLE rows (client varchar PRIMARY KEY, n integer)"))
    head = Prepared(
        "test_head",
        text(
            "INSERT INTO heads VALUES (:practice, 1)"
            " ON CONFLICT (practice) DO UPDATE SET place = heads.place + 1"
        ).bindparams(bindparam("practice")),
    )
    row = text("INSERT INTO rows VALUES (:client, 1) ON CONFLICT (client) DO UPDATE SET n = rows.n + 1")

    def effect(uow: UnitOfWork, data: dict[str, Any]) -> None:
        uow.execute(row, {"client": f"client-{data['n'] % 10}"})
        uow.execute(text("SELECT pg_sleep(0.005)"))
        for practice in (f"practice-{data['n'] % 2}", f"practice-{data['n'] % 3}"):
            uow.last(head, {"practice": practice}, order=practice)

    def batch(numbers: Sequence[int]) -> list[Arrived]:
        return [each for n in numbers for each in arrived(n, about=f"client-{n % 10}")]

    with database.read(everywhere=True) as connection:
        before = connection.execute(_DEADLOCKS).scalar_one()
    pool, results = GreenPool(), []
    for first in range(0, 80, 20):
        numbers = list(range(first, first + 20))
        for given in (numbers[:10], numbers[:9:-1]):
            pool.spawn(lambda given=given: results.append(set(outcomes(database, batch(given), effect))))
    pool.waitall()
    assert results == [{"taken in"}] * 8
    with database.read(everywhere=True) as connection:
        assert connection.execute(text("SELECT sum(n) FROM rows")).scalar_one() == 80
        assert connection.execute(_DEADLOCKS).scalar_one() == before
        assert connection.execute(text("SELECT count(DISTINCT xmin::text) FROM rows")).scalar_one() <= 8


_DEADLOCKS = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")

"""What the messaging tables need no more is forgotten, and nothing else is."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from ulid import ULID

from chassis import migrations
from chassis.messaging import housekeeping
from deploy.embedded_postgres import EmbeddedPostgres
from tests.chassis.query_plans import nodes

DAY = datetime.timedelta(days=1)


@pytest.fixture
def cursor(postgres: EmbeddedPostgres) -> Iterator[Any]:
    """On a database of its own, which nothing else works on."""
    postgres.ensure_database("forgetful")
    migrations.upgrade("connections", postgres.dsn("forgetful"))
    connection = psycopg2.connect(postgres.dsn("forgetful"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE outbox, inbox, commands")
        yield cursor
    connection.close()


def identity(days_ago: float) -> str:
    return str(ULID.from_datetime(datetime.datetime.now(datetime.UTC) - days_ago * DAY))


def taken_in(cursor: Any, handler: str, made: float, received: float) -> str:
    """A message made, and taken in by the handler, so many days ago."""
    message_id = identity(made)
    cursor.execute("INSERT INTO inbox VALUES (%s, %s, now() - %s)", (handler, message_id, received * DAY))
    return message_id


def remembered(cursor: Any) -> set[tuple[str, str]]:
    cursor.execute("SELECT handler, message_id FROM inbox")
    return set(cursor.fetchall())


def test_messages_are_remembered_for_ninety_days_by_each_handler(cursor: Any) -> None:
    """docs/adr/0076"""
    for handler in ("accounts.A", "accounts.B", "accounts.C"):
        taken_in(cursor, handler, made=91, received=91)
    kept = {
        ("accounts.A", taken_in(cursor, "accounts.A", made=89, received=89)),
        ("accounts.B", taken_in(cursor, "accounts.B", made=0, received=0)),
        # It lay in its queue for months, and may be given once more.
        ("accounts.C", taken_in(cursor, "accounts.C", made=200, received=1)),
    }
    assert not housekeeping.forget(cursor)
    assert remembered(cursor) == kept


def test_what_was_sent_and_answered_is_kept_for_a_week_and_what_was_not_sent_for_good(cursor: Any) -> None:
    cursor.execute(
        "INSERT INTO outbox (id, exchange, type, aggregate, body, headers, created_at, sent_at) SELECT"
        " id, 'accounts.events', 'ClientCreated', 'client_1', '{}', '{}', now() - interval '8 days', sent"
        " FROM (VALUES ('old', now() - interval '8 days'), ('new', now() - interval '6 days'),"
        " ('waits', NULL)) AS given (id, sent)"
    )
    cursor.execute(
        "INSERT INTO commands (key, state, created_at) VALUES"
        " ('old', 'done', now() - interval '8 days'), ('new', 'done', now() - interval '6 days')"
    )
    assert not housekeeping.forget(cursor)
    cursor.execute("SELECT id FROM outbox")
    assert {row[0] for row in cursor.fetchall()} == {"new", "waits"}
    cursor.execute("SELECT key FROM commands")
    assert cursor.fetchall() == [("new",)]


def test_a_large_backlog_goes_portion_by_portion(cursor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "PORTION", 10)
    for number in range(25):
        taken_in(cursor, f"accounts.{number % 2}", made=100 + number, received=100)
    rounds = [housekeeping.forget(cursor) for _ in range(3)]
    assert rounds == [True, True, False]
    assert remembered(cursor) == set()


@pytest.mark.parametrize("table", ["inbox", "outbox"])
def test_little_more_is_read_than_removed_where_much_is_kept(cursor: Any, table: str) -> None:
    cursor.execute(
        "INSERT INTO inbox SELECT 'accounts.' || n % 5, 'Z' || n, now() FROM generate_series(1, 30000) AS n"
    )
    cursor.execute(
        "INSERT INTO outbox (id, exchange, type, aggregate, body, headers, sent_at)"
        " SELECT n, 'a', 'b', 'c', '{}', '{}', now() FROM generate_series(1, 30000) AS n"
    )
    for number in range(20):
        taken_in(cursor, f"accounts.{number % 5}", made=100, received=100)
    cursor.execute("ANALYZE inbox, outbox")
    statement = {"inbox": housekeeping._TAKEN_IN, "outbox": housekeeping._SENT}[table]
    values = {"portion": 50, "kept": 90 * DAY, "made_before": identity(90)}
    cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
    ((found,),) = cursor.fetchall()
    read = [
        node["Actual Rows"] * node["Actual Loops"]
        for node in nodes(found[0]["Plan"])
        if node.get("Relation Name") == table
    ]
    assert 0 < max(read) <= 100

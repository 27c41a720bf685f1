"""Bytes on disk are what PostgreSQL says of each table with its indexes."""

from __future__ import annotations

from contextlib import closing

import psycopg2

from bench.capacity.database_bytes import Databases
from bench.capacity.database_bytes import grown as grown_by
from deploy.embedded_postgres import EmbeddedPostgres

_MAKE = """
    DROP TABLE IF EXISTS outbox, things;
    CREATE TABLE outbox (seq bigint PRIMARY KEY);
    CREATE TABLE things (id text PRIMARY KEY)
"""
_FILL = "INSERT INTO things SELECT repeat('x', 100) || number FROM generate_series(1, 1000) AS number"


def test_what_rows_take_is_counted_with_their_index(postgres: EmbeddedPostgres) -> None:
    postgres.ensure_database("bench_bytes")
    address = postgres.dsn("bench_bytes")
    _run(address, _MAKE)
    with closing(Databases({"accounts": address})) as databases:
        before, log = databases.tables(), databases.log()
        _run(address, _FILL)
        grown = grown_by(before, databases.tables(), 1000)
        assert databases.log() - log > 200_000
    # Each row's text is there twice, and a row has a head.
    assert 250 < grown["accounts"]["things"] < 500
    assert "outbox" not in grown["accounts"]


def test_messages_are_the_rows_of_each_outbox(postgres: EmbeddedPostgres) -> None:
    postgres.ensure_database("bench_bytes")
    address = postgres.dsn("bench_bytes")
    _run(address, _MAKE)
    _run(address, "INSERT INTO outbox VALUES (1), (2), (3)")
    with closing(Databases({"accounts": address})) as databases:
        assert databases.messages() == {"accounts": 3}
        assert databases.all_of("SELECT sum(seq) FROM outbox") == 6


def _run(address: str, statements: str) -> None:
    with closing(psycopg2.connect(address)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statements)

"""What a creation costs, counted: round trips to each service's database, and messages (bench/README.md).

Times are measured in `bench/`. These numbers do not depend on the machine, and may not creep up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import pytest
from psycopg2 import extensions
from sqlalchemy import text

from chassis import context
from chassis.database.engine import Database
from contracts import accounts
from deploy.allinone.product import Product
from tests.builders import Person, a_client, as_a_timer, entered, eventually, unique

CREATIONS = 10
#: Round trips of one creation by service, what follows from it by messages included.
PLAIN = {"accounts": 2, "access": 2}
FOR_EVERYONE = {"accounts": 6, "access": 5}
#: Transactions of connections, of two round trips each, that take in a creation's events and write them into
#: the practice's feed: what comes close together shares one, whosever it is.
FEED = {"plain": 1, "for everyone": 3}


@contextmanager
def counted() -> Iterator[Counter[tuple[str, str | None]]]:
    """Counts what is sent to PostgreSQL, by service and request: psycopg2 asks for each whether to wait."""
    sent: Counter[tuple[str, str | None]] = Counter()
    wait = extensions.get_wait_callback()
    assert wait is not None

    def count(connection: Any) -> None:
        wait(connection)
        if context.correlation_id() is not None:
            service = connection.get_dsn_parameters().get("application_name", "")
            sent[service, context.correlation_id()] += 1

    extensions.set_wait_callback(count)
    try:
        yield sent
    finally:
        extensions.set_wait_callback(wait)


def messages_about(database: Database, practice_id: str) -> int:
    """How many messages a service has sent about a practice."""
    query = text("SELECT count(*) FROM outbox WHERE body LIKE :about")
    with as_a_timer(), database.read() as connection:
        return int(connection.execute(query, {"about": f"%{practice_id}%"}).scalar_one())


def taken_in_by_connections(database: Database, client_ids: list[str], version: int) -> bool:
    """Whether the last of what is told of these clients has arrived."""
    query = text("SELECT count(*) FROM clients WHERE id = ANY(:ids) AND access_version >= :version")
    with as_a_timer(), database.read() as connection:
        found = connection.execute(query, {"ids": client_ids, "version": version}).scalar_one()
    return int(found) == len(client_ids)


def feed_transactions(database: Database, client_ids: list[str]) -> int:
    """How many transactions wrote the events of these clients into the feed."""
    query = text("SELECT count(DISTINCT xmin::text) FROM feed_events WHERE client_id = ANY(:ids)")
    with as_a_timer(), database.read() as connection:
        return int(connection.execute(query, {"ids": client_ids}).scalar_one())


def events_in_feed(database: Database, client_ids: list[str]) -> int:
    query = text("SELECT count(*) FROM feed_events WHERE client_id = ANY(:ids)")
    with as_a_timer(), database.read() as connection:
        return int(connection.execute(query, {"ids": client_ids}).scalar_one())


@pytest.mark.parametrize(
    ("given", "round_trips", "messages", "version"),
    [
        ({}, PLAIN, {"accounts": 1, "access": 0}, 0),
        ({"access": {"everyone": True}}, FOR_EVERYONE, {"accounts": 3, "access": 1}, 2),
    ],
    ids=["plain", "with access for everyone"],
)
def test_a_creation_takes_no_more_than_its_budget(
    product: Product,
    owner: Person,
    given: dict[str, Any],
    round_trips: dict[str, int],
    messages: dict[str, int],
    version: int,
) -> None:
    owner.adds_client(**given)
    databases = {name: hosted.database for name, hosted in product.hosted.items()}
    before = {name: messages_about(databases[name], owner.account_id) for name in messages}
    requests, made = [], []
    with counted() as sent:
        for _ in range(CREATIONS):
            with owner.acting() as here:
                requests.append(here.correlation_id)
                made.append(
                    accounts.create_client(owner.rpc, entered(a_client(name=unique("Acme"), **given)))["id"]
                )
        eventually(lambda: taken_in_by_connections(databases["connections"], made, version))
    expected = CREATIONS * (1 if version == 0 else 2)
    eventually(lambda: events_in_feed(databases["connections"], made) >= expected)
    most = FEED["plain" if version == 0 else "for everyone"]
    assert feed_transactions(databases["connections"], made) <= CREATIONS * most
    after = {name: messages_about(databases[name], owner.account_id) for name in messages}
    assert {name: (after[name] - before[name]) / CREATIONS for name in messages} == messages
    # Of most of them: a connection that is new has its statements prepared first.
    each = {name: median(sent[name, request] for request in requests) for name in databases}
    assert {name: count for name, count in each.items() if count > round_trips.get(name, 0)} == {}, each

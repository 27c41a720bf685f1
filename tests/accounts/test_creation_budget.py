"""What a creation costs, counted: calls, round trips to each service's database, messages (bench/README.md).

Times are measured in `bench/`. These numbers do not depend on the machine, and may not creep up.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import eventlet
import pytest
from psycopg2 import extensions
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from deploy.allinone.product import Product
from tests.builders import Person, eventually

CREATIONS = 20
#: Round trips by service. Taking messages in by batches takes fewer, at most one more where each comes alone.
PLAIN = {"accounts": 2, "access": 2, "connections": 2, "invitations": 0}
FOR_EVERYONE = {"accounts": 9, "access": 5, "connections": 4, "invitations": 0}


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Counts what is sent to PostgreSQL by who sends it: psycopg2 asks once for each whether it may go on."""
    sent: Counter[str] = Counter()
    names: dict[int, str] = {}
    wait = extensions.get_wait_callback()
    assert wait is not None

    def count(connection: Any) -> None:
        wait(connection)
        name = names.get(id(connection))
        if name is None and connection.status != extensions.STATUS_SETUP:
            name = names[id(connection)] = connection.get_dsn_parameters().get("application_name", "")
        sent[name or ""] += 1

    extensions.set_wait_callback(count)
    try:
        yield sent
    finally:
        extensions.set_wait_callback(wait)


def quiet(product: Product) -> None:
    """Wait until no message is under way and no step pending."""

    def nothing_waits() -> bool:
        for name, hosted in product.hosted.items():
            with hosted.database.read(everywhere=True) as connection:
                unsent = connection.execute(
                    text("SELECT count(*) FROM outbox WHERE sent_at IS NULL")
                ).scalar()
                if unsent:
                    return False
                if (
                    name == "accounts"
                    and connection.execute(
                        text("SELECT count(*) FROM onboarding_steps WHERE state = 'pending'")
                    ).scalar()
                ):
                    return False
        return True

    assert eventually(nothing_waits, within=20)
    eventlet.sleep(0.3)


@pytest.mark.parametrize(
    ("given", "round_trips", "messages"),
    [
        ({}, PLAIN, {"accounts": 1, "access": 0}),
        ({"access": {"everyone": True}}, FOR_EVERYONE, {"accounts": 3, "access": 1}),
    ],
    ids=["plain", "with access for everyone"],
)
def test_a_creation_takes_no_more_than_its_budget(
    product: Product,
    rpc: RpcClient,
    owner: Person,
    given: dict[str, Any],
    round_trips: dict[str, int],
    messages: dict[str, int],
) -> None:
    owner.adds_client(**given)
    quiet(product)
    with counted() as idle:
        eventlet.sleep(1.0)
    before = sent_by(product)
    began = time.monotonic()
    with counted() as sent:
        for _ in range(CREATIONS):
            owner.adds_client(**given)
        quiet(product)
    seconds = time.monotonic() - began
    each = {
        service: max(0, math.floor((sent[service] - seconds * idle[service]) / CREATIONS + 0.5))
        for service in round_trips
    }
    told = sent_by(product)
    assert {service: (told[service] - before[service]) / CREATIONS for service in messages} == messages
    assert {s: n for s, n in each.items() if n > round_trips[s]} == {}, each


def sent_by(product: Product) -> dict[str, int]:
    found = {}
    for name, hosted in product.hosted.items():
        with hosted.database.read(everywhere=True) as connection:
            found[name] = int(connection.execute(text("SELECT count(*) FROM outbox")).scalar_one())
    return found

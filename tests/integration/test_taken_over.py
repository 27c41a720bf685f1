"""Who has a message until somebody else has it: the outbox until the broker took it over, then the broker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import eventlet
import pytest
from amqp import Channel
from kombu import Connection
from sqlalchemy import text

from chassis.database.unit_of_work import new_id
from chassis.messaging.relay import Relay
from contracts.access.events import COLLEAGUE_CHANGED
from contracts.accounts.events import CLIENT_UPDATED
from tests.builders import eventually
from tests.integration.fragile import MENDED, TRIES, Fragiles, colleague, fragiles
from tests.integration.system import Backing

_VHOST = "handover"
_FULL = "full"


@pytest.fixture(scope="module")
def fragile(backing: Backing) -> Iterator[Fragiles]:
    with fragiles(backing, _VHOST) as found:
        yield found


@contextmanager
def relays(fragile: Fragiles, count: int = 1) -> Iterator[list[Relay]]:
    address = fragile.database.engine.url.render_as_string(hide_password=False)
    started = [Relay("accounts", address.replace("+psycopg2", ""), fragile.url) for _ in range(count)]
    for relay in started:
        relay.start()
    try:
        yield started
    finally:
        for relay in started:
            relay.stop()


def at_work(backing: Backing) -> int:
    """How many messages the broker has given away and still keeps."""
    command = ["rabbitmqctl", "--quiet", "list_queues", "-p", _VHOST, "name", "messages_unacknowledged"]
    lines = backing.rabbitmq.exec(command).output.decode().splitlines()
    found = dict(line.split() for line in lines[1:])
    return int(found["accounts.access.ColleagueChanged"])


def test_a_message_stays_the_broker_s_until_what_follows_from_it_is_kept(
    fragile: Fragiles, backing: Backing
) -> None:
    """product.md 9.1"""
    user_id = new_id("user")
    fragile.tell(COLLEAGUE_CHANGED, colleague(user_id, "Hanging"))
    try:
        eventually(lambda: user_id in TRIES)
        eventually(lambda: at_work(backing) == 1, within=10)
    finally:
        MENDED.add(user_id)
    eventually(lambda: at_work(backing) == 0)
    assert fragile.rows("SELECT 1 FROM members WHERE user_id = :id", id=user_id) == 1


@pytest.fixture
def full(fragile: Fragiles) -> Iterator[Channel]:
    """A queue that takes one message, and refuses others until that is gone."""
    with Connection(fragile.url) as connection:
        channel = connection.channel()
        arguments = {"x-max-length": 1, "x-overflow": "reject-publish"}
        channel.queue_declare(_FULL, durable=True, auto_delete=False, arguments=arguments)
        channel.queue_bind(_FULL, CLIENT_UPDATED.exchange, CLIENT_UPDATED.type)
        yield channel
        channel.queue_delete(_FULL)


def test_what_the_broker_does_not_take_over_stays_in_the_outbox_and_in_its_order(
    fragile: Fragiles, full: Channel
) -> None:
    """product.md 9.1"""
    ids = [new_id("message") for _ in range(2)]
    with fragile.database.autocommit(everywhere=True) as connection:
        for identity in ids:
            write = text(
                "INSERT INTO outbox (id, exchange, type, aggregate, body, headers)"
                " VALUES (:id, :exchange, :type, 'x', '{}', '{}')"
            )
            of = {"id": identity, "exchange": CLIENT_UPDATED.exchange, "type": CLIENT_UPDATED.type}
            connection.execute(write, of)
    unsent = "SELECT 1 FROM outbox WHERE sent_at IS NULL AND id = ANY(:ids)"
    came: list[str] = []

    def receive() -> bool:
        message = full.basic_get(_FULL, no_ack=True)
        if message is not None and message.properties["message_id"] not in came:
            came.append(message.properties["message_id"])
        return message is not None

    with relays(fragile):
        # The second one is refused, which is known when nothing was heard of it for a while.
        eventually(lambda: fragile.rows(unsent, ids=ids) == 1, within=20)
        assert eventually(receive)
        eventually(receive, within=20)
        eventually(lambda: fragile.rows(unsent, ids=ids) == 0, within=20)
    assert came == ids


def test_of_two_relays_one_is_at_work(fragile: Fragiles) -> None:
    with relays(fragile, 2) as started:
        eventually(lambda: any(relay.leading for relay in started))
        eventlet.sleep(1.5)
        first, second = (relay.leading for relay in started)
        assert first != second
        leader = started[0] if first else started[1]
        leader.stop()
        eventually(lambda: any(relay.leading for relay in started if relay is not leader))

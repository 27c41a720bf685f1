"""Calls that nobody reads or that find no queue, as at a broker that was cut off (docs/adr/0063)."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace

import eventlet
import pytest
from kombu import Connection

from chassis import context
from chassis.rpc import wire
from chassis.rpc.client import RpcClient
from contracts import invitations
from contracts.errors import ServiceUnavailable
from tests.builders import eventually
from tests.integration.fragile import Fragiles, fragiles
from tests.integration.system import Backing

_VHOST, _NAME = "silent", "asking"


@pytest.fixture(scope="module")
def fragile(backing: Backing) -> Iterator[Fragiles]:
    with fragiles(backing, _VHOST) as found:
        yield found


@pytest.fixture(params=["a queue that nobody reads", "no queue"])
def asking(fragile: Fragiles, request: pytest.FixtureRequest) -> Iterator[RpcClient]:
    """A client that may call accounts, which answers, and invitations, which do not."""
    with Connection(fragile.url) as connection:
        channel = connection.channel()
        channel.queue_declare("nobody-reads", durable=True, auto_delete=False)
        bind = channel.queue_unbind if request.param == "no queue" else channel.queue_bind
        bind("nobody-reads", wire.EXCHANGE, "invitations.*")
    client = RpcClient(fragile.url, _NAME)
    client.start()
    assert client.wait_ready(10)
    yield client
    client.stop()


def connections(backing: Backing) -> int:
    command = ["rabbitmqctl", "--quiet", "list_connections", "-p", _VHOST, "client_properties"]
    listed: str = backing.rabbitmq.exec(command).output.decode()
    return listed.count(f'"{_NAME} calls"')


def asks_who_is_silent(asking: RpcClient) -> None:
    while True:
        here = context.Context("test", deadline=time.time() + 1)
        with context.enter(here), contextlib.suppress(ServiceUnavailable):
            invitations.get_branding(asking, practice_id="prac_01M8NBAHECHV1D6P8Q9D1XTM5F")
        eventlet.sleep(0.1)


def test_who_hears_nothing_asks_over_another_connection_and_loses_no_answer(
    fragile: Fragiles, asking: RpcClient, backing: Backing
) -> None:
    answering, answers = replace(fragile, calls=asking), 0

    def ask_who_answers() -> None:
        nonlocal answers
        while True:
            answers += answering.still_answers()
            eventlet.sleep(0.05)

    assert connections(backing) == 1
    answered, silent = eventlet.spawn(ask_who_answers), eventlet.spawn(asks_who_is_silent, asking)
    try:
        eventually(lambda: connections(backing) == 2, within=20)
        silent.kill()
        before = answers
        eventually(lambda: connections(backing) == 1, within=50)
        assert answers > before
        assert not answered.dead, "no answer failed"
    finally:
        answered.kill()
        silent.kill()


def test_who_stops_meanwhile_leaves_no_connection(asking: RpcClient, backing: Backing) -> None:
    silent = eventlet.spawn(asks_who_is_silent, asking)
    eventually(lambda: connections(backing) == 2, within=20)
    silent.kill()
    asking.stop()
    eventually(lambda: connections(backing) == 0, within=10)

"""A queue that has another in its place gets messages while the release before runs (docs/adr/0068)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from kombu import Connection

from chassis import topology
from contracts.accounts.events import CLIENT_CREATED
from tests.builders import eventually
from tests.integration.system import Backing

_VHOST = "retired"
_RETIRED, _IN_ITS_PLACE, _KEPT = (
    "connections.accounts.ClientCreated",
    "connections.feed",
    "access.accounts.ClientCreated",
)


@pytest.fixture(scope="module")
def url(backing: Backing) -> Iterator[str]:
    backing.rabbitmq.exec(["rabbitmqctl", "add_vhost", _VHOST])
    backing.rabbitmq.exec(["rabbitmqctl", "set_permissions", "-p", _VHOST, "tests", ".*", ".*", ".*"])
    yield backing.broker_url.removesuffix("/") + _VHOST
    backing.rabbitmq.exec(["rabbitmqctl", "delete_vhost", _VHOST])


def waiting(channel: Any, queue: str) -> int:
    return int(channel.queue_declare(queue, passive=True).message_count)


def test_it_is_filled_only_while_the_release_before_runs(url: str) -> None:
    for beside_previous in (False, True, False, True):
        topology.declare(url, beside_previous=beside_previous)
        assert topology.drift(url) == []
        with Connection(url) as connection:
            channel = connection.channel()
            for queue in (_RETIRED, _IN_ITS_PLACE, _KEPT):
                channel.queue_purge(queue)
            connection.Producer(channel).publish(
                {}, exchange=CLIENT_CREATED.exchange, routing_key=CLIENT_CREATED.type
            )
            for queue in (_IN_ITS_PLACE, _KEPT):
                eventually(partial(waiting, channel, queue))
            assert waiting(channel, _RETIRED) == int(beside_previous)

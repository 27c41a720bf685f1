"""20,000 broken messages to every queue: each is set aside, no consumer stands still, nothing goes round."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
import requests
from kombu import Connection

from chassis import topology
from chassis.rpc import wire
from contracts import subscriptions
from contracts.subscriptions import SERVICES
from tests.builders import eventually
from tests.integration import broken, raw
from tests.integration.practice import PracticeOverHttp
from tests.integration.system import System

HOW_MANY = 20_000
#: Lines that a process may write beside one for each message.
_SLACK = 200
pytestmark = pytest.mark.timeout(900)


def waiting(url: str, queues: list[str]) -> dict[str, int]:
    """Messages in each queue that has any, but for those that a consumer has."""
    found = {}
    with Connection(url) as connection:
        channel = connection.channel()
        for queue in queues:
            declared = channel.queue_declare(queue, passive=True)
            assert declared.consumer_count or queue.endswith(".dead"), f"nobody consumes {queue}"
            if declared.message_count:
                found[queue] = int(declared.message_count)
    return found


def cpu_seconds(pid: int) -> float:
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / 100


def test_every_broken_message_is_set_aside_once_and_the_services_go_on(running: System) -> None:
    url = running.backing.broker_url
    dead = {service: topology.dead_queue(service) for service in SERVICES}
    queues = {service: list(subscriptions.queues_of(service)) for service in SERVICES}
    for service in SERVICES:
        queues[service].append(wire.queue_name(service))
    before = waiting(url, list(dead.values()))
    lines = {name: running.log(name).count("\n") for name in SERVICES}
    chance = random.Random(15)  # noqa: S311  the same ones each time
    everywhere = [(service, queue) for service in SERVICES for queue in queues[service]]
    sent = dict.fromkeys(SERVICES, 0)
    for number, (service, queue) in enumerate(everywhere):
        share = HOW_MANY * (number + 1) // len(everywhere) - HOW_MANY * number // len(everywhere)
        raw.publish(url, "", queue, [broken.message(chance) for _ in range(share)])
        sent[service] += share
    assert sum(sent.values()) == HOW_MANY

    def set_aside() -> dict[str, int]:
        found = waiting(url, list(dead.values()))
        return {name: found.get(queue, 0) - before.get(queue, 0) for name, queue in dead.items()}

    try:
        eventually(lambda: set_aside() == sent, within=600)
        assert waiting(url, [queue for _, queue in everywhere]) == {}
        for name in SERVICES:
            assert running.log(name).count("\n") - lines[name] <= sent[name] + _SLACK, name
        used = {name: cpu_seconds(running.processes[name].pid) for name in SERVICES}
        time.sleep(4)
        for name in SERVICES:
            assert cpu_seconds(running.processes[name].pid) - used[name] < 1, f"{name} goes round"
        assert set_aside() == sent
        assert requests.get(f"{running.gateway_url}/readyz", timeout=5).json()["ready"]
        assert PracticeOverHttp(running.gateway_url).clients() == []
    finally:
        with Connection(url) as connection:
            for queue in dead.values():
                connection.channel().queue_purge(queue)

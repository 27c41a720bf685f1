"""Events reach a webhook at least once and in order, and a feed's reader each once, whoever is killed.

CLIENTELE_KILLED_EVENTS=20000 has it done with as many; a few thousand show the same in a minute.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import eventlet
import orjson
import psycopg2
import pytest
import requests
from psycopg2.extras import execute_values
from ulid import ULID

from contracts.accounts.events import CLIENT_UPDATED
from contracts.envelope import Envelope
from tests.builders import eventually
from tests.integration.practice import PracticeOverHttp
from tests.integration.system import System
from tests.ports import free_port

EVENTS = int(os.environ.get("CLIENTELE_KILLED_EVENTS", "3000"))
CLIENTS = 40
#: Seconds in which everything has to have arrived, the last kill included.
WITHIN = 120 + EVENTS / 25


class Receiving:
    """A receiver in a process of its own, which may be killed and started again where it was."""

    def __init__(self, file: Path) -> None:
        self.file, self.port = file, free_port()
        self.start()

    def start(self) -> None:
        script = str(Path(__file__).with_name("webhook_receiver.py"))
        self.process = subprocess.Popen([sys.executable, script, str(self.port), str(self.file)])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def got(self) -> list[tuple[str, str, int]]:
        """Event, client and version of each request, in the order of arrival."""
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        return [(event, client, int(version)) for event, client, version in map(str.split, lines)]


@pytest.fixture
def receiving(tmp_path: Path) -> Iterator[Receiving]:
    found = Receiving(tmp_path / "received")
    yield found
    found.kill()


def tell(running: System, practice_id: str, client_ids: list[str], versions: range) -> list[str]:
    """Commit an update of each client for each version, as accounts does; gives the events' ids in order."""
    rows = [_row(practice_id, client_id, version) for version in versions for client_id in client_ids]
    connecting = psycopg2.connect(running.backing.database_url("accounts", "accounts_owner"))
    with contextlib.closing(connecting) as connection, connection.cursor() as cursor:
        sql = "INSERT INTO outbox (id, exchange, type, aggregate, body, headers) VALUES %s"
        execute_values(cursor, sql, rows, page_size=500)
        connection.commit()
    return [str(row[0]) for row in rows]


def _row(practice_id: str, client_id: str, version: int) -> tuple[str, ...]:
    identity = str(ULID())
    data = {
        "client_id": client_id,
        "practice_id": practice_id,
        "name": f"Name {version}",
        "practice_code": None,
        "industry": None,
        "solutions": ["bookkeeping"],
        "base_currency": "GBP",
        "country": "GB",
        "changed": ["name"],
        "updated_by": f"user_{ULID()}",
        "updated_at": "2026-11-02T08:00:00Z",
        "version": version,
    }
    source, time_ = "/clientele/accounts", "2026-11-02T08:00:00Z"
    envelope = Envelope(identity, CLIENT_UPDATED.type, source, client_id, time_, str(ULID()))
    headers = orjson.dumps(envelope.headers()).decode()
    return (
        identity,
        CLIENT_UPDATED.exchange,
        CLIENT_UPDATED.type,
        client_id,
        orjson.dumps(data).decode(),
        headers,
    )


def follow(practice: PracticeOverHttp, seen: list[dict[str, Any]], wanted: int) -> None:
    """Read the feed as a program does that keeps its cursor behind what it has dealt with."""
    cursor = ""
    while len(seen) < wanted:
        query: dict[str, Any] = {"after": cursor, "types": CLIENT_UPDATED.type, "wait": 5, "limit": 200}
        with contextlib.suppress(requests.RequestException):
            answer = requests.get(
                f"{practice.url}/v1/events", params=query, headers=practice.headers, timeout=20
            )
            if answer.status_code == 200:
                page = answer.json()
                seen += page["items"]
                cursor = page["cursor"]
                continue
        eventlet.sleep(0.2)


@pytest.mark.timeout(WITHIN + 240)
def test_events_arrive_while_services_workers_and_the_receiver_are_killed(
    running: System, receiving: Receiving
) -> None:
    practice = PracticeOverHttp(running.gateway_url)
    client_ids = [str(practice.add_client()["id"]) for _ in range(CLIENTS)]
    body = {"url": f"http://127.0.0.1:{receiving.port}/hook", "types": [CLIENT_UPDATED.type]}
    made = requests.post(
        f"{running.gateway_url}/v1/webhook-endpoints", json=body, headers=practice.headers, timeout=10
    )
    assert made.status_code == 201, made.text
    practice_id = str(practice.registered["practice"]["id"])
    seen: list[dict[str, Any]] = []
    rounds = 10
    each = EVENTS // CLIENTS // rounds
    reading = eventlet.spawn(follow, practice, seen, each * rounds * CLIENTS)
    chance = random.Random(23)  # noqa: S311  the same kills each time
    began = time.monotonic()
    sent: list[str] = []
    for number in range(rounds):
        first = 100 + number * each
        sent += tell(running, practice_id, client_ids, range(first, first + each))
        _killed(running, receiving, chance)()
        eventlet.sleep(1.0)
    expected = set(sent)
    _wait_for(expected, running, receiving)
    print(f"{len(expected)} events in {time.monotonic() - began:.0f} s")  # noqa: T201  a figure to watch
    _assert_in_order(receiving)
    with eventlet.Timeout(60):
        reading.wait()
    assert [event["id"] for event in seen] == list(dict.fromkeys(event["id"] for event in seen))
    assert {event["id"] for event in seen} == expected
    _assert_versions_in_order(seen)
    query = "SELECT state, count(*) FROM webhook_deliveries GROUP BY 1"
    eventually(lambda: running.rows("connections", query) == [("delivered", len(expected))], within=60)


def _wait_for(expected: set[str], running: System, receiving: Receiving) -> None:
    """Until the receiver has them all; else what holds them up."""
    with contextlib.suppress(AssertionError):
        eventually(lambda: expected <= {event for event, _, _ in receiving.got()}, within=WITHIN)
        return
    ended = [name for name, process in running.processes.items() if process.poll() is not None]
    held_up = {
        "processes that ended": ended,
        "the receiver's end": receiving.process.poll(),
        "deliveries": running.rows(
            "connections", "SELECT state, count(*) FROM webhook_deliveries GROUP BY 1"
        ),
        "endpoints": running.rows(
            "connections", "SELECT state, failures, paused_until - now() FROM webhook_endpoints"
        ),
    }
    pytest.fail(f"{len(expected - {event for event, _, _ in receiving.got()})} did not arrive: {held_up}")


def _killed(running: System, receiving: Receiving, chance: random.Random) -> Callable[[], None]:
    """Somebody who is killed and started anew."""
    victim = chance.choice(["connections", "connections", "accounts-relay", "gateway", "receiver"])

    def kill() -> None:
        eventlet.sleep(chance.random() * 2)
        if victim == "receiver":
            receiving.kill()
            eventlet.sleep(1)
            receiving.start()
        else:
            running.kill(victim)
            running.start_part(victim)

    return kill


def _assert_in_order(receiving: Receiving) -> None:
    """Of each client, no event comes for the first time after a later one."""
    versions: dict[str, list[int]] = defaultdict(list)
    for _, client_id, version in receiving.got():
        if version not in versions[client_id]:
            versions[client_id].append(version)
    for found in versions.values():
        assert found == sorted(found)


def _assert_versions_in_order(seen: list[dict[str, Any]]) -> None:
    versions: dict[str, list[int]] = defaultdict(list)
    for event in seen:
        versions[event["data"]["client_id"]].append(event["data"]["version"])
    for found in versions.values():
        assert found == sorted(found)

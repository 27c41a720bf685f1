"""What fails for good or cannot be read is set aside, and the service goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from kombu import Connection
from sqlalchemy import text

from chassis import context, dead_letters, identity, migrations, topology, vault
from chassis.database import Database
from chassis.entrypoints import Data, handles, rpc
from chassis.rpc import wire
from chassis.rpc.asked import Asked
from chassis.rpc.client import RpcClient
from chassis.runner import Hosted
from chassis.settings import Settings
from chassis.work import Work, new_id
from contracts import accounts
from contracts.access.events import COLLEAGUE_CHANGED, SESSION_REVOKED
from contracts.envelope import Envelope
from contracts.errors import NotFound
from contracts.messages import Event
from services.accounts import standing
from tests.builders import eventually
from tests.integration.system import Backing, make_database

TRIES: list[str] = []
MENDED: set[str] = set()


class Fragile:
    """Accounts with a handler that fails until it is mended."""

    name = accounts.NAME
    database: Database = Data()

    @handles(COLLEAGUE_CHANGED)
    def fail(self, work: Work, data: dict[str, Any]) -> None:
        TRIES.append(data["user_id"])
        standing.note_member(work, data)
        if data["name"] == "Refused":
            raise NotFound(what="practice")
        if data["user_id"] not in MENDED:
            raise RuntimeError("this handler is broken")

    @handles(SESSION_REVOKED)
    def note_ended_session(self, work: Work, data: dict[str, Any]) -> None:
        standing.note_ended_session(work, data)

    @rpc(accounts.CATCH_UP)
    def catch_up(self, asked: Asked) -> dict[str, Any]:
        return {"caught_up": True}


@dataclass
class Fragiles:
    """The fragile service at work, on a virtual host of its own."""

    url: str
    database: Database
    calls: RpcClient

    def tell(self, event: Event, body: str | dict[str, Any], identity: str | None = None) -> str:
        """Publish an event as its source would; gives the message's id."""
        message_id = identity or new_id("message")
        envelope = Envelope(message_id, event.type, "/clientele/access", "x", "2026-01-01T00:00:00Z", "test")
        with Connection(self.url) as connection, connection.Producer() as producer:
            producer.publish(
                (json.dumps(body) if isinstance(body, dict) else body).encode(),
                exchange=event.exchange,
                routing_key=event.type,
                headers=envelope.headers(),
                message_id=message_id,
                content_type="application/json",
                content_encoding="utf-8",
            )
        return message_id

    def letter(self, message_id: str) -> dict[str, Any]:
        """The dead letter with this id; waits for it."""

        def find() -> dict[str, Any] | None:
            found = dead_letters.dead_letters(self.url, "accounts")
            return next((letter for letter in found if letter["message_id"] == message_id), None)

        return dict(eventually(find, within=20))

    def rows(self, query: str, **parameters: Any) -> int:
        with self.database.read(everywhere=True) as connection:
            return len(connection.execute(text(query), parameters).all())

    def still_answers(self) -> bool:
        with context.enter(context.Context("test")):
            return bool(accounts.catch_up(self.calls, [])["caught_up"])


@pytest.fixture(scope="module")
def fragile(backing: Backing) -> Iterator[Fragiles]:
    backing.rabbitmq.exec(["rabbitmqctl", "add_vhost", "fragile"])
    backing.rabbitmq.exec(["rabbitmqctl", "set_permissions", "-p", "fragile", "tests", ".*", ".*", ".*"])
    url = backing.broker_url.removesuffix("/") + "fragile"
    with pytest.MonkeyPatch.context() as patching:
        # The same road with shorter waits: 13 minutes are too long for a test.
        patching.setattr(topology, "RETRY_DELAYS", (0.1, 0.2, 0.3, 0.4, 0.5))
        topology.declare(url)
        make_database(backing, "fragile")
        migrations.upgrade("accounts", backing.database_url("fragile", "fragile_owner"), role="fragile")
        keys = (identity.public_key(identity.generate_private_key()),)
        told = Settings(
            service="accounts",
            broker_url=url,
            database_url=backing.database_url("fragile"),
            identity_keys=keys,
            message_keys=(vault.generate_key(),),
        )
        hosted, calls = Hosted(Fragile, told), RpcClient(url, "test")
        hosted.start()
        calls.start()
        assert calls.wait_ready(10)
        eventually(lambda: set(hosted.health().values()) == {"ok"})
        yield Fragiles(url, hosted.database, calls)
        calls.stop()
        hosted.stop()


def colleague(user_id: str, name: str = "Bob") -> dict[str, Any]:
    return {
        "practice_id": new_id("prac"),
        "user_id": user_id,
        "name": name,
        "role": "standard",
        "permissions": [],
        "status": "active",
        "version": 1,
    }


def test_a_handler_that_always_fails_is_tried_six_times_then_set_aside_and_leaves_nothing(
    fragile: Fragiles,
) -> None:
    user_id = new_id("user")
    message_id = fragile.tell(COLLEAGUE_CHANGED, colleague(user_id))
    letter = fragile.letter(message_id)
    assert TRIES.count(user_id) == topology.ATTEMPTS == 6
    assert (letter["reason"], letter["detail"], letter["attempts"]) == (
        "attempts_exhausted",
        "RuntimeError",
        6,
    )
    assert fragile.rows("SELECT 1 FROM members WHERE user_id = :id", id=user_id) == 0
    assert fragile.still_answers()


def test_other_messages_are_handled_meanwhile(fragile: Fragiles) -> None:
    fragile.tell(COLLEAGUE_CHANGED, colleague(new_id("user")))
    session = {
        "session_id": new_id("sess"),
        "user_id": new_id("user"),
        "forget_after": "2026-01-01T00:00:00+00:00",
    }
    fragile.tell(SESSION_REVOKED, session)
    ended = "SELECT 1 FROM ended_sessions WHERE session_id = :id"
    eventually(lambda: fragile.rows(ended, id=session["session_id"]) == 1, within=5)


def test_a_refusal_is_set_aside_at_once(fragile: Fragiles) -> None:
    user_id = new_id("user")
    letter = fragile.letter(fragile.tell(COLLEAGUE_CHANGED, colleague(user_id, name="Refused")))
    assert (letter["reason"], letter["detail"]) == ("refused", "not_found")
    assert TRIES.count(user_id) == 1


@pytest.mark.parametrize(
    "body",
    ["{", "[]", "null", '{"user_id": 5}', "\x00\x01"],
    ids=["broken", "a list", "null", "other data", "binary"],
)
def test_an_unreadable_body_is_set_aside_at_once_and_not_shown(fragile: Fragiles, body: str) -> None:
    letter = fragile.letter(fragile.tell(COLLEAGUE_CHANGED, body))
    assert letter["reason"] == "unreadable"
    assert fragile.still_answers()


def test_a_message_told_twice_is_taken_in_once(fragile: Fragiles) -> None:
    user_id, message_id = new_id("user"), new_id("message")
    MENDED.add(user_id)
    data = colleague(user_id)
    for _ in range(3):
        fragile.tell(COLLEAGUE_CHANGED, data, message_id)
    last = fragile.tell(COLLEAGUE_CHANGED, colleague(user_id))
    taken = "SELECT 1 FROM inbox WHERE message_id = :id"
    eventually(lambda: fragile.rows(taken, id=last) == 1)
    assert TRIES.count(user_id) == 2


def test_a_command_lists_dead_letters_and_replays_them_once_mended(fragile: Fragiles) -> None:
    user_id = new_id("user")
    message_id = fragile.tell(COLLEAGUE_CHANGED, colleague(user_id))
    fragile.letter(message_id)
    listed = command(fragile, "list", "accounts")
    assert message_id in listed
    assert "ColleagueChanged" in listed
    MENDED.add(user_id)
    assert "1 put back" in command(fragile, "replay", "accounts", message_id)
    member = "SELECT 1 FROM members WHERE user_id = :id"
    eventually(lambda: fragile.rows(member, id=user_id) == 1)
    assert message_id not in command(fragile, "list", "accounts")


def command(fragile: Fragiles, *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "chassis.dead_letters", *arguments],
        env={**os.environ, "CLIENTELE_BROKER_URL": fragile.url},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return ran.stdout


@pytest.mark.parametrize(
    ("body", "properties", "headers"),
    [
        ('{"args": [], "kwargs": {}}', {}, {}),
        ("not json", {"reply_to": "nobody"}, {}),
        ('{"kwargs": {}}', {"reply_to": "nobody"}, {}),
        ('{"args": [1], "kwargs": {}}', {"reply_to": "nobody"}, {}),
        ('{"args": [], "kwargs": []}', {"reply_to": "nobody"}, {}),
        ('{"args": [], "kwargs": {}}', {"reply_to": "nobody"}, {wire.DEADLINE: "soon"}),
    ],
    ids=["no reply_to", "not json", "no args", "positional", "kwargs a list", "deadline no time"],
)
def test_a_malformed_request_is_set_aside_and_harms_nothing(
    fragile: Fragiles, body: str, properties: dict[str, str], headers: dict[str, str]
) -> None:
    message_id = new_id("request")
    with Connection(fragile.url) as connection, connection.Producer() as producer:
        producer.publish(
            body.encode(),
            exchange=wire.EXCHANGE,
            routing_key="accounts.catch_up",
            content_type="application/json",
            content_encoding="utf-8",
            message_id=message_id,
            headers=headers,
            **properties,
        )
    letter = fragile.letter(message_id)
    assert letter["reason"] == "malformed_request"
    assert letter["queue"] == "rpc-accounts"
    assert fragile.still_answers()


def test_topology_that_is_missing_or_different_is_reported(fragile: Fragiles) -> None:
    assert topology.drift(fragile.url) == []
    with Connection(fragile.url) as connection:
        channel = connection.channel()
        channel.queue_delete("access.accounts.PracticeChanged")
        channel.queue_delete("connections.dead")
        channel.queue_declare("connections.dead", durable=True, auto_delete=False)
    problems = topology.drift(fragile.url)
    assert [problem.split(":")[0] for problem in problems] == [
        "queue access.accounts.PracticeChanged",
        "queue connections.dead",
    ]
    assert "missing" in problems[0]
    assert "different" in problems[1]

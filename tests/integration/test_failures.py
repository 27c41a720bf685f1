"""What fails for good or cannot be read is set aside, and the service goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from kombu import Connection

from chassis import topology
from chassis.database.unit_of_work import new_id
from chassis.rpc import wire
from contracts.access.events import COLLEAGUE_CHANGED, SESSION_REVOKED
from tests.builders import eventually
from tests.integration.fragile import MENDED, TRIES, Fragiles, colleague, fragiles
from tests.integration.system import Backing


@pytest.fixture(scope="module")
def fragile(backing: Backing) -> Iterator[Fragiles]:
    with fragiles(backing) as found:
        yield found


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

"""Whatever a message holds, it is taken in, answered or set aside, and the next one is served at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from struct import pack

import pytest
from kombu import Connection

from chassis import dead_letters
from chassis.database.unit_of_work import new_id
from chassis.process import watchdog
from chassis.rpc import wire
from contracts.access.events import COLLEAGUE_CHANGED
from tests.builders import eventually
from tests.integration import raw
from tests.integration.fragile import MENDED, TRIES, Fragiles, colleague, fragiles
from tests.integration.system import Backing


@pytest.fixture(scope="module")
def fragile(backing: Backing) -> Iterator[Fragiles]:
    with fragiles(backing, "broken") as found:
        yield found


TEN_THOUSAND_A_D = 253_402_300_800

#: What goes among the headers: each is one that was found to stop a reader, or its next of kin.
ODD_HEADERS = {
    "a name that is no UTF-8": raw.item(b"caf\xe9", raw.long_text(b"x")),
    "a value that is no UTF-8": raw.item(b"odd", raw.long_text(b"\xff\xfe")),
    "a time beyond the year 9999": raw.item(b"when", b"T" + pack(">Q", TEN_THOUSAND_A_D)),
    "a compression that is not known": raw.item(b"compression", raw.long_text(b"application/x-none")),
    "a compression that is not there": raw.item(b"compression", raw.long_text(b"application/x-gzip")),
    "tables within tables": raw.item(
        b"deep", b"F" + raw.table(raw.item(b"a\xff", b"F" + raw.table(raw.item(b"b", b"V"))))
    ),
    "a number beyond 64 bits when negated": raw.item(b"n", b"l" + pack(">q", -(2**63))),
    "130 kB of them": b"".join(raw.item(b"h%d" % n, raw.long_text(b"x" * 1000)) for n in range(125)),
    "an attempt that is no number": raw.item(b"clientele-attempt", b"F" + raw.table(b"")),
    "a death that is none": raw.item(b"x-death", raw.long_text(b"never")),
    "half a surrogate pair": raw.item(b"cloudEvents:correlationid", raw.long_text(b"\xed\xa0\x80")),
}
ODD_PROPERTIES = {
    "a message id that is no UTF-8": {"message_id": b"\xff\xfe"},
    "a codec for the body": {"content_encoding": b"punycode"},
    "an encoding that is no UTF-8": {"content_encoding": b"\xff"},
}


def letters(fragile: Fragiles) -> int:
    with Connection(fragile.url) as connection:
        return int(connection.channel().queue_declare("accounts.dead", passive=True).message_count)


@pytest.mark.parametrize("odd", ODD_HEADERS.values(), ids=ODD_HEADERS)
def test_an_event_with_odd_headers_leaves_the_queue_and_the_next_is_taken_in(
    fragile: Fragiles, odd: bytes
) -> None:
    before = letters(fragile)
    headers = {"cloudEvents:id": "x" * 70, "cloudEvents:type": COLLEAGUE_CHANGED.type}
    message = raw.properties(odd + raw.plain(headers), message_id=b"odd")
    raw.publish(fragile.url, COLLEAGUE_CHANGED.exchange, COLLEAGUE_CHANGED.type, [(message, b"{}")])
    took = next_is_taken_in(fragile)
    eventually(lambda: letters(fragile) == before + 1)
    assert took < 15


@pytest.mark.parametrize("odd", ODD_PROPERTIES.values(), ids=ODD_PROPERTIES)
def test_an_event_with_odd_properties_does_too(fragile: Fragiles, odd: dict[str, bytes]) -> None:
    before = letters(fragile)
    raw.publish(
        fragile.url, COLLEAGUE_CHANGED.exchange, COLLEAGUE_CHANGED.type, [(raw.properties(**odd), b"{}")]
    )
    assert next_is_taken_in(fragile) < 5
    eventually(lambda: letters(fragile) == before + 1)


@pytest.mark.parametrize("odd", ODD_HEADERS.values(), ids=ODD_HEADERS)
def test_a_request_with_odd_headers_and_no_address_is_set_aside_once(fragile: Fragiles, odd: bytes) -> None:
    before = letters(fragile)
    raw.publish(fragile.url, wire.EXCHANGE, "accounts.catch_up", [(raw.properties(odd), b"not json")])
    eventually(lambda: letters(fragile) == before + 1)
    assert fragile.still_answers()
    assert letters(fragile) == before + 1


@pytest.mark.parametrize("key", [b"accounts.\xff", b"accounts.\xed\xa0\x80", b"accounts." + b"\xff" * 240])
def test_a_method_whose_name_is_no_text_is_refused(fragile: Fragiles, key: bytes) -> None:
    message = raw.properties(reply_to=b"nobody", correlation_id=b"1")
    raw.publish(fragile.url, wire.EXCHANGE, key, [(message, b'{"args": [], "kwargs": {}}')])
    assert fragile.still_answers()


GARBAGE = {
    "bytes": raw.long_text(b"\xff\xfe"),
    "a table": b"F" + raw.table(b""),
    "a number": b"I" + pack(">i", 5),
    "much": raw.long_text(b"x" * 5000),
}
TEXTS = (wire.PASSPORT, wire.IDEMPOTENCY_KEY, wire.FINGERPRINT, wire.TRACE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[
            pytest.param(name, value, id=f"{name} {kind}")
            for name in TEXTS
            for kind, value in GARBAGE.items()
        ],
        (wire.DEADLINE, GARBAGE["bytes"]),
        (wire.DEADLINE, raw.long_text(b"nan")),
    ],
)
def test_garbage_in_a_header_of_a_request_is_answered_by_its_name(
    fragile: Fragiles, name: str, value: bytes
) -> None:
    with Connection(fragile.url) as connection:
        channel = connection.channel()
        replies: list[bytes] = []
        channel.basic_consume(
            wire.DIRECT_REPLY_TO, no_ack=True, callback=lambda m: replies.append(bytes(str(m.body).encode()))
        )
        items = raw.item(name.encode(), value)
        message = raw.Raw(
            raw.properties(items, reply_to=wire.DIRECT_REPLY_TO.encode(), correlation_id=b"1"),
            b'{"args": [], "kwargs": {"session_ids": []}}',
        )
        channel.basic_publish(message, wire.EXCHANGE, "accounts.catch_up")
        connection.drain_events(timeout=5)
    assert name in replies[0].decode()
    assert "invalid_input" in replies[0].decode()


def test_the_command_lists_odd_letters_marked_and_puts_back_what_can_be(fragile: Fragiles) -> None:
    odd = raw.item(b"clientele-attempt", b"F" + raw.table(b"")) + ODD_HEADERS["a name that is no UTF-8"]
    raw.publish(fragile.url, "", "accounts.dead", [(raw.properties(odd, message_id=b"odd one"), b"{}")])
    found = [each for each in dead_letters.dead_letters(fragile.url, "accounts") if each["odd"]]
    assert "attempts unreadable" in {each["odd"] for each in found if each["message_id"] == "odd one"}
    user_id, message_id = new_id("user"), new_id("message")
    fragile.letter(fragile.tell(COLLEAGUE_CHANGED, colleague(user_id), message_id))
    MENDED.add(user_id)
    ran = subprocess.run(
        [sys.executable, "-m", "chassis.dead_letters", "replay", "accounts", message_id, "odd one"],
        env={**os.environ, "CLIENTELE_BROKER_URL": fragile.url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stdout == "1 put back\nleft: odd one: it does not say which queue it came from\n"
    assert (ran.returncode, ran.stderr) == (1, "")


def test_requests_wait_while_the_connection_of_who_answers_is_made_anew(
    backing: Backing, fragile: Fragiles
) -> None:
    listed = ["rabbitmqctl", "--quiet", "list_connections", "pid", "client_properties"]
    connections = backing.rabbitmq.exec(listed).output.decode()
    broken = [line for line in connections.splitlines() if '"accounts answers"' in line]
    for line in broken:
        backing.rabbitmq.exec(["rabbitmqctl", "close_connection", line.split()[0], "broken by a test"])
    for _ in range(20):
        assert fragile.still_answers()
        time.sleep(0.02)


def next_is_taken_in(fragile: Fragiles) -> float:
    """Seconds until an ordinary event has its effect."""
    began, user_id = time.monotonic(), new_id("user")
    MENDED.add(user_id)
    fragile.tell(COLLEAGUE_CHANGED, colleague(user_id))
    eventually(lambda: fragile.rows("SELECT 1 FROM members WHERE user_id = :id", id=user_id) == 1, within=20)
    return time.monotonic() - began


def test_a_consumer_that_stands_still_is_seen_and_made_anew(
    fragile: Fragiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id = new_id("user")
    fragile.tell(COLLEAGUE_CHANGED, colleague(user_id, name="Hanging"))
    eventually(lambda: user_id in TRIES)
    assert fragile.hosted.watchdog.trouble() == {}
    # A connection turns each two and a half seconds at least.
    monkeypatch.setattr(watchdog, "STILL", 4.0)
    seen = eventually(fragile.hosted.watchdog.trouble, within=15)
    assert list(seen) == ["inbox of accounts"]
    assert "finished none of 1 messages" in seen["inbox of accounts"]
    fragile.hosted.on_still("inbox of accounts")
    eventually(lambda: fragile.hosted.watchdog.trouble() == {})
    monkeypatch.undo()
    MENDED.add(user_id)
    eventually(lambda: fragile.rows("SELECT 1 FROM members WHERE user_id = :id", id=user_id) == 1, within=20)
    assert fragile.hosted.watchdog.trouble() == {}

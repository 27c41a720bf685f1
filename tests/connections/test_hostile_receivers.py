"""Receivers that mean harm, or are broken: bounded, logged, and in nobody's way (docs/adr/0046)."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from contracts.connections import WebhookDeliveryState
from services.connections.webhooks import guarded_posts
from services.connections.webhooks.delivery_slots import MOST_UNPROVEN
from services.connections.webhooks.guarded_posts import Answer, NotSent, post
from tests.builders import Person, eventually
from tests.connections import receivers
from tests.connections.receivers import Receiver, answers, receiver
from tests.connections.stage import a_practice_known
from tests.connections.webhook_calls import LOOPBACK, endpoint, log, send_test

#: They connect, without the product.
pytestmark = pytest.mark.service

#: Events that do not come about here: nothing but tests is sent, whatever else is heard of late.
NONE = ["ClientDeleted"]
BAD = {
    "hangs": receivers.hangs,
    "drips": receivers.drips,
    "sends endless headers": receivers.sends_endless_headers,
    "talks nonsense": receivers.talks_nonsense,
}


@pytest.fixture
def good() -> Iterator[Receiver]:
    with receiver(answers(204)) as found:
        yield found


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_whatever_it_does_a_request_ends_in_time_and_says_what_was_wrong(
    bad: receivers.Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded_posts, "DEADLINE", 2.0)
    began = time.monotonic()
    with receiver(bad) as hostile, pytest.raises(NotSent):
        post(hostile.url, b"{}", {}, LOOPBACK)
    assert time.monotonic() - began < 30
    assert hostile.tried == 1


def test_a_gigabyte_is_not_read() -> None:
    sent = 0

    def sends_a_gigabyte(connection: Any) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
        while sent < 1_073_741_824:
            connection.sendall(b"x" * 65536)
            sent += 65536

    with receiver(sends_a_gigabyte) as hostile:
        assert post(hostile.url, b"{}", {}, LOOPBACK) == Answer(200, None)
    # What fits into the buffers of two sockets is on its way by then.
    assert sent < 100_000_000


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int, good: Receiver) -> None:
    with receiver(answers(status, f"Location: {good.url}")) as sly:
        assert post(sly.url, b"{}", {}, LOOPBACK).status == status
    assert good.tried == 0


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",  # noqa: S104
    ],
)
def test_loopback_is_reached_by_none_of_its_names(host: str, good: Receiver) -> None:
    for scheme in ("http", "https"):
        with pytest.raises(NotSent):
            post(f"{scheme}://{host}:{good.port}/", b"{}", {}, ())
    assert good.tried == 0


def test_a_name_that_leads_inside_the_second_time_is_looked_up_once(
    good: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: what was checked is what is connected to."""
    looked_up: list[str] = []

    def rebinding(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        looked_up.append(host)
        address = "192.0.2.1" if len(looked_up) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(guarded_posts, "is_allowed", lambda address, _: str(address) == "192.0.2.1")
    monkeypatch.setattr(guarded_posts, "DEADLINE", 1.0)
    with pytest.raises(NotSent):
        post(f"https://rebinding.example:{good.port}/", b"{}", {}, ())
    assert good.tried == 0
    assert looked_up == ["rebinding.example"]


def test_a_name_of_which_one_address_is_inside_is_not_reached_at_all(
    good: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, good.port))
        for address in ("1.1.1.1", "127.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(NotSent, match="private, local or reserved"):
        post(f"https://both.example:{good.port}/", b"{}", {}, ())
    assert good.tried == 0


def test_nothing_is_sent_in_clear_but_to_networks_that_are_named(
    good: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(NotSent, match="without encryption"):
        post("http://public.example/", b"{}", {}, LOOPBACK)


def test_a_certificate_has_to_be_of_the_name(good: Receiver) -> None:
    with pytest.raises(NotSent):
        post(f"https://127.0.0.1:{good.port}/", b"{}", {}, LOOPBACK)
    assert good.got == []


def test_no_proxy_of_the_environment_is_asked(good: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert post(good.url, b"{}", {}, LOOPBACK).status == 204


def test_what_hangs_is_logged(owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_posts, "DEADLINE", 1.0)
    with receiver(receivers.hangs) as hanging:
        made = endpoint(owner, hanging.url, types=NONE)
        send_test(owner, made["id"])
        attempt, *_ = eventually(lambda: log(owner, made["id"])[0]["attempts"])
    assert attempt["status"] is None
    assert attempt["problem"] == "There was no whole answer within 1 seconds."


def test_what_hangs_holds_up_nobody(owner: Person, good: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that comes to an endpoint that works is there before one request to fifty that hang has ended.

    How much later it is there than alone, `bench.hanging_receivers` measures.
    """
    monkeypatch.setattr(guarded_posts, "DEADLINE", 60.0)
    made, others = endpoint(owner, good.url, types=NONE), a_practice_known(owner.rpc)

    def arrives() -> None:
        event_id = send_test(owner, made["id"])["event_id"]
        eventually(lambda: event_id in [each.event["id"] for each in good.got])

    arrives()
    with ExitStack() as stack:
        hanging = [stack.enter_context(receiver(receivers.hangs)) for _ in range(50)]
        slow = [endpoint(others, each.url, types=NONE)["id"] for each in hanging]
        for each in slow:
            send_test(others, each)
        eventually(lambda: sum(each.tried for each in hanging) >= MOST_UNPROVEN)
        for _ in range(40):
            arrives()
        assert [log(others, each)[0]["attempts"] for each in slow] == [[]] * 50
    eventually(lambda: log(owner, made["id"], WebhookDeliveryState.PENDING) == [])

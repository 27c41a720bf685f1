"""Pages are told when something happened that their reader may see (docs/adr/0059, product.md 8.4)."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest
import requests

from chassis.rpc.client import RpcClient
from contracts import access, invitations
from gateway import app
from gateway.http.server import EventletServer
from gateway.settings import Settings
from tests.accounts import import_calls
from tests.builders import PASSWORD, Mailbox, Person, a_client_user, a_colleague, a_practice, sign_in, unique

MOVED = b"event: moved"


class Live:
    """The gateway as it is served, and those who listen there."""

    def __init__(self, rpc: RpcClient) -> None:
        self.app = app.build(Settings(broker_url="memory://", rate_limits=False), rpc)
        self.server = EventletServer(self.app, "127.0.0.1", 0)
        self.server.start()
        self.opened: list[socket.socket] = []

    def ask(self, person: Person, query: str = "") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=20)
        self.opened.append(connection)
        connection.sendall(
            f"GET /live{query} HTTP/1.1\r\nHost: here\r\nAccept: text/event-stream\r\n"
            f"Cookie: session={person.token}\r\n\r\n".encode()
        )
        return connection

    def listens(self, person: Person, query: str = "") -> socket.socket:
        """A connection on which the stream has begun."""
        connection = self.ask(person, query)
        heard(connection, b"retry: 3000")
        return connection

    def end(self) -> None:
        for each in self.opened:
            each.close()
        self.app.close()
        self.server.stop()


def heard(connection: socket.socket, words: bytes, within: float = 20) -> bytes:
    """What comes until these words."""
    connection.settimeout(within)
    received = b""
    while words not in received:
        part = connection.recv(4096)
        assert part, f"it ended after {received!r}"
        received += part
    return received


def hears_nothing(connection: socket.socket, seconds: float = 2.5) -> bool:
    connection.settimeout(seconds)
    with contextlib.suppress(TimeoutError):
        return MOVED not in connection.recv(4096)
    return True


def becomes_quiet(connection: socket.socket) -> None:
    """What the beginning still brings is over."""
    assert any(hears_nothing(connection) for _ in range(10))


def ends(connection: socket.socket) -> None:
    """The stream comes to its proper end."""
    heard(connection, b"0\r\n\r\n")


@pytest.fixture
def live(rpc: RpcClient) -> Iterator[Live]:
    served = Live(rpc)
    yield served
    served.end()


def test_everybody_who_may_see_it_hears_of_it_and_nobody_else(
    live: Live, rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    """product.md 8.2"""
    ben = a_colleague(owner, mailbox)
    listening, also = live.listens(owner), live.listens(owner)
    blind, stranger = live.listens(ben), live.listens(a_practice(rpc))
    for each in (listening, also, blind, stranger):
        becomes_quiet(each)
    owner.adds_client(access={"everyone": False})
    for each in (listening, also):
        heard(each, MOVED)
    assert hears_nothing(blind)
    assert hears_nothing(stranger)


def test_a_page_of_one_client_hears_of_that_one_alone(live: Live, owner: Person, mailbox: Mailbox) -> None:
    """product.md 5.5, 5.6"""
    address = f"{unique('jo')}@acme.example"
    client = owner.adds_client(invitation={"name": "Jo", "email": address})["id"]
    token = mailbox.token_for(address)
    page = live.listens(owner, f"?client_id={client}")
    becomes_quiet(page)
    owner.adds_client()
    assert hears_nothing(page)
    invitations.redeem_invitation(owner.rpc, token=token, password=PASSWORD)
    heard(page, MOVED)


def test_a_page_of_an_import_hears_of_each_step_of_it(live: Live, owner: Person, mailbox: Mailbox) -> None:
    """product.md 2.10"""
    found = import_calls.uploads(owner, import_calls.FILE)
    page = live.ask(owner, f"?import_id={found['id']}")
    heard(page, b"event: says_all")
    becomes_quiet(page)
    owner.adds_client()
    assert hears_nothing(page)
    import_calls.checks(owner, found)
    heard(page, MOVED)
    becomes_quiet(page)
    import_calls.does(owner, found)
    heard(page, MOVED)


def test_nobody_hears_of_anothers_import(live: Live, rpc: RpcClient, owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.4"""
    found = import_calls.uploads(owner, import_calls.FILE)
    for each in (a_colleague(owner, mailbox), a_practice(rpc)):
        assert b"event-stream" not in heard(live.ask(each, f"?import_id={found['id']}"), b"\r\n\r\n")


def test_one_that_reads_nothing_keeps_nobody_waiting(live: Live, owner: Person) -> None:
    slow = live.ask(owner)
    listening = live.listens(owner)
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    for _ in range(3):
        began = time.monotonic()
        owner.adds_client()
        heard(listening, MOVED)
        assert time.monotonic() - began < 15
    answer = requests.get(f"http://127.0.0.1:{live.server.port}/healthz", timeout=10)
    assert answer.status_code == 200


def test_however_much_happens_it_is_said_once_a_second(live: Live, owner: Person) -> None:
    listening = live.listens(owner)
    began = time.monotonic()
    for _ in range(20):
        owner.adds_client()
    received = heard(listening, MOVED)
    with contextlib.suppress(TimeoutError):
        listening.settimeout(3)
        while part := listening.recv(4096):
            received += part
            listening.settimeout(3)
    assert received.count(MOVED) <= time.monotonic() - began + 1


def test_the_oldest_of_a_session_gives_way_to_a_newer_one(live: Live, owner: Person) -> None:
    oldest, *others = [live.listens(owner) for _ in range(5)]
    ends(oldest)
    owner.adds_client()
    for each in others:
        heard(each, MOVED)


def test_it_ends_with_the_session(live: Live, rpc: RpcClient, owner: Person) -> None:
    """product.md 8.4"""
    again = sign_in(rpc, _email(owner))
    listening = live.listens(again)
    url = f"http://127.0.0.1:{live.server.port}"
    ended = requests.delete(
        f"{url}/v1/session", headers={"Authorization": f"Bearer {again.token}"}, timeout=10
    )
    assert ended.status_code == 204
    owner.adds_client()
    ends(listening)


def test_it_ends_with_the_process_at_once(live: Live, owner: Person) -> None:
    listening = [live.listens(owner) for _ in range(3)]
    began = time.monotonic()
    live.end()
    assert time.monotonic() - began < 8
    del listening


def test_whoever_cannot_be_served_is_not_to_ask_again(live: Live, owner: Person, mailbox: Mailbox) -> None:
    """A client's own account has no feed; and a process that ends takes nobody more."""
    user = a_client_user(owner, mailbox, owner.adds_client()["id"])
    assert b"204 No Content" in heard(live.ask(user), b"\r\n\r\n")
    live.app.close()
    assert b"204 No Content" in heard(live.ask(owner), b"\r\n\r\n")


def test_proxies_are_asked_not_to_keep_it(live: Live, owner: Person) -> None:
    head = heard(live.ask(owner), b"retry: 3000").lower()
    assert b"content-type: text/event-stream" in head
    assert b"x-accel-buffering: no" in head
    assert b"cache-control: no-store" in head


def _email(person: Person) -> str:
    with person.acting():
        return str(access.get_session(person.rpc)["user"]["email"])

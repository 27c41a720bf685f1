"""HTTP as our server speaks it beyond the plain one: what it refuses, and its limits (docs/adr/0030)."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import eventlet
import pytest
import requests

from gateway.http.server import EventletServer
from tests.gateway.http_peers import CHUNKED, GET, LIMITS, application, endless, said, status_of

pytestmark = pytest.mark.service  # it listens, if only on loopback


@pytest.fixture
def server() -> Iterator[EventletServer]:
    running = EventletServer(application, "127.0.0.1", 0, LIMITS)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def peer(server: EventletServer) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        yield connection


def test_other_connections_get_their_turn(server: EventletServer, peer: socket.socket) -> None:
    peer.sendall(GET * 2000)
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as other:
        other.sendall(GET)
        assert status_of(said(other, b"q=1|")) == 200
        assert said(peer, b"q=1|").count(b"200 OK") < 2000


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: here\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: here\r\nX-Large: " + b"a" * 40_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: here\r\n" + b"X-Many: 1\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: here\r\nHost: there\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: here\r\n folded\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: here\r\nX: a\x00b\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", 400),
        (b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: -1\r\n\r\n", 400),
        (
            b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"0\r\n\r\n",
            400,
        ),
        (b"POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: identity\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00", 400),
    ],
)
def test_what_cannot_be_read_safely_is_refused(peer: socket.socket, request_: bytes, status: int) -> None:
    peer.sendall(request_)
    answer = said(peer)
    assert status_of(answer) == status
    assert b"Connection: close" in answer
    assert answer.count(b"HTTP/1.1 ") == 1


def test_a_head_without_end_is_refused(peer: socket.socket) -> None:
    peer.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nX-Large: " + b"a" * 200_000)
    assert status_of(said(peer)) == 431


def test_head_answers_have_the_length_and_no_body(peer: socket.socket) -> None:
    peer.sendall(b"HEAD /x HTTP/1.1\r\nHost: here\r\n\r\n" + GET)
    answers = said(peer, b"q=1|")
    assert b"Content-Length: 9\r\n" in answers
    assert b"HEAD|" not in answers


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_some_answers_have_no_body(peer: socket.socket, status: str) -> None:
    peer.sendall(b"GET /x HTTP/1.1\r\nHost: here\r\nX-Status: %b\r\n\r\n" % status.encode())
    peer.sendall(GET)
    first, _, rest = said(peer, b"q=1|").partition(b"\r\n\r\n")
    assert first.startswith(f"HTTP/1.1 {status}".encode())
    assert b"Content-Length" not in first
    assert rest.startswith(b"HTTP/1.1 200")


def test_a_long_answer_is_sent_as_it_is_made_and_another_request_may_follow(server: EventletServer) -> None:
    with requests.Session() as session:
        for _ in range(2):
            answer = session.get(f"http://127.0.0.1:{server.port}/long", timeout=5)
            assert answer.text == "one,two," + "three" * 100_000
            assert answer.headers["Transfer-Encoding"] == "chunked"
            assert answer.headers.get("Connection") is None


def test_a_long_answer_that_breaks_off_is_not_taken_for_whole(server: EventletServer) -> None:
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.get(f"http://127.0.0.1:{server.port}/long-broken", timeout=5)


def test_an_answer_without_an_end_is_made_no_longer_than_there_is_a_peer(peer: socket.socket) -> None:
    peer.sendall(b"GET /endless HTTP/1.1\r\nHost: here\r\n\r\n")
    said(peer, b"more,\r\n")
    assert len(endless) == 1
    peer.close()
    give_up = time.monotonic() + 10
    while endless:
        assert time.monotonic() < give_up, "it is still made"
        eventlet.sleep(0.05)


def test_a_target_may_be_a_whole_address(peer: socket.socket) -> None:
    peer.sendall(b"GET http://here/a?q=2 HTTP/1.1\r\nHost: here\r\n\r\n")
    assert said(peer, b"|").endswith(b"GET|/a|q=2|")


def test_a_peer_that_dawdles_over_its_head_is_told_so(peer: socket.socket) -> None:
    peer.sendall(b"GET / HTTP/1.1\r\n")
    began = time.monotonic()
    dawdling = eventlet.spawn(_dawdle, peer)
    assert status_of(said(peer)) == 408
    assert time.monotonic() - began < 20
    dawdling.kill()


def _dawdle(peer: socket.socket) -> None:
    try:
        while True:
            eventlet.sleep(0.1)
            peer.sendall(b"X: 1\r\n")
    except OSError:
        pass


def test_a_peer_that_dawdles_over_its_body_is_given_up(peer: socket.socket) -> None:
    peer.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nh")
    began = time.monotonic()
    said(peer)
    assert time.monotonic() - began < 20


def test_an_idle_connection_is_closed(peer: socket.socket) -> None:
    peer.sendall(GET)
    said(peer, b"q=1|")
    began = time.monotonic()
    assert said(peer) == b""
    assert 0.3 < time.monotonic() - began < 20


def test_more_connections_than_allowed_are_closed(server: EventletServer) -> None:
    peers = [socket.create_connection(("127.0.0.1", server.port), timeout=5) for _ in range(21)]
    eventlet.sleep(0.05)
    try:
        peers[-1].settimeout(0.3)
        assert peers[-1].recv(10) == b""
        peers[0].sendall(GET)
        assert status_of(said(peers[0], b"q=1|")) == 200
    finally:
        for each in peers:
            each.close()


def test_a_header_cannot_be_split(peer: socket.socket) -> None:
    peer.sendall(b"GET /split?a HTTP/1.1\r\nHost: here\r\n\r\n")
    assert b"X-Made-Up" not in said(peer)


def test_stopping_finishes_what_is_asked_and_closes_what_is_idle(
    capfd: pytest.CaptureFixture[str],
) -> None:
    server = EventletServer(application, "127.0.0.1", 0, LIMITS)
    server.start()
    address = ("127.0.0.1", server.port)
    with socket.create_connection(address, timeout=5) as idle, socket.create_connection(address) as busy:
        busy.sendall(b"GET /slow HTTP/1.1\r\nHost: here\r\n\r\n" + GET)
        eventlet.sleep(0.1)
        server.stop()
        assert said(idle) == b""
        answer = said(busy)
        assert status_of(answer) == 200
        assert b"Connection: close" in answer
        assert answer.endswith(b"GET|/slow||")
    with pytest.raises(OSError, match="REFUSED"):
        socket.create_connection(address, timeout=1)
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("rest", [b"3\r\nabc\r\n", b"3\r\nabc\r\n0\r\n", b"3\r\nab", b""])
def test_a_chunked_body_cut_before_its_last_chunk_is_none(
    server: EventletServer, peer: socket.socket, rest: bytes
) -> None:
    peer.sendall(CHUNKED + rest)
    peer.shutdown(socket.SHUT_WR)
    answer = said(peer)
    assert b"POST|" not in answer
    assert not answer or status_of(answer) >= 400


@pytest.mark.parametrize(
    "without_end",
    [
        b"3\r\nabc\r\n0\r\n" + b"X-Trailer: yes\r\n" * 2_000_000,
        b"3\r\nabc\r\n0\r\nX-Trailer: " + b"y" * 32_000_000,
        b"3;" + b"e" * 32_000_000,
        (b"1;" + b"e" * 15_000 + b"\r\na\r\n") * 100,
    ],
    ids=["many trailers", "a long trailer", "a long extension", "long extensions"],
)
def test_what_is_neither_head_nor_body_has_an_end(peer: socket.socket, without_end: bytes) -> None:
    begun = time.monotonic()
    with contextlib.suppress(OSError):
        peer.sendall(CHUNKED + without_end)
        peer.shutdown(socket.SHUT_WR)
    with contextlib.suppress(OSError):
        assert b"POST|" not in said(peer)
    assert time.monotonic() - begun < 30

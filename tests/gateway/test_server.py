"""HTTP as any server of ours speaks it, byte by byte: ours, and the plain one that it is compared with."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import eventlet
import pytest

from bench.peers.eventlet_wsgi import EventletWsgi
from gateway.http.server import EventletServer
from tests.gateway.http_peers import CHUNKED, GET, LIMITS, application, said, status_of

pytestmark = pytest.mark.service  # it listens, if only on loopback


@pytest.fixture(params=[EventletServer, EventletWsgi])
def server(request: pytest.FixtureRequest) -> Iterator[Any]:
    running = request.param(application, "127.0.0.1", 0, LIMITS)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def peer(server: Any) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        yield connection


def test_a_connection_serves_one_request_after_the_other(peer: socket.socket) -> None:
    for _ in range(20):
        peer.sendall(GET)
        answer = said(peer, b"GET|/a path|q=1|")
        assert status_of(answer) == 200
        assert b"Connection: close" not in answer
        assert b"\r\nDate: " in answer


def test_a_broken_chunk_ends_the_connection(peer: socket.socket) -> None:
    peer.sendall(b"POST /in HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + GET)
    assert said(peer).count(b"HTTP/1.1 ") == 1


def test_trailers_of_a_usual_size_are_passed_over(peer: socket.socket) -> None:
    peer.sendall(CHUNKED + b"3\r\nabc\r\n0\r\nExpires: now\r\nX-Sum: 1\r\n\r\n")
    assert said(peer, b"POST|/x||abc")


def test_a_body_in_the_smallest_chunks_is_read(peer: socket.socket) -> None:
    peer.sendall(CHUNKED + b"1\r\na\r\n" * 50_000 + b"0\r\n\r\n")
    assert said(peer, b"a" * 50_000)


def test_a_peer_whose_body_is_not_wanted_is_not_told_to_continue(peer: socket.socket) -> None:
    peer.sendall(b"POST /unread HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    answer = said(peer)
    assert status_of(answer) == 200
    assert b"Connection: close" in answer


def test_a_large_body_that_is_not_read_does_not_cost_the_answer(peer: socket.socket) -> None:
    peer.sendall(b"POST /unread HTTP/1.1\r\nHost: here\r\nContent-Length: 2000000\r\n\r\n")
    sending = eventlet.spawn(peer.sendall, bytes(2_000_000))
    assert said(peer).endswith(b"not read")
    sending.wait()


def test_a_body_that_was_not_read_is_no_request(peer: socket.socket) -> None:
    body = b"GET /smuggled HTTP/1.1\r\nHost: here\r\n\r\n"
    peer.sendall(b"POST /unread HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    peer.sendall(GET)
    answers = said(peer, b"q=1|")
    assert b"smuggled" not in answers


def test_a_long_answer_to_http_1_0_ends_with_the_connection(peer: socket.socket) -> None:
    peer.sendall(b"GET /long HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    head, _, body = said(peer).partition(b"\r\n\r\n")
    assert b"Transfer-Encoding" not in head
    assert b"Content-Length" not in head
    assert body == b"one,two," + b"three" * 100_000


def test_a_peer_that_closes_is_closed_to(peer: socket.socket) -> None:
    peer.sendall(b"GET /a HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
    assert b"Connection: close" in said(peer)


def test_an_application_that_fails_costs_its_own_connection_only(server: Any, peer: socket.socket) -> None:
    peer.sendall(b"GET /fails HTTP/1.1\r\nHost: here\r\n\r\n")
    assert status_of(said(peer, b"\r\n\r\n")) == 500
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as other:
        other.sendall(GET)
        assert status_of(said(other, b"q=1|")) == 200


def test_pipelined_requests_are_answered_in_order(peer: socket.socket) -> None:
    peer.sendall(b"".join(b"GET /%d HTTP/1.1\r\nHost: here\r\n\r\n" % n for n in range(50)))
    answers = said(peer, b"GET|/49||")
    places = [answers.index(b"GET|/%d||" % n) for n in range(50)]
    assert places == sorted(places)


def test_a_request_may_come_byte_by_byte(peer: socket.socket) -> None:
    request = b"POST /in HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello"
    for place in range(len(request)):
        peer.sendall(request[place : place + 1])
    assert said(peer, b"POST|/in||hello").endswith(b"hello")


def test_a_header_with_an_underscore_passes_for_none_with_a_hyphen(peer: socket.socket) -> None:
    peer.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nX_Status: 418 Teapot\r\n\r\n")
    assert status_of(said(peer, b"GET|/||")) == 200


def test_chunked_bodies_are_read(peer: socket.socket) -> None:
    head = b"POST /in HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
    peer.sendall(head + b"5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nTrailer: 1\r\n\r\n" + GET)
    assert b"POST|/in||hello world" in said(peer, b"q=1|")


def test_a_peer_that_expects_it_is_told_to_continue(peer: socket.socket) -> None:
    peer.sendall(b"POST /in HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    assert said(peer, b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    peer.sendall(b"hello")
    assert said(peer, b"hello").startswith(b"HTTP/1.1 200")


def test_http_1_0_is_closed_unless_it_asks(peer: socket.socket) -> None:
    peer.sendall(b"GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    assert b"Connection: keep-alive" in said(peer, b"GET|/a||")
    peer.sendall(b"GET /b HTTP/1.0\r\n\r\n")
    assert said(peer).endswith(b"GET|/b||")


def test_an_upgrade_is_not_made(peer: socket.socket) -> None:
    peer.sendall(b"GET /a HTTP/1.1\r\nHost: here\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n")
    assert said(peer).startswith(b"HTTP/1.1 200")

"""An application that says what it understood, and what a peer reads of a server that serves it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import eventlet

from gateway.http.incoming_requests import Limits

LIMITS = Limits(idle=0.6, head=0.6, body=0.6, connections=20)
GET = b"GET /a%20path?q=1 HTTP/1.1\r\nHost: here\r\n\r\n"
CHUNKED = b"POST /x HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers with what it understood."""
    status, headers = environ.get("HTTP_X_STATUS", "200 OK"), []
    if environ["PATH_INFO"].startswith("/long"):
        start_response(status, [("Content-Type", "text/plain")])
        return long_answer(breaks_off=environ["PATH_INFO"] == "/long-broken")
    if environ["PATH_INFO"] == "/endless":
        start_response(status, [("Content-Type", "text/plain")])
        return endless_answer()
    if environ["PATH_INFO"] == "/slow":
        eventlet.sleep(0.3)
    if environ["PATH_INFO"] == "/fails":
        raise RuntimeError
    if environ["PATH_INFO"] == "/unread":
        body = b"not read"
    elif environ["PATH_INFO"] == "/split":
        headers, body = [("X-Split", environ["QUERY_STRING"] + "\r\nX-Made-Up: 1")], b""
    else:
        read = environ["wsgi.input"].read(100_000)
        body = "|".join(
            [environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("QUERY_STRING", ""), read.decode()]
        ).encode()
    start_response(status, [("Content-Type", "text/plain"), *headers])
    return [body]


def long_answer(*, breaks_off: bool) -> Iterator[bytes]:
    yield b"one,"
    yield b""
    yield b"two,"
    if breaks_off:
        raise RuntimeError
    yield b"three" * 100_000


#: Answers without an end that are being made.
endless: list[object] = []


def endless_answer() -> Iterator[bytes]:
    endless.append(mine := object())
    try:
        while True:
            yield b"more,"
            eventlet.sleep(0.05)
    finally:
        endless.remove(mine)


def said(peer: socket.socket, ends_with: bytes | None = None) -> bytes:
    """What the server says until it closes, or until these bytes."""
    received = b""
    while ends_with is None or not received.endswith(ends_with):
        part = peer.recv(65536)
        if not part:
            break
        received += part
    return received


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])

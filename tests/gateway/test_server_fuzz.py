"""HTTP as nobody speaks it: any bytes are answered or closed to, and the next connection is served."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.http.incoming_requests import Limits
from gateway.http.server import EventletServer

pytestmark = pytest.mark.service  # it listens, if only on loopback

EXAMPLES = int(os.environ.get("CLIENTELE_FUZZ_EXAMPLES", "6")) * 10
GET = b"GET /alive HTTP/1.1\r\nHost: here\r\n\r\n"
#: Parts of requests, whole and broken, for hypothesis to put together.
PARTS = st.sampled_from(
    [
        GET,
        b"POST /x HTTP/1.1\r\n",
        b"Host: here\r\n",
        b"Content-Length: 5\r\n",
        b"Content-Length: -1\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked, gzip\r\n",
        b"Expect: 100-continue\r\n",
        b"Connection: close\r\n",
        b"Connection: upgrade\r\nUpgrade: h2c\r\n",
        b"Cookie: a=b; a=c\r\n",
        b"\r\n",
        b"\r\n\r\n",
        b"5\r\nhello\r\n",
        b"0\r\n\r\n",
        b"ffffffffffffffff\r\n",
        b"0\r\nX: y\r\n\r\n",
        b"hello",
        b" ",
        b"\n",
        b"\x00",
        b"GET http://[::1 HTTP/1.1\r\n",
        b"GET /%ff%00 HTTP/1.1\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"X: \xff\r\n",
    ]
)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Reads what there is of the body."""
    body = environ["wsgi.input"].read(100_000)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode("latin-1"), str(len(body)).encode()]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    limits = Limits(idle=0.3, head=0.3, body=0.3, connections=20)
    running = EventletServer(application, "127.0.0.1", 0, limits)
    running.start()
    yield running.port
    running.stop()


def sent(port: int, data: bytes) -> bytes:
    """What the server answers until it closes."""
    received = b""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as peer,
        contextlib.suppress(ConnectionError),
    ):
        peer.sendall(data)
        peer.shutdown(socket.SHUT_WR)
        while part := peer.recv(65536):
            received += part
    return received


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PARTS | st.binary(max_size=40), max_size=12).map(b"".join))
def test_any_bytes_are_answered_or_closed_to_and_the_next_is_served(port: int, data: bytes) -> None:
    answer = sent(port, data)
    assert not answer or answer.startswith(b"HTTP/1.")
    assert b"Traceback" not in answer
    assert b" 500 " not in answer
    assert sent(port, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")).endswith(b"/alive0")

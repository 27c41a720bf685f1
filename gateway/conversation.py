"""One connection: reads requests, has them answered one after the other, and ends it in good order."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from itertools import count
from typing import Any

import eventlet

from chassis import logs
from gateway.incoming import Incoming, Limits, Requests

_log = logs.get(__name__)

App = Callable[[dict[str, Any], Callable[..., Any]], Any]

_CHUNK = 64 * 1024
#: Answers after which other connections get their turn, even where the next request is here already.
_AT_A_TIME = 8
#: What is still read of a peer that we have closed to, so that it gets our answer and not a reset.
_LINGER_SECONDS = 2.0
_LINGER_BYTES = 4 * 1024 * 1024
_FOREVER = float("inf")


class Conversation:
    """`deadline` is the monotonic time at which the server ends it, whatever it waits for."""

    def __init__(self, sock: Any, common: dict[str, Any], app: App, limits: Limits) -> None:
        self._socket, self._app, self._limits = sock, app, limits
        self._requests = Requests(limits, common, self)
        self._last = self._reading_head = False
        self.idle = True
        self.deadline = time.monotonic() + limits.head

    def run(self) -> None:
        """Until the peer or we have had enough."""
        try:
            self._converse()
        except OSError:
            pass  # the peer has gone, or took too long
        finally:
            self._socket.close()

    def finish(self) -> None:
        """Answer what has been asked and no more."""
        self._last = True
        if self.idle:
            self.expire()

    def expire(self) -> None:
        """End it now; what waits for the peer is woken."""
        with contextlib.suppress(OSError):
            if self._reading_head and self._requests.in_head:
                self._socket.fd.send(_plain(408))
            self._socket.shutdown(socket.SHUT_RDWR)

    def pull(self, request: Incoming) -> bool:
        """See `Puller`."""
        if self._requests.refused is not None:
            return False
        if self.deadline == _FOREVER:
            self.deadline = time.monotonic() + self._limits.body
        if request.expects_continue:
            request.expects_continue = False
            self._socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        data = self._socket.recv(_CHUNK)
        self._requests.feed(data)
        if request.complete:
            self.deadline = _FOREVER
        return bool(data)

    def _converse(self) -> None:
        requests = self._requests
        while self._answer_ready():
            if requests.refused is not None:
                self._socket.sendall(_plain(requests.refused))
                self._linger()
                return
            if not requests.in_head:
                if self._last:
                    return
                self.idle, self.deadline = True, time.monotonic() + self._limits.idle
            self._reading_head = True
            data = self._socket.recv(_CHUNK)
            self._reading_head = False
            if not data:
                return
            if self.idle:
                self.idle, self.deadline = False, time.monotonic() + self._limits.head
            requests.feed(data)

    def _answer_ready(self) -> bool:
        """Answer the requests that are here; whether others may follow."""
        for number in count(1):
            if not self._requests.ready:
                return True
            if not self._answer(self._requests.ready.popleft()):
                return False
            if number % _AT_A_TIME == 0:
                eventlet.sleep(0)
        return False

    def _answer(self, request: Incoming) -> bool:
        """Answer a request; whether another may follow."""
        self.idle, self.deadline = False, _FOREVER
        status, headers, body = self._ask(request.environ)
        # A body that was not read would be taken for the next request.
        goes_on = request.keep_alive and request.complete and not self._last
        self._send(_head(request, status, headers, body, goes_on) + _shown(request, status, body))
        if not goes_on and not request.complete:
            self._linger()
        return goes_on

    def _ask(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        begun: list[Any] = []
        parts: list[bytes] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
            begun[:] = status, headers
            return parts.append

        try:
            result = self._app(environ, start_response)
            try:
                parts += result
            finally:
                if hasattr(result, "close"):
                    result.close()
            status, headers = begun
        except Exception:  # noqa: BLE001  the application answers for its own errors; this one is none it knows
            _log.exception("application_failed")
            return "500 Internal Server Error", [("Connection", "close")], b""
        return status, headers, parts[0] if len(parts) == 1 else b"".join(parts)

    def _send(self, data: bytes) -> None:
        sent = self._socket.send(data)
        if sent < len(data):
            self.deadline = time.monotonic() + self._limits.answer
            self._socket.sendall(memoryview(data)[sent:])

    def _linger(self) -> None:
        self.deadline, left = time.monotonic() + _LINGER_SECONDS, _LINGER_BYTES
        self._socket.shutdown(socket.SHUT_WR)
        while left > 0 and (data := self._socket.recv(_CHUNK)):
            left -= len(data)


def _head(
    request: Incoming, status: str, headers: list[tuple[str, str]], body: bytes, goes_on: bool
) -> bytes:
    lines = [f"HTTP/1.1 {status}", *[f"{name}: {value}" for name, value in headers], _date()]
    names = {name.lower() for name, _ in headers}
    if "content-length" not in names and not _is_bodyless(status):
        lines.append(f"Content-Length: {len(body)}")
    if not goes_on:
        lines.append("Connection: close")
    elif request.environ["SERVER_PROTOCOL"] == "HTTP/1.0":
        lines.append("Connection: keep-alive")
    head = "\r\n".join(lines)
    if head.count("\n") != len(lines) - 1 or head.count("\r") != len(lines) - 1:
        raise ValueError("a header holds a line break")
    return head.encode("latin-1") + b"\r\n\r\n"


def _shown(request: Incoming, status: str, body: bytes) -> bytes:
    return b"" if request.environ["REQUEST_METHOD"] == "HEAD" or _is_bodyless(status) else body


def _is_bodyless(status: str) -> bool:
    return status.startswith(("204", "304"))


def _plain(status: int) -> bytes:
    """An answer to what never became a request."""
    phrase = HTTPStatus(status).phrase
    return (
        f"HTTP/1.1 {status} {phrase}\r\n{_date()}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
    )


_dated = (0, "")


def _date() -> str:
    global _dated
    second = int(time.time())
    if _dated[0] != second:
        _dated = (second, f"Date: {formatdate(second, usegmt=True)}")
    return _dated[1]

"""One connection: reads requests, has them answered one after the other, and ends it in good order."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Generator, Iterator
from itertools import count
from typing import Any

import eventlet

from chassis.observability import logs
from gateway.http.incoming_requests import Incoming, Limits, Requests
from gateway.http.outgoing_responses import chunk, head, plain, shown
from gateway.http.wsgi import App, Header

_log = logs.get(__name__)

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
                self._socket.fd.send(plain(408))
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
                self._socket.sendall(plain(requests.refused))
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
        if isinstance(body, bytes):
            self._send(head(request, status, headers, len(body), goes_on) + shown(request, status, body))
        else:
            goes_on = self._send_parts(request, status, headers, body, goes_on)
        if not goes_on and not request.complete:
            self._linger()
        return goes_on

    def _send_parts(
        self, request: Incoming, status: str, headers: list[Header], parts: Iterator[bytes], goes_on: bool
    ) -> bool:
        """Send a body as it is made; whether another request may follow.

        One that breaks off ends the connection without its end, which tells the peer that it is not whole.
        """
        chunked = request.environ["SERVER_PROTOCOL"] == "HTTP/1.1"
        goes_on = goes_on and chunked
        if chunked:
            headers = [*headers, ("Transfer-Encoding", "chunked")]
        self._send(head(request, status, headers, None, goes_on))
        try:
            with contextlib.ExitStack() as ending:
                if isinstance(parts, Generator):
                    ending.callback(parts.close)
                for part in parts:
                    if part:
                        self._send(chunk(part) if chunked else part)
        except OSError:
            raise
        except Exception:  # noqa: BLE001  the peer has the beginning: no other answer can be given any more
            _log.exception("answer_broken_off")
            return False
        if chunked:
            self._send(chunk(b""))
        return goes_on

    def _ask(self, environ: dict[str, Any]) -> tuple[str, list[Header], bytes | Iterator[bytes]]:
        begun: list[Any] = []
        parts: list[bytes] = []

        def start_response(status: str, headers: list[Header], _error: Any = None) -> Any:
            begun[:] = status, headers
            return parts.append

        try:
            result = self._app(environ, start_response)
            if isinstance(result, Iterator):
                return begun[0], begun[1], result
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
        self.deadline = _FOREVER
        sent = self._socket.send(data)
        if sent < len(data):
            self.deadline = time.monotonic() + self._limits.answer
            self._socket.sendall(memoryview(data)[sent:])

    def _linger(self) -> None:
        self.deadline, left = time.monotonic() + _LINGER_SECONDS, _LINGER_BYTES
        self._socket.shutdown(socket.SHUT_WR)
        while left > 0 and (data := self._socket.recv(_CHUNK)):
            left -= len(data)

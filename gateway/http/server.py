"""Speaks HTTP/1.1 for a WSGI application, with limits on what a peer may send and how long it may take.

The rest of the gateway knows only WSGI, so another HTTP layer is another class with the methods of
`Server`. An answer that the application makes part by part is sent so.
"""

from __future__ import annotations

import socket
import sys
import time
from typing import Any, Protocol

import eventlet

from chassis.observability import logs
from gateway.http.connection import Conversation
from gateway.http.incoming_requests import Limits
from gateway.http.wsgi import App

#: Seconds that requests being answered are given when the server stops. The document of a review takes the
#: longest: its turn, what it says, and writing it (tests/deploy/test_graceful_stop.py).
GRACE = 100.0
#: Seconds between looks at who takes too long.
_LOOK = 0.5

_log = logs.get(__name__)


class Server(Protocol):
    """Speaks HTTP."""

    @property
    def port(self) -> int:
        """The port it listens on."""

    def start(self) -> None:
        """Listen and answer, in green threads. Raises OSError where the port is taken."""

    def stop(self) -> None:
        """Take no new connection, finish what is being answered, close."""


class EventletServer:
    """A green thread each connection, and one that ends those that take too long."""

    def __init__(self, app: App, host: str, port: int, limits: Limits | None = None) -> None:
        self._app, self._address = app, (host, port)
        self._limits = limits or Limits()
        self._socket: Any = None
        self._port = port
        self._conversations: dict[Conversation, Any] = {}
        self._threads: list[Any] = []

    @property
    def port(self) -> int:
        return self._port

    def start(self) -> None:
        self._socket = eventlet.listen(self._address, backlog=512)
        self._port = int(self._socket.getsockname()[1])
        self._threads = [eventlet.spawn(self._accept), eventlet.spawn(self._watch)]

    def stop(self) -> None:
        threads, self._threads = self._threads, []
        if not threads:
            return
        threads[0].kill()
        self._socket.close()
        for conversation in list(self._conversations):
            conversation.finish()
        with eventlet.Timeout(GRACE, False):
            while self._conversations:
                eventlet.sleep(0.01)
        for thread in [*self._conversations.values(), threads[1]]:
            thread.kill()

    def _accept(self) -> None:
        common = self._common()
        while True:
            try:
                accepted, peer = self._socket.accept()
            except OSError as error:
                # Out of files, mostly: those that are open go on, and give some back.
                _log.warning("connection_not_accepted", error=type(error).__name__)
                eventlet.sleep(0.1)
                continue
            if len(self._conversations) >= self._limits.connections:
                _log.warning("too_many_connections", most=self._limits.connections)
                accepted.close()
                continue
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            environ = {**common, "REMOTE_ADDR": peer[0], "REMOTE_PORT": str(peer[1])}
            conversation = Conversation(accepted, environ, self._app, self._limits)
            self._conversations[conversation] = eventlet.spawn(self._run, conversation)

    def _run(self, conversation: Conversation) -> None:
        try:
            conversation.run()
        except Exception:  # noqa: BLE001  one connection's trouble is no other's
            _log.exception("connection_failed")
        finally:
            del self._conversations[conversation]

    def _watch(self) -> None:
        while True:
            eventlet.sleep(_LOOK)
            now = time.monotonic()
            for conversation in list(self._conversations):
                if conversation.deadline < now:
                    conversation.expire()

    def _common(self) -> dict[str, Any]:
        """What is the same in the environ of every request."""
        return {
            "SCRIPT_NAME": "",
            "SERVER_NAME": self._address[0],
            "SERVER_PORT": str(self._port),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

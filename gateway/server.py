"""Speaks HTTP/1.1 for a WSGI application, with limits on what a peer may send and how long it may take.

The rest of the gateway knows only WSGI, so another HTTP layer is another class with the methods of
`Server`.
"""

from __future__ import annotations

import warnings
from contextlib import suppress
from typing import Any, Protocol

import eventlet
import eventlet.wsgi
from eventlet.support.greenlets import GreenletExit

from chassis import logs

#: Seconds an idle connection is kept, and that a peer may take to send or read a part.
KEEP_ALIVE = 75
PEER_SECONDS = 20
MOST_CONNECTIONS = 1024
LONGEST_REQUEST_LINE = 8192
#: Seconds that requests being answered are given when the server stops.
GRACE = 10.0

_log = logs.get(__name__)

# Names of headers are sent as we write them, which eventlet calls brave.
warnings.filterwarnings("ignore", message="capitalize_response_headers", category=DeprecationWarning)


class Server(Protocol):
    """Speaks HTTP."""

    @property
    def port(self) -> int:
        """The port it listens on."""

    def start(self) -> None:
        """Listen and answer, in green threads. Raises OSError where the port is taken."""

    def stop(self) -> None:
        """Take no new connection, finish what is being answered, close."""


class _Protocol(eventlet.wsgi.HttpProtocol):
    # Names are written as they are sent; capitalising each costs as much as routing.
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        _log.debug("http", line=format % args)


class EventletServer:
    """Eventlet's own WSGI server."""

    def __init__(self, app: Any, host: str, port: int) -> None:
        self._app = app
        self._address = (host, port)
        self._pool = eventlet.GreenPool(MOST_CONNECTIONS)
        self._socket: Any = None
        self._thread: Any = None

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        self._socket = eventlet.listen(self._address, backlog=512)
        self._thread = eventlet.spawn(
            eventlet.wsgi.server,
            self._socket,
            self._app,
            custom_pool=self._pool,
            protocol=_Protocol,
            log=_Log(),
            log_output=False,
            debug=False,
            keepalive=KEEP_ALIVE,
            socket_timeout=PEER_SECONDS,
            url_length_limit=LONGEST_REQUEST_LINE,
            capitalize_response_headers=False,
        )

    def stop(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        # Ended, the server closes idle connections and waits for those at work.
        thread.kill()
        with eventlet.Timeout(GRACE, False), suppress(GreenletExit):
            thread.wait()


class _Log:
    """Takes what eventlet's server says: nothing of it is about a request we answered."""

    def debug(self, message: str, *args: Any) -> None:
        _log.debug("http_server", line=message % args if args else message)

    info = debug

    def error(self, message: str, *args: Any) -> None:
        _log.warning("http_server", line=message % args if args else message)

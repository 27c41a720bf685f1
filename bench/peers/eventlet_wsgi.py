"""The plain way to speak HTTP here: `eventlet.wsgi`, with the limits that it has."""

from __future__ import annotations

from typing import Any

import eventlet
from eventlet import wsgi

from gateway.http.incoming_requests import Limits
from gateway.http.wsgi import App


class EventletWsgi:
    """`eventlet.wsgi` with the methods of `gateway.http.server.Server`."""

    def __init__(self, app: App, host: str, port: int, limits: Limits) -> None:
        self._app, self._address, self._limits = app, (host, port), limits
        self._socket: Any = None
        self._thread: Any = None

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        self._socket = eventlet.listen(self._address, backlog=512)
        self._thread = eventlet.spawn(
            wsgi.server,
            self._socket,
            self._app,
            log_output=False,
            max_size=self._limits.connections,
            url_length_limit=self._limits.request_line,
            keepalive=self._limits.idle,
            socket_timeout=self._limits.body,
            debug=False,
        )

    def stop(self) -> None:
        self._thread.kill()
        self._socket.close()

"""Tells the relay that there is something to send, once per burst.

A NOTIFY inside the business transaction would serialise all commits of the database, so it is sent
after the commit, and commits that happen close together share one: the relay looks again by itself soon
after it found something. A lost notification costs at most the relay's polling interval.
"""

from __future__ import annotations

from typing import Any

import eventlet
import psycopg2
from eventlet.event import Event

from chassis.database.silent_servers import PATIENCE
from chassis.observability import logs

_log = logs.get(__name__)
CHANNEL = "clientele_outbox"
#: Seconds from one notification to the next.
_BURST = 0.02


class OutboxNotifier:
    """Call it after a commit that left messages in the outbox. Returns at once."""

    def __init__(self, url: str, name: str) -> None:
        self._url, self._name = url, name
        self._wanted = Event()
        self._sender: Any = None
        self._connection: Any = None

    def __call__(self) -> None:
        if self._sender is None:
            self._sender = eventlet.spawn(self._run)
        if not self._wanted.ready():
            self._wanted.send(None)

    def stop(self) -> None:
        if self._sender is not None:
            self._sender.kill()
        if self._connection is not None:
            self._connection.close()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted = Event()
            try:
                self._notify()
            except psycopg2.Error as error:
                self._connection = None
                _log.info("notification_failed", error=type(error).__name__)
            eventlet.sleep(_BURST)

    def _notify(self) -> None:
        if self._connection is None:
            self._connection = psycopg2.connect(
                self._url, application_name=f"{self._name}-notifier", **PATIENCE
            )
            self._connection.autocommit = True
        with self._connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")

"""Wakes who waits for something in the database, when it may have come.

Who commits it names what changed by a key, such as a client's id or a message's; who waits for the key looks
then. Within one process this takes nothing but memory. Across processes a NOTIFY tells, and only while
another one has lately said that it waits, so that a service of one process tells nobody. What gets lost on
the way is found by looking once a second.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import eventlet
import psycopg2
from eventlet.event import Event
from eventlet.hubs import trampoline
from ulid import ULID

from chassis.database.silent_servers import PATIENCE
from chassis.observability import logs

_log = logs.get(__name__)

_CHANGED, _WAITING = "clientele_changed", "clientele_waiting"
#: Seconds from one look to the next, whatever is named.
_LOOK = 1.0
#: Seconds from a lost connection to the next.
_RECONNECT = 1.0
#: Seconds of silence after which the server is asked whether it is still there.
_SILENCE = 30.0
#: Seconds for which others are notified after one has said that it waits, and after which it says so again.
_INTEREST, _AGAIN = 60.0, 20.0
#: Keys of one notification: PostgreSQL takes less than 8,000 bytes, and ids have at most 64.
_MOST = 100
#: Seconds that keys wait for others to go with them.
_BURST = 0.002


class Changes:
    """One per process and database: `until` waits for a key, `tell` names what a commit has changed."""

    def __init__(self, url: str, name: str) -> None:
        self._url, self._name = url, name
        self._id = str(ULID())
        self._waiting: defaultdict[str, set[Event]] = defaultdict(set)
        self._queue: list[tuple[str, str]] = []
        self._queued = Event()
        self._hearing: Any = None
        self._speaking: Any = None
        self._threads: list[Any] = []
        self._wanted_until = self._said_at = -_INTEREST

    def listen(self) -> None:
        """Hear other processes, and be heard, from now on."""
        if not self._threads:
            self._threads = [eventlet.spawn(self._hear), eventlet.spawn(self._speak)]

    def stop(self) -> None:
        for thread in self._threads:
            thread.kill()
        for connection in (self._hearing, self._speaking):
            if connection is not None:
                connection.close()

    def until(
        self, keys: Iterable[str], check: Callable[[], bool], *, within: float, at_once: bool = True
    ) -> bool:
        """Wait, at most `within` seconds, until `check` holds, looking whenever a key is named.

        Gives whether it holds. It looks `at_once` too, unless it cannot hold yet: where who waits has this
        moment ordered what others will do.
        """
        end, own = time.monotonic() + within, list(keys)
        self._say_that_somebody_waits()
        while True:
            with self._woken_by(own) as woken:
                # Looked at once who tells is known to reach us, so that nothing comes unseen in between.
                if at_once and check():
                    return True
                at_once = True
                left = end - time.monotonic()
                if left <= 0:
                    return False
                with eventlet.Timeout(min(left, _LOOK), False):
                    woken.wait()

    def tell(self, keys: Iterable[str]) -> None:
        """Something with these keys was committed. Returns at once."""
        named = list(keys)
        self._wake(named)
        if named and time.monotonic() < self._wanted_until:
            self._send(*((_CHANGED, key) for key in named))

    @contextmanager
    def _woken_by(self, keys: list[str]) -> Iterator[Event]:
        woken = Event()
        for key in keys:
            self._waiting[key].add(woken)
        try:
            yield woken
        finally:
            for key in keys:
                self._waiting[key].discard(woken)
                if not self._waiting[key]:
                    del self._waiting[key]

    def _wake(self, keys: Iterable[str]) -> None:
        for key in keys:
            for woken in self._waiting.get(key, ()):
                if not woken.ready():
                    woken.send(None)

    # --- other processes

    def _say_that_somebody_waits(self) -> None:
        if self._threads and time.monotonic() - self._said_at > _AGAIN:
            self._said_at = time.monotonic()
            self._send((_WAITING, ""))

    def _send(self, *what: tuple[str, str]) -> None:
        self._queue += what
        if not self._queued.ready():
            self._queued.send(None)

    def _speak(self) -> None:
        while True:
            self._queued.wait()
            eventlet.sleep(_BURST)
            self._queued = Event()
            queue, self._queue = self._queue, []
            try:
                self._notify(queue)
            except psycopg2.Error as error:
                # Whoever waits looks by itself in a second.
                self._speaking = None
                _log.info("changes_not_told", error=type(error).__name__)

    def _notify(self, queue: list[tuple[str, str]]) -> None:
        if self._speaking is None:
            self._speaking = self._connect()
        with self._speaking.cursor() as cursor:
            if (_WAITING, "") in queue:
                cursor.execute("SELECT pg_notify(%s, %s)", (_WAITING, self._id))
            for part in _parts([key for channel, key in queue if channel == _CHANGED]):
                cursor.execute("SELECT pg_notify(%s, %s)", (_CHANGED, part))

    def _hear(self) -> None:
        while True:
            try:
                self._listen()
            except (psycopg2.Error, OSError) as error:
                _log.info("changes_not_heard", error=type(error).__name__)
            if self._hearing is not None:
                self._hearing.close()
            eventlet.sleep(_RECONNECT)

    def _listen(self) -> None:
        self._hearing = self._connect()
        with self._hearing.cursor() as cursor:
            cursor.execute(f"LISTEN {_CHANGED}; LISTEN {_WAITING}")
        while True:
            self._hearing.poll()
            for notice in self._hearing.notifies:
                self._take(notice.channel, notice.payload)
            self._hearing.notifies.clear()
            try:
                trampoline(self._hearing.fileno(), read=True, timeout=_SILENCE, timeout_exc=TimeoutError)
            except TimeoutError:
                # Who only listens would never miss a server that has gone without a word.
                with self._hearing.cursor() as cursor:
                    cursor.execute("SELECT 1")

    def _connect(self) -> Any:
        connection = psycopg2.connect(self._url, application_name=f"{self._name}-changes", **PATIENCE)
        connection.autocommit = True
        return connection

    def _take(self, channel: str, payload: str) -> None:
        if channel == _CHANGED:
            self._wake(payload.split())
        elif payload != self._id:
            self._wanted_until = time.monotonic() + _INTEREST


def _parts(keys: list[str]) -> list[str]:
    """The keys, each a word, in notifications that PostgreSQL takes."""
    return [" ".join(keys[first : first + _MOST]) for first in range(0, len(keys), _MOST)]

"""Publishes the outbox: confirmed, persistent, mandatory, in order, marked only after the confirm.

One relay at a time works on a database (an advisory lock), however many are started. It is woken by
NOTIFY and looks once a second anyway. Rows are found by `sent_at IS NULL`, never by a high-water mark: a
transaction that began earlier may commit later.
"""

from __future__ import annotations

import time
from typing import Any

import eventlet
import psycopg2
from eventlet.hubs import trampoline
from eventlet.timeout import Timeout

from chassis.messaging.broker import PERSISTENT, BrokerUnavailable, Outgoing
from chassis.messaging.confirmed_publisher import ConfirmedPublisher
from chassis.messaging.outbox_notifier import CHANNEL
from chassis.observability import logs, metrics
from chassis.process.watchdog import Pulse
from chassis.security.trust import Trust
from contracts.subscriptions import SUBSCRIPTIONS

_log = logs.get(__name__)

BATCH = 500
POLL = 1.0
#: Seconds from one look to the next: under load, what is committed meanwhile goes together.
_PACE = 0.01
_KEPT = "7 days"
_HOUSEKEEPING_EVERY = 600

_UNSENT = (
    "SELECT seq, id, exchange, type, body, headers FROM outbox WHERE sent_at IS NULL ORDER BY seq LIMIT %s"
)
_MARK = "UPDATE outbox SET sent_at = clock_timestamp() WHERE seq = ANY(%s)"
_LAG = (
    "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0) "
    "FROM outbox WHERE sent_at IS NULL"
)
_FORGET = (
    "DELETE FROM outbox WHERE seq IN "
    "(SELECT seq FROM outbox WHERE sent_at < now() - %s::interval LIMIT 5000)",
    "DELETE FROM commands WHERE key IN "
    "(SELECT key FROM commands WHERE created_at < now() - %s::interval LIMIT 5000)",
)

_EXPECTED = frozenset((s.message.exchange, s.message.type) for s in SUBSCRIPTIONS)


class Relay:
    """One service's relay. `start` returns at once; `stop` finishes the batch at hand."""

    def __init__(self, service: str, database_url: str, broker_url: str, trust: Trust | None = None) -> None:
        self.service = service
        self._trust = trust or Trust(None)
        self._url = database_url
        self._publisher = ConfirmedPublisher(broker_url, f"{service} relay")
        self._connection: Any = None
        self._thread: Any = None
        self._stopping = False
        self._next_housekeeping = 0.0
        self._looked = 0.0
        self._next_measure = 0.0
        self._without_database = False
        self.leading = False
        self.pulse = Pulse()

    def check_broker(self) -> None:
        """Raises ConnectionError where it cannot publish."""
        if not self._publisher.ready:
            raise ConnectionError("no connection to the broker")

    def check_database(self) -> None:
        """Raises ConnectionError where it cannot read the outbox."""
        if self._connection is None:
            raise ConnectionError("no connection to the database")

    def start(self) -> None:
        self._publisher.start()
        self._thread = eventlet.spawn(self._run)

    def stop(self) -> None:
        self._stopping = True
        if self._thread is not None:
            with Timeout(5, False):
                self._thread.wait()
            self._thread.kill()
        self._publisher.stop()
        self._disconnect()

    def _run(self) -> None:
        while not self._stopping:
            self.pulse.turn()
            try:
                if self._lead():
                    self._without_database = False
                    self._measure()
                    sent = self._send_batch()
                    if sent < BATCH:
                        self._wait()
            except BrokerUnavailable:
                eventlet.sleep(0.2)
            except psycopg2.Error as error:
                # Said once, however often it is tried again.
                if not self._without_database:
                    _log.warning("relay_lost_database", service=self.service, error=logs.one_line(error))
                self._without_database = True
                self._disconnect()
                eventlet.sleep(1)
            except Exception:  # noqa: BLE001  the outbox is still there; nothing else would send it
                _log.exception("relay_failed", service=self.service)
                eventlet.sleep(1)

    def _lead(self) -> bool:
        """Whether this relay is the one at work."""
        if self._connection is None:
            # A mark that a crash of PostgreSQL loses has its message sent again, which every reader can
            # bear; waiting for the disk at each would slow those who write beside it.
            self._connection = psycopg2.connect(
                self._url,
                application_name=f"{self.service}-relay",
                connect_timeout=3,
                options="-c synchronous_commit=off",
            )
            self._connection.autocommit = True
            self.leading = False
        if not self.leading:
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", (f"{self.service}.relay",))
                self.leading = bool(cursor.fetchone()[0])
                if self.leading:
                    cursor.execute(f"LISTEN {CHANNEL}")
        if not self.leading:
            eventlet.sleep(POLL)
        return self.leading

    def _send_batch(self) -> int:
        self._looked = time.monotonic()
        with self._connection.cursor() as cursor:
            cursor.execute(_UNSENT, (BATCH,))
            rows = cursor.fetchall()
        if not rows:
            self._rest()
            return 0
        messages = [(row[1], self._outgoing(*row[1:])) for row in rows]
        confirmed, returned = self._publisher.publish(messages)
        done = []
        for seq, identity, exchange, kind, _, _ in rows:
            if identity in confirmed or (identity in returned and (exchange, kind) not in _EXPECTED):
                done.append(seq)
            elif identity in returned:
                _log.error("message_found_no_queue", exchange=exchange, type=kind, message_id=identity)
        with self._connection.cursor() as cursor:
            cursor.execute(_MARK, (done,))
        if len(done) < len(rows):
            eventlet.sleep(POLL)
        return len(done)

    def _outgoing(
        self, identity: str, exchange: str, kind: str, text: str, headers: dict[str, Any]
    ) -> Outgoing:
        body = text.encode()
        signed = {**headers, **self._trust.sign(self.service, exchange, headers, body)}
        properties = {"message_id": identity, "delivery_mode": PERSISTENT, "type": kind}
        return Outgoing(exchange, kind, body, signed, properties)

    def _wait(self) -> None:
        """Sleep until a NOTIFY arrives, or a while."""
        self._connection.poll()
        if not self._connection.notifies:
            try:
                trampoline(self._connection.fileno(), read=True, timeout=POLL, timeout_exc=TimeoutError)
            except TimeoutError:
                return
        early = self._looked + _PACE - time.monotonic()
        if early > 0:
            eventlet.sleep(early)
            self._connection.poll()
        self._connection.notifies.clear()

    def _rest(self) -> None:
        """With nothing to send: forget what is old, now and then."""
        if time.monotonic() >= self._next_housekeeping:
            self._next_housekeeping = time.monotonic() + _HOUSEKEEPING_EVERY
            with self._connection.cursor() as cursor:
                for statement in _FORGET:
                    cursor.execute(statement, (_KEPT,))

    def _measure(self) -> None:
        """Show what waits, once a second, also and above all while the broker takes nothing."""
        if time.monotonic() < self._next_measure:
            return
        self._next_measure = time.monotonic() + POLL
        with self._connection.cursor() as cursor:
            cursor.execute(_LAG)
            count, seconds = cursor.fetchone()
        metrics.show_outbox(self.service, unsent=int(count), oldest_seconds=float(seconds))

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        self.leading = False
        if connection is not None:
            connection.close()

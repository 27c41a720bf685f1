"""Publishes the outbox: confirmed, persistent, mandatory, in order, marked only after the confirm.

One relay at a time works on a database (an advisory lock), however many are started. It is woken by
NOTIFY, looks again by itself a few milliseconds after it found something, and once a second anyway. What is
sent is marked in the round trip of the next look: a crash in between has it sent again. Rows are found by
`sent_at IS NULL`, never by a high-water mark: a transaction that began earlier may commit later.
"""

from __future__ import annotations

import contextlib
import time
from typing import Any

import eventlet
import orjson
import psycopg2
from eventlet.hubs import trampoline
from eventlet.timeout import Timeout

from chassis.database.silent_servers import PATIENCE
from chassis.messaging import housekeeping
from chassis.messaging.broker import PERSISTENT, BrokerUnavailable, Outgoing
from chassis.messaging.confirmed_publisher import ConfirmedPublisher
from chassis.messaging.outbox_notifier import CHANNEL
from chassis.messaging.pace import Pace
from chassis.observability import logs, metrics
from chassis.process.watchdog import Pulse
from chassis.security.trust import Trust
from contracts.subscriptions import MESSAGES, handlers_of

_log = logs.get(__name__)

BATCH = 500
POLL = 1.0
#: Seconds from one look to the next, and while much comes: what is committed meanwhile goes together.
_PACE, _BUSY_PACE = 0.01, 0.02
#: Seconds from one housekeeping to the next, and where more is left than one removes.
_HOUSEKEEPING_EVERY, _HOUSEKEEPING_AGAIN = 600, 1

#: Prepared once a connection: planning takes PostgreSQL longer than the work.
_PREPARE = (
    "PREPARE mark (bigint[]) AS UPDATE outbox SET sent_at = clock_timestamp() WHERE seq = ANY($1); "
    "PREPARE unsent (integer) AS SELECT seq, id, exchange, type, body, headers::text "
    "FROM outbox WHERE sent_at IS NULL ORDER BY seq LIMIT $1"
)
_MARK, _UNSENT = "EXECUTE mark (%s::bigint[])", "EXECUTE unsent (%s)"
_LAG = (
    "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0) "
    "FROM outbox WHERE sent_at IS NULL"
)

#: A row of the outbox: its place, id, exchange, type, body, and its headers as JSON.
Row = tuple[int, str, str, str, str, str]

_EXPECTED = frozenset((message.exchange, message.type) for message in MESSAGES if handlers_of(message))


def connect(database_url: str, name: str) -> Any:
    """A connection that knows the relay's statements."""
    # A mark that a crash of PostgreSQL loses has its message sent again, which every reader can bear; waiting
    # for the disk at each would slow those who write beside it. What is prepared while there are few messages
    # would read all of them each time until the table is analysed: 4.5 ms a mark, once there were 13,000,
    # where 0.2 are enough.
    connection = psycopg2.connect(
        database_url,
        application_name=name,
        options="-c synchronous_commit=off -c enable_seqscan=off",
        **PATIENCE,
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(_PREPARE)
    return connection


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
        self._pace = Pace(_PACE, _BUSY_PACE)
        #: What was sent and is not marked yet.
        self._sent: list[int] = []
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
        with contextlib.suppress(psycopg2.Error):
            self._mark()
        self._publisher.stop()
        self._disconnect()

    def _run(self) -> None:
        while not self._stopping:
            self.pulse.turn()
            try:
                if self._lead():
                    self._without_database = False
                    self._wait_after(self._send_batch())
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
            self._connection = connect(self._url, f"{self.service}-relay")
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
        """Send what waits, at most a batch; gives how much it was."""
        rows = self._look()
        self._measure(waits=bool(rows))
        if not rows:
            self._rest()
            return 0
        confirmed, returned = self._publisher.publish(self._outgoing(rows))
        for seq, identity, exchange, kind, _, _ in rows:
            if identity in confirmed or (identity in returned and (exchange, kind) not in _EXPECTED):
                self._sent.append(seq)
            elif identity in returned:
                _log.error("message_found_no_queue", exchange=exchange, type=kind, message_id=identity)
        self._pace.note(len(rows))
        if len(self._sent) < len(rows):
            self._mark()
            eventlet.sleep(POLL)
        return len(rows)

    def _look(self) -> list[Row]:
        """What waits to be sent, once what was sent before is marked."""
        self._looked = time.monotonic()
        with self._connection.cursor() as cursor:
            if self._sent:
                cursor.execute(f"{_MARK}; {_UNSENT}", (self._sent, BATCH))
                self._sent = []
            else:
                cursor.execute(_UNSENT, (BATCH,))
            rows: list[Row] = cursor.fetchall()
        return rows

    def _mark(self) -> None:
        if self._sent and self._connection is not None:
            with self._connection.cursor() as cursor:
                cursor.execute(_MARK, (self._sent,))
            self._sent = []

    def _outgoing(self, rows: list[Row]) -> list[tuple[str, Outgoing]]:
        """The messages by id, each signed with all others of the batch."""
        parts = [(row[2], orjson.loads(row[5]), row[4].encode()) for row in rows]
        signatures = self._trust.sign_all(self.service, parts)
        return [
            (identity, Outgoing(exchange, kind, body, headers | signature, _properties(identity, kind)))
            for (_, identity, _, kind, _, _), (exchange, headers, body), signature in zip(
                rows, parts, signatures, strict=True
            )
        ]

    def _wait_after(self, found: int) -> None:
        """Wait for more; where a whole batch was found there is more already."""
        if not found:
            self._wait()
        elif found < BATCH:
            self._pause()

    def _pause(self) -> None:
        """Let come together what goes together. Who commits meanwhile may have sent no NOTIFY."""
        eventlet.sleep(max(0.0, self._looked + self._pace.seconds - time.monotonic()))
        self._connection.poll()
        self._connection.notifies.clear()

    def _wait(self) -> None:
        """Sleep until a NOTIFY arrives, or a while."""
        self._connection.poll()
        if not self._connection.notifies:
            with contextlib.suppress(TimeoutError):
                trampoline(self._connection.fileno(), read=True, timeout=POLL, timeout_exc=TimeoutError)
            self._connection.poll()
        self._connection.notifies.clear()

    def _rest(self) -> None:
        """With nothing to send: forget what is old, now and then."""
        if time.monotonic() >= self._next_housekeeping:
            with self._connection.cursor() as cursor:
                more = housekeeping.forget(cursor)
            self._next_housekeeping = time.monotonic() + (
                _HOUSEKEEPING_AGAIN if more else _HOUSEKEEPING_EVERY
            )

    def _measure(self, *, waits: bool) -> None:
        """Show what waits, once a second, also and above all while the broker takes nothing."""
        if not waits:
            metrics.show_outbox(self.service, unsent=0, oldest_seconds=0)
            return
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


def _properties(identity: str, kind: str) -> dict[str, Any]:
    return {"message_id": identity, "delivery_mode": PERSISTENT, "type": kind}

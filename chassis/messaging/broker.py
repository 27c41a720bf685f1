"""A connection to the broker that mends itself.

One green thread reads; any green thread may publish or ack. Writing a frame only puts it into a buffer
(`frame_buffer`), which switches to no other green thread, so that frames stay whole without a lock.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import eventlet
from amqp import spec
from eventlet.event import Event
from kombu import Connection

from chassis.messaging import amqp_decoding, memory_broker
from chassis.messaging.deliveries import Delivery
from chassis.messaging.frame_buffer import FrameBuffer
from chassis.observability import logs
from chassis.process.watchdog import Pulse

_log = logs.get(__name__)

HEARTBEAT = 10
PERSISTENT, TRANSIENT = 2, 1
_BACK_OFF = (0.1, 0.2, 0.5, 1.0, 2.0)
#: Seconds a publisher waits where the broker does not take what was sent before.
_ROOM_SECONDS = 5.0
#: Deliveries after which the reader lets others run, even where more have arrived.
_AT_A_TIME = 64


class BrokerUnavailable(Exception):
    """There is no connection to the broker at the moment."""


def connect(url: str, name: str) -> Connection:
    """A kombu connection to `url`; `name` is what the broker's management page shows."""
    if url.startswith("memory:"):
        memory_broker.install()
        return Connection(transport=memory_broker.SCHEME)
    amqp_decoding.install()
    return Connection(
        url,
        heartbeat=HEARTBEAT,
        connect_timeout=3,
        transport_options={
            "client_properties": {"connection_name": name},
            "frame_handler": amqp_decoding.tolerant_frame_handler,
        },
    )


def open_channel(connection: Connection) -> Any:
    """A channel that leaves bodies as they are: amqp would decode them as their sender says, in any codec."""
    channel = connection.channel()
    channel.auto_decode = False
    return channel


def _host(url: str) -> str:
    """The broker's address without its account."""
    return urlsplit(url).netloc.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to publish. `expires` is in seconds."""

    exchange: str
    routing_key: str
    body: bytes
    headers: Mapping[str, Any]
    properties: Mapping[str, Any]


class Link:
    """One connection with one channel.

    `on_open(channel)` prepares each new channel (consumers, prefetch, confirms); `on_lost()` is called when
    the connection breaks. Start with `start`; `ready` says whether there is a connection now.
    """

    def __init__(
        self,
        url: str,
        name: str,
        on_open: Callable[[Any], None],
        on_lost: Callable[[], None] = lambda: None,
    ) -> None:
        self._url, self._name = url, name
        self._on_open, self._on_lost = on_open, on_lost
        self._channel: Any = None
        #: Deliveries may come, and be acknowledged, while `on_open` is still at work on the channel.
        self._answered_by: Any = None
        self._connection: Connection | None = None
        self._outgoing: FrameBuffer | None = None
        self._stopping = False
        self._reader: Any = None
        self._opened = Event()
        self.pulse = Pulse()

    @property
    def ready(self) -> bool:
        return self._channel is not None

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._reader = eventlet.spawn(self._run)

    def wait_ready(self, timeout: float) -> bool:
        """Wait until connected, at most `timeout` seconds."""
        with eventlet.Timeout(timeout, False):
            while not self.ready and not self._stopping:
                self._opened.wait()
        return self.ready

    def stop(self) -> None:
        """Close the connection."""
        self._stopping = True
        if self._reader is not None:
            self._reader.kill()
        self._close()

    def publish(self, message: Outgoing, *, mandatory: bool = False) -> None:
        """Hand a message to the broker. Raises `BrokerUnavailable`; says nothing about its fate."""
        if self._outgoing is not None and not self._outgoing.wait_for_room(_ROOM_SECONDS):
            raise BrokerUnavailable(self._name)
        channel = self._channel
        if channel is None:
            raise BrokerUnavailable(self._name)
        try:
            self._write(channel, message, mandatory)
        except self._errors() as error:
            raise BrokerUnavailable(self._name) from error

    def _write(self, channel: Any, message: Outgoing, mandatory: bool) -> None:
        prepared = channel.prepare_message(
            message.body,
            content_type="application/json",
            content_encoding="utf-8",
            headers=dict(message.headers),
            properties=dict(message.properties),
        )
        if self._outgoing is not None:
            # amqp's own basic_publish reads from the socket first, which is the reader's alone.
            arguments = (0, message.exchange, message.routing_key, mandatory, False)
            channel.send_method(spec.Basic.Publish, "Bssbb", arguments, prepared)
        else:
            channel.basic_publish(prepared, message.exchange, message.routing_key, mandatory=mandatory)

    def ack(self, message: Delivery) -> None:
        """The delivery is done with. One of a lost connection is the broker's again anyway."""
        self._answer(message, message.ack)

    def requeue(self, message: Delivery) -> None:
        """Give a delivery back."""
        self._answer(message, message.requeue)

    def reject(self, message: Delivery) -> None:
        """Let the broker set a delivery aside by itself, as its queue says."""
        self._answer(message, message.reject)

    def _answer(self, message: Delivery, say: Callable[[], None]) -> None:
        if message.channel is not self._answered_by:
            return
        self.pulse.done()
        try:
            say()
        except self._errors():
            _log.info("delivery_not_acknowledged", link=self._name)

    def noting(self, on_message: Callable[[Delivery], None]) -> Callable[[Delivery], None]:
        """What to consume with, so that `pulse` knows of messages that are never acknowledged."""

        def note(message: Delivery) -> None:
            self.pulse.took()
            on_message(message)

        return note

    def renew(self) -> None:
        """Make the connection anew: the broker gives what was delivered on the old one again."""
        if self._reader is not None:
            self._reader.kill()
        self._close()
        self.start()

    def cancel(self, tag: str) -> None:
        """Stop consuming. What was delivered already is still the consumer's."""
        if self._channel is not None:
            # Waiting for the broker's word would mean to read, which is the reader's alone.
            self._channel.basic_cancel(tag, nowait=True)

    def _errors(self) -> tuple[type[Exception], ...]:
        connection = self._connection
        if connection is None:
            return (OSError,)
        return (*connection.connection_errors, *connection.channel_errors, OSError)

    def _run(self) -> None:
        failures = 0
        while not self._stopping:
            self.pulse.turn()
            try:
                connection = self._open()
                if failures:
                    _log.info("broker_connection_back", link=self._name)
                failures = 0
                self._read(connection)
            except Exception as error:  # noqa: BLE001  whatever broke it, the link is made anew
                if self._stopping:
                    return
                failures += 1
                # Said once, however often it is tried again.
                if failures == 1:
                    what = {"link": self._name, "broker": _host(self._url), "error": type(error).__name__}
                    _log.warning("broker_connection_lost", **what)
            finally:
                self._close()
            eventlet.sleep(_BACK_OFF[min(failures, len(_BACK_OFF)) - 1])

    def _open(self) -> Connection:
        self._connection = connection = connect(self._url, self._name)
        connection.connect()
        self._answered_by = channel = open_channel(connection)
        if connection.transport.driver_type == "amqp":
            self._outgoing = FrameBuffer(connection.connection.transport)
        self._on_open(channel)
        self._channel = channel
        opened, self._opened = self._opened, Event()
        opened.send(None)
        return connection

    def _read(self, connection: Connection) -> None:
        beat = time.monotonic()
        for number in count(1):
            if self._stopping:
                return
            self.pulse.turn()
            with contextlib.suppress(TimeoutError):
                connection.drain_events(timeout=HEARTBEAT / 4)
            if number % _AT_A_TIME == 0:
                eventlet.sleep(0)
            if self._outgoing is not None and time.monotonic() - beat > HEARTBEAT / 4:
                beat = time.monotonic()
                connection.heartbeat_check()

    def _close(self) -> None:
        self.pulse.forget()
        channel, self._channel = self._channel, None
        self._answered_by = self._outgoing = None
        connection, self._connection = self._connection, None
        if channel is not None:
            self._on_lost()
        if connection is not None:
            try:
                with eventlet.Timeout(1, False):
                    connection.collect() if not self._stopping else connection.release()
            except Exception as error:  # noqa: BLE001  it is broken already
                _log.debug("broker_close_failed", link=self._name, error=type(error).__name__)

"""A broker inside the process: kombu's memory transport, taught what our messages rely on.

For `make run` and the service tests. Adds to kombu's transport: waking consumers on arrival instead
of polling, direct reply-to, `mandatory` returns, publisher confirms, and delay queues (`x-message-ttl`
with dead-lettering to the default exchange). Nothing survives the process; the outbox does.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from queue import Empty
from typing import Any

import eventlet
from eventlet.event import Event
from kombu.transport import TRANSPORT_ALIASES, memory, virtual

DIRECT_REPLY_TO = "amq.rabbitmq.reply-to"
SCHEME = "clientele-memory"


class _Broker:
    """State shared by all connections of the process."""

    def __init__(self) -> None:
        self.watchers: dict[str, set[Transport]] = defaultdict(set)
        self.delays: dict[str, float] = {}
        self.reply_names = count(1)


_broker = _Broker()


class Channel(memory.Channel):
    """One channel."""

    body_encoding = None
    queues: dict[str, Any] = {}

    def __init__(self, connection: Any, **kwargs: Any) -> None:
        super().__init__(connection, **kwargs)
        self.events: dict[str, set[Any]] = defaultdict(set)
        self._published = 0
        self._confirming = False
        self._reply_queue: str | None = None
        self._taken: dict[Any, tuple[str, Any]] = {}

    def confirm_select(self, nowait: bool = False) -> None:
        self._confirming = True

    def queue_declare(self, queue: str | None = None, passive: bool = False, **kwargs: Any) -> Any:
        arguments = kwargs.get("arguments") or {}
        if queue and "x-message-ttl" in arguments:
            _broker.delays[queue] = arguments["x-message-ttl"] / 1000
        return super().queue_declare(queue, passive=passive, **kwargs)

    def basic_consume(
        self, queue: str, no_ack: bool, callback: Any, consumer_tag: str, **kwargs: Any
    ) -> None:
        if queue == DIRECT_REPLY_TO:
            self._reply_queue = queue = f"{DIRECT_REPLY_TO}.{next(_broker.reply_names)}"
        self._new_queue(queue)
        super().basic_consume(queue, no_ack, callback, consumer_tag, **kwargs)
        _broker.watchers[queue].add(self.connection)
        self.connection.wake()

    def basic_get(self, queue: str, no_ack: bool = False, **kwargs: Any) -> Any:
        message = super().basic_get(queue, no_ack, **kwargs)
        if message is not None and not no_ack:
            self._taken[message.delivery_tag] = queue, message
        return message

    def basic_cancel(self, consumer_tag: str, nowait: bool = False) -> None:
        _broker.watchers[self._tag_to_queue.get(consumer_tag, "")].discard(self.connection)
        super().basic_cancel(consumer_tag)

    def basic_ack(self, delivery_tag: Any, multiple: bool = False) -> None:
        super().basic_ack(delivery_tag, multiple)
        self._taken.pop(delivery_tag, None)
        self.connection.wake()

    def basic_publish(self, message: Any, exchange: str, routing_key: str, **kwargs: Any) -> None:
        properties = message["properties"]
        # Readers of AMQP find these among the properties.
        properties["content_type"] = message["content-type"]
        properties["content_encoding"] = message["content-encoding"]
        if properties.get("reply_to") == DIRECT_REPLY_TO:
            properties["reply_to"] = self._reply_queue
        self._inplace_augment_message(message, exchange, routing_key)
        queues = [routing_key] if not exchange else self._lookup(exchange, routing_key)
        known = [queue for queue in queues if queue and self._has_queue(queue)]
        if not known and kwargs.get("mandatory"):
            for returned in list(self.events["basic_return"]):
                returned(None, exchange, routing_key, _Returned(properties))
        for queue in known:
            self._put(
                queue, {**message, "properties": {**properties, "delivery_tag": self._next_delivery_tag()}}
            )
        if self._confirming:
            self._published += 1
            for confirmed in list(self.events["basic_ack"]):
                confirmed(self._published, False)

    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:
        delay = _broker.delays.get(queue)
        if delay is not None:
            # A delay queue gives its messages back under their routing key, through the default exchange.
            target = message["properties"]["delivery_info"]["routing_key"]
            eventlet.spawn_after(delay, self._arrive, target, message)
        else:
            self._arrive(queue, message)

    def _arrive(self, queue: str, message: Any) -> None:
        self._queue_for(queue).put(message)
        for transport in list(_broker.watchers.get(queue, ())):
            transport.wake()

    def _lookup(self, exchange: str, routing_key: str, default: Any = None) -> list[str]:
        try:
            found = self.typeof(exchange).lookup(self.get_table(exchange), exchange, routing_key, None)
        except KeyError:
            return []
        return [queue for queue in found if queue]

    def close(self) -> None:
        # kombu's memory channel empties every queue of the process when one channel closes.
        for tag in list(self._consumers):
            self.basic_cancel(tag)
        for queue, message in self._taken.values():
            self._put(queue, message.serializable())
        self._taken.clear()
        everybodys = Channel.queues
        self.queues = {}
        try:
            super().close()
        finally:
            self.queues = everybodys


class _Returned:
    """A message that found no queue, with the properties it was sent with."""

    def __init__(self, properties: dict[str, Any]) -> None:
        self.properties = properties


class Transport(memory.Transport):
    """One connection."""

    Channel = Channel
    global_state = virtual.BrokerState()

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        self._arrival: Event | None = None

    def wake(self) -> None:
        """Something may be there to deliver."""
        arrival, self._arrival = self._arrival, None
        if arrival is not None and not arrival.ready():
            arrival.send(None)

    def drain_events(self, connection: Any, timeout: float | None = None) -> None:
        with eventlet.Timeout(timeout, False):
            while True:
                try:
                    self.cycle.get(self._deliver, timeout=0)
                    return
                except Empty:
                    self._arrival = arrival = Event()
                    arrival.wait()
        self._arrival = None
        raise TimeoutError


def install() -> None:
    """Let kombu know the transport. `memory://` broker URLs are opened with it."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"


def clear() -> None:
    """Forget every queue, binding and exchange: for tests."""
    Channel.queues.clear()  # kombu shares them by the class
    Transport.global_state.clear()
    _broker.watchers.clear()
    _broker.delays.clear()

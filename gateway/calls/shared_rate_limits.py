"""Rate limits that all gateways keep together: each tells the others what it has let through.

Once a second at most, and only where there is something to tell (docs/adr/0084). Who hears nobody counts for
itself.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson
from limits import RateLimitItem

from chassis import topology
from chassis.messaging.broker import TRANSIENT, BrokerUnavailable, Link, Outgoing
from chassis.messaging.deliveries import Delivery, consume
from chassis.observability import logs
from chassis.process import waiting
from gateway.http.rate_limits import PUBLIC_RATES, SESSION_RATE, Limiter, MemoryThrottle

_log = logs.get(__name__)

#: Seconds from what is let through until the others are told.
EVERY = 1.0
#: Of a message, which the broker holds for at most so many milliseconds.
_COUNTS, _MILLISECONDS = 1000, 10_000


class SharedThrottle(MemoryThrottle):
    """Counts what the other gateways let through too."""

    def __init__(
        self,
        broker_url: str,
        session_rate: str = SESSION_RATE,
        public_rates: Mapping[str, str] = PUBLIC_RATES,
    ) -> None:
        super().__init__(session_rate, public_rates)
        self._name = secrets.token_hex(16)
        self._unsent: Counter[tuple[str, str]] = Counter()
        self._scheduled = False
        self._link = Link(broker_url, "gateway limits", self._on_open)

    @property
    def ready(self) -> bool:
        """Whether the others are heard."""
        return self._link.ready

    def start(self) -> None:
        self._link.start()

    def stop(self) -> None:
        self._link.stop()

    def _count(self, limiter: Limiter, rate: RateLimitItem, limit: str, identifier: str) -> None:
        super()._count(limiter, rate, limit, identifier)
        self._unsent[limit, identifier] += 1
        if not self._scheduled:
            self._scheduled = True
            waiting.later(EVERY, self._publish)

    def _publish(self) -> None:
        self._scheduled = False
        unsent, self._unsent = self._unsent, Counter()
        counts = [(limit, identifier, times) for (limit, identifier), times in unsent.items()]
        try:
            for first in range(0, len(counts), _COUNTS):
                self._link.publish(self._message(counts[first : first + _COUNTS]))
        except BrokerUnavailable:
            _log.debug("limits_not_published")

    def _message(self, counts: list[tuple[str, str, int]]) -> Outgoing:
        body = orjson.dumps({"from": self._name, "counts": counts})
        properties = {"delivery_mode": TRANSIENT, "expiration": str(_MILLISECONDS)}
        return Outgoing(topology.LIMITS_EXCHANGE, topology.LIMITS_KEY, body, {}, properties)

    def _on_open(self, channel: Any) -> None:
        queue = topology.limits_queue(self._name)
        # It goes with the connection, and is nobody else's.
        channel.queue_declare(queue=queue, durable=False, auto_delete=True, exclusive=True)
        channel.queue_bind(queue=queue, exchange=topology.LIMITS_EXCHANGE, routing_key=topology.LIMITS_KEY)
        consume(channel, queue, self._on_counts, no_ack=True)

    def _on_counts(self, message: Delivery) -> None:
        received = orjson.loads(message.body)
        if received["from"] == self._name:
            return
        for limit, identifier, times in received["counts"]:
            self.add(str(limit), str(identifier), int(times))

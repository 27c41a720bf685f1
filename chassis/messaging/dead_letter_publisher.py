"""Sets a message aside, or puts it off, whatever is wrong with it: it always leaves the queue it was in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from amqp import serialization
from nameko.extensions import SharedExtension

from chassis import topology
from chassis.database.unit_of_work import now
from chassis.messaging.broker import PERSISTENT, BrokerUnavailable, Link, Outgoing
from chassis.messaging.confirmed_publisher import ConfirmedPublisher
from chassis.messaging.deliveries import Delivery, text
from chassis.observability import logs, metrics

QUEUE, REASON, DETAIL, FAILED_AT, ATTEMPT = (
    "clientele-queue",
    "clientele-reason",
    "clientele-detail",
    "clientele-failed-at",
    "clientele-attempt",
)
#: What could be kept only as text, or as it was sent.
KEPT_AS_TEXT, KEPT_RAW = "clientele-kept-as-text", "clientele-kept-raw"
OURS = frozenset({QUEUE, REASON, DETAIL, FAILED_AT, ATTEMPT, KEPT_AS_TEXT, KEPT_RAW})

#: Bytes. All headers of a message go in one frame, of 128 kB at most, with what is added here.
_MOST_HEADERS, _MOST_TEXT, _MOST_RAW = 64_000, 16_000, 32_000
#: Seconds to wait for the connection, which a broker ends that does not like what it was sent.
_RECONNECTING = 5.0

_log = logs.get(__name__)


class CannotCopy(Exception):
    """Not all of a message's headers can be sent again."""


class DeadLetterPublisher(SharedExtension):
    """One per container: puts messages on the service's dead-letter or retry queues, confirmed."""

    def setup(self) -> None:
        config = self.container.config["settings"]
        self.service = config.service
        self._publisher = ConfirmedPublisher(config.broker_url, f"{config.service} failures")

    def start(self) -> None:
        self._publisher.start()

    def stop(self) -> None:
        self._publisher.stop()

    def bury(self, link: Link, message: Delivery, queue: str, reason: str, detail: str) -> None:
        """Keep a message as a dead letter and acknowledge it. Raises nothing.

        What of it cannot be sent again is kept as text; where not even that is taken over, the body alone;
        where that is not, the broker sets the message aside as it is.
        """
        headers = {
            QUEUE: queue,
            REASON: reason,
            DETAIL: text(detail)[:500],
            FAILED_AT: now().isoformat(),
        }
        ways: tuple[Callable[[], dict[str, Any]], ...] = (lambda: kept(message), dict)
        failure = ""
        for way in ways:
            try:
                self._pass_on(message, "", topology.dead_queue(self.service), {**way(), **headers})
            except Exception as error:  # noqa: BLE001  a message must leave its queue, whatever it holds
                failure = f"{type(error).__name__}: {text(error)[:200]}"
                self._publisher.wait_ready(_RECONNECTING)
                continue
            _log.error("message_dead_lettered", queue=queue, reason=reason, detail=headers[DETAIL])
            metrics.count_dead_letter(queue, reason)
            link.ack(message)
            return
        _log.error(
            "message_left_to_broker", queue=queue, reason=reason, message_id=message.identity, error=failure
        )
        metrics.count_dead_letter(queue, "left_to_broker")
        link.reject(message)

    def retry_later(self, message: Delivery, queue: str, attempt: int) -> None:
        """Let a message come back to its queue after the delay of its `attempt`-th failure.

        Raises `CannotCopy` where it would not come back as it was, `BrokerUnavailable`.
        """
        headers = kept(message)
        if KEPT_AS_TEXT in headers or KEPT_RAW in headers:
            raise CannotCopy("too large or odd")
        exchange = topology.retry_exchange(self.service, attempt)
        self._pass_on(message, exchange, queue, {**headers, ATTEMPT: attempt + 1})
        metrics.count_retry(queue)

    def _pass_on(self, message: Delivery, exchange: str, routing_key: str, headers: dict[str, Any]) -> None:
        identity = message.identity.encode()[:200].decode("utf-8", "ignore")
        properties = {"message_id": identity, "delivery_mode": PERSISTENT}
        copy = Outgoing(exchange, routing_key, message.body, headers, properties)
        confirmed, _ = self._publisher.publish([(identity, copy)])
        if identity not in confirmed:
            raise BrokerUnavailable("not confirmed")


def kept(message: Delivery) -> dict[str, Any]:
    """The headers of a message as far as they can be sent again, and the rest as text."""
    found: dict[str, Any] = {}
    rest: list[str] = []
    room = _MOST_HEADERS
    for name, value in message.headers.items():
        # The broker's own history of a message grows with each round and is of no use to the next.
        if isinstance(name, str) and name.startswith("x-"):
            continue
        size = _size(name, value)
        if size is not None and size <= room and name not in OURS - {ATTEMPT}:
            room -= size
            found[name] = value
        elif name not in OURS:
            rest.append(f"{text(name)}: {text(value)[:1000]}")
    if rest:
        found[KEPT_AS_TEXT] = "\n".join(rest)[:_MOST_TEXT]
    if message.undecodable is not None:
        found[KEPT_RAW] = message.undecodable[:_MOST_RAW]
    return found


def _size(name: Any, value: Any) -> int | None:
    """Bytes of a header on the wire; None where it cannot be sent as it is."""
    if not isinstance(name, str):
        return None
    try:
        return len(serialization.dumps("F", [{name: value}]))
    except Exception:  # noqa: BLE001  of amqp's own for each kind of value that it reads but does not write
        return None

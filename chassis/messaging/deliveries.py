"""A message as it was delivered, whatever its sender wrote: taking it in raises nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chassis.messaging import amqp_decoding
from chassis.observability import logs

_log = logs.get(__name__)


class Delivery:
    """One delivered message. `headers` and `properties` may hold anything that AMQP can say.

    `undecodable` holds the properties as they were sent where they could not be decoded; then `headers` and
    `properties` are what could be read of them.
    """

    __slots__ = (
        "body",
        "channel",
        "exchange",
        "headers",
        "properties",
        "redelivered",
        "routing_key",
        "tag",
        "undecodable",
    )

    def __init__(self, raw: Any, channel: Any) -> None:
        properties = raw.properties or {}
        # kombu's in-process broker keeps headers beside the properties, amqp among them.
        headers = properties.get("application_headers") or getattr(raw, "headers", None)
        where = raw.delivery_info or {}
        body = raw.body
        self.channel = channel
        self.tag = where.get("delivery_tag") or getattr(raw, "delivery_tag", None)
        self.headers: dict[Any, Any] = headers if isinstance(headers, dict) else {}
        self.properties: dict[str, Any] = properties
        self.body: bytes = body if isinstance(body, bytes) else str(body).encode("utf-8", "surrogateescape")
        self.routing_key = str(where.get("routing_key") or "")
        self.exchange = str(where.get("exchange") or "")
        self.redelivered = bool(where.get("redelivered"))
        self.undecodable: bytes | None = properties.get(amqp_decoding.RAW)

    @property
    def identity(self) -> str:
        """Its message id, or else the number of this delivery, as text that can be written anywhere."""
        return text(self.properties.get("message_id") or f"unnamed-{self.tag}")[:200]

    def ack(self) -> None:
        self.channel.basic_ack(self.tag)

    def requeue(self) -> None:
        self.channel.basic_reject(self.tag, requeue=True)

    def reject(self) -> None:
        """Let the broker set it aside as its queue says, unchanged."""
        self.channel.basic_reject(self.tag, requeue=False)


def text(value: Any) -> str:
    """Anything as text that every encoder takes: what is no UTF-8 is escaped."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "backslashreplace")
    return str(value).encode("utf-8", "backslashreplace").decode()


def consume(
    channel: Any,
    queue: str,
    on_message: Callable[[Delivery], None],
    *,
    no_ack: bool = False,
    tag: str = "",
    arguments: dict[str, Any] | None = None,
) -> str:
    """Consume from a queue that exists; gives the consumer's tag. What `on_message` raises is its own fault:
    the broker sets the message aside, and the next one comes."""

    def receive(raw: Any) -> None:
        delivery = Delivery(raw, channel)
        try:
            on_message(delivery)
        except Exception:  # noqa: BLE001  an error that left here would end the connection of all others
            _log.exception("delivery_failed", queue=queue)
            if not no_ack:
                delivery.reject()

    name = tag or f"{queue}.{id(channel)}"
    options = {"arguments": arguments} if arguments else {}
    return str(
        channel.basic_consume(queue=queue, no_ack=no_ack, callback=receive, consumer_tag=name, **options)
        or name
    )

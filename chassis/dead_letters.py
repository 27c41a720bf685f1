"""Messages that cannot be handled: kept with the reason, listed, and replayed once the cause is mended.

python -m chassis.dead_letters list [SERVICE]
python -m chassis.dead_letters replay SERVICE [MESSAGE_ID …]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import eventlet
from kombu.message import Message
from nameko.extensions import SharedExtension

from chassis import metrics, settings
from chassis.broker import PERSISTENT, BrokerUnavailable, ConfirmedPublisher, Outgoing, connect
from chassis.work import now

QUEUE, REASON, DETAIL, FAILED_AT, ATTEMPT = (
    "clientele-queue",
    "clientele-reason",
    "clientele-detail",
    "clientele-failed-at",
    "clientele-attempt",
)


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

    def bury(self, message: Message, queue: str, reason: str, detail: str) -> None:
        """Keep a message as a dead letter. Raises `BrokerUnavailable` when the broker has not taken it."""
        from chassis.topology import dead_queue

        headers = {QUEUE: queue, REASON: reason, DETAIL: detail[:500], FAILED_AT: now().isoformat()}
        self._pass_on(message, "", dead_queue(self.service), headers)
        metrics.count_dead_letter(queue, reason)

    def retry_later(self, message: Message, queue: str, attempt: int) -> None:
        """Let a message come back to its queue after the delay of its `attempt`-th failure."""
        from chassis.topology import retry_exchange

        self._pass_on(message, retry_exchange(self.service, attempt), queue, {ATTEMPT: attempt + 1})
        metrics.count_retry(queue)

    def _pass_on(self, message: Message, exchange: str, routing_key: str, headers: dict[str, Any]) -> None:
        identity = str(message.properties.get("message_id") or f"unnamed-{message.delivery_tag}")
        copy = Outgoing(
            exchange,
            routing_key,
            _bytes(message.body),
            {**_plain(message.headers or {}), **headers},
            {"message_id": identity, "delivery_mode": PERSISTENT},
        )
        confirmed, _ = self._publisher.publish([(identity, copy)])
        if identity not in confirmed:
            raise BrokerUnavailable("not confirmed")


def _bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else str(body).encode("utf-8", "surrogateescape")


def _plain(headers: dict[str, Any]) -> dict[str, Any]:
    # The broker's own history of a message grows with each round and is of no use to the next.
    return {name: value for name, value in headers.items() if not name.startswith("x-")}


def dead_letters(broker_url: str, service: str) -> list[dict[str, Any]]:
    """The service's dead letters, oldest first, left where they are.

    Each is `{message_id, queue, type, reason, detail, failed_at, attempts}`; bodies are not shown, for they
    may hold personal data.
    """
    with connect(broker_url, "dead letters") as connection:
        channel = connection.channel()
        # Closing the channel gives all of them back.
        return [_described(message) for message in _all(channel, service)]


def replay(broker_url: str, service: str, only: set[str] | None = None) -> int:
    """Put dead letters back to the queues they came from, all or those named; gives how many."""
    publisher = ConfirmedPublisher(broker_url, "replay")
    publisher.start()
    replayed = 0
    try:
        if not publisher.wait_ready(5):
            raise BrokerUnavailable("no connection")
        with connect(broker_url, "dead letters") as connection:
            channel = connection.channel()
            for message in list(_all(channel, service)):
                described = _described(message)
                if only is not None and described["message_id"] not in only:
                    continue
                headers = {
                    name: value
                    for name, value in _plain(message.headers).items()
                    if name not in (QUEUE, REASON, DETAIL, FAILED_AT, ATTEMPT)
                }
                copy = Outgoing(
                    "",
                    described["queue"],
                    _bytes(message.body),
                    headers,
                    {"message_id": described["message_id"], "delivery_mode": PERSISTENT},
                )
                confirmed, _ = publisher.publish([(described["message_id"], copy)])
                if confirmed:
                    message.ack()
                    replayed += 1
    finally:
        publisher.stop()
    return replayed


def _all(channel: Any, service: str) -> Iterator[Message]:
    from chassis.topology import dead_queue

    while (message := channel.basic_get(dead_queue(service), no_ack=False)) is not None:
        yield channel.message_to_python(message) if not isinstance(message, Message) else message


def _described(message: Message) -> dict[str, Any]:
    headers = message.headers or {}
    deaths = headers.get("x-death") or [{}]
    return {
        "message_id": str(message.properties.get("message_id") or ""),
        "queue": str(headers.get(QUEUE) or deaths[0].get("queue") or ""),
        "type": str(headers.get("cloudEvents:type") or ""),
        "reason": str(headers.get(REASON) or deaths[0].get("reason") or "unknown"),
        "detail": str(headers.get(DETAIL) or ""),
        "failed_at": str(headers.get(FAILED_AT) or ""),
        "attempts": int(headers.get(ATTEMPT) or 1),
    }


def main(arguments: list[str]) -> int:
    """`list` or `replay`; the broker is CLIENTELE_BROKER_URL."""
    from contracts.subscriptions import SERVICES

    try:
        url = settings.required("BROKER_URL", settings.BROKER_LIKE)
    except settings.SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    match arguments:
        case ["list", *services] if set(services) <= set(SERVICES):
            count = 0
            for service in services or SERVICES:
                for letter in dead_letters(url, service):
                    count += 1
                    print(
                        f"{service}  {letter['message_id']}  {letter['type'] or '-'}  {letter['queue']}  "
                        f"{letter['reason']}: {letter['detail']}  "
                        f"({letter['attempts']} attempts, {letter['failed_at']})"
                    )
            print(f"{count} dead letter{'' if count == 1 else 's'}")
            return 0
        case ["replay", service, *ids] if service in SERVICES:
            print(f"{replay(url, service, set(ids) or None)} put back")
            return 0
    print(
        "usage: python -m chassis.dead_letters list [SERVICE] | replay SERVICE [MESSAGE_ID …]",
        file=sys.stderr,
    )
    print(f"services: {', '.join(SERVICES)}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    from chassis.patching import patch

    patch()
    eventlet.sleep(0)
    sys.exit(main(sys.argv[1:]))

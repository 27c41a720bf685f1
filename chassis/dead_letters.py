"""Messages that cannot be handled: kept with the reason, listed, and replayed once the cause is mended.

python -m chassis.dead_letters list [SERVICE]
python -m chassis.dead_letters replay SERVICE [MESSAGE_ID …]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from chassis import topology
from chassis.messaging.broker import PERSISTENT, BrokerUnavailable, Outgoing, connect, open_channel
from chassis.messaging.confirmed_publisher import ConfirmedPublisher
from chassis.messaging.dead_letter_publisher import (
    ATTEMPT,
    DETAIL,
    FAILED_AT,
    KEPT_AS_TEXT,
    KEPT_RAW,
    OURS,
    QUEUE,
    REASON,
    kept,
)
from chassis.messaging.deliveries import Delivery, text
from chassis.process import settings


def dead_letters(broker_url: str, service: str) -> list[dict[str, Any]]:
    """The service's dead letters, oldest first, left where they are.

    Each is `{message_id, queue, type, reason, detail, failed_at, attempts, odd}`; bodies are not shown, for
    they may hold personal data. `odd` says what of it is not as it was written.
    """
    with connect(broker_url, "dead letters") as connection:
        # Closing the channel gives all of them back.
        return [_described(letter) for letter in _all(open_channel(connection), service)]


def replay(
    broker_url: str, service: str, only: set[str] | None = None, skipped: list[str] | None = None
) -> int:
    """Put dead letters back to the queues they came from, all or those named; gives how many.

    Those that cannot be put back stay where they are; `skipped` is given a sentence for each.
    """
    publisher = ConfirmedPublisher(broker_url, "replay")
    publisher.start()
    replayed = 0
    try:
        if not publisher.wait_ready(5):
            raise BrokerUnavailable("no connection")
        with connect(broker_url, "dead letters") as connection:
            for letter in list(_all(open_channel(connection), service)):
                if only is not None and letter.identity not in only:
                    continue
                problem = _put_back(publisher, letter)
                if problem is None:
                    letter.ack()
                    replayed += 1
                elif skipped is not None:
                    skipped.append(f"{letter.identity}: {problem}")
    finally:
        publisher.stop()
    return replayed


def _put_back(publisher: ConfirmedPublisher, letter: Delivery) -> str | None:
    """Publish it to the queue it came from; gives why it could not be."""
    queue = _described(letter)["queue"]
    if not queue:
        return "it does not say which queue it came from"
    headers = {name: value for name, value in kept(letter).items() if name not in OURS}
    identity = letter.identity[:63]
    properties = {"message_id": identity, "delivery_mode": PERSISTENT}
    try:
        confirmed, _ = publisher.publish([(identity, Outgoing("", queue, letter.body, headers, properties))])
    except BrokerUnavailable as error:
        publisher.wait_ready(5)
        return f"the broker did not take it ({error})"
    return None if confirmed else f"there is no queue {queue}"


def _all(channel: Any, service: str) -> Iterator[Delivery]:
    while (raw := channel.basic_get(topology.dead_queue(service), no_ack=False)) is not None:
        yield Delivery(raw, channel)


def _described(letter: Delivery) -> dict[str, Any]:
    headers = letter.headers
    death = _death(headers.get("x-death"))
    attempts, odd = _attempts(headers.get(ATTEMPT, 1))
    if letter.undecodable is not None or KEPT_RAW in headers:
        odd.append("headers undecodable")
    if KEPT_AS_TEXT in headers:
        odd.append("headers kept as text")
    return {
        "message_id": letter.identity,
        "queue": _line(headers.get(QUEUE) or death.get("queue")),
        "type": _line(headers.get("cloudEvents:type")),
        "reason": _line(headers.get(REASON) or death.get("reason") or "unknown"),
        "detail": _line(headers.get(DETAIL)),
        "failed_at": _line(headers.get(FAILED_AT)),
        "attempts": attempts,
        "odd": ", ".join(odd),
    }


def _death(history: Any) -> dict[str, Any]:
    """The newest entry of the broker's own history of a message; a sender may have written anything there."""
    newest = history[0] if isinstance(history, list) and history else {}
    return newest if isinstance(newest, dict) else {}


def _attempts(value: Any) -> tuple[int, list[str]]:
    try:
        return int(value), []
    except (TypeError, ValueError, OverflowError):
        return 1, ["attempts unreadable"]


def _line(value: Any) -> str:
    """A header as one line for a terminal."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text(value or ""))[:300]


def _shown(service: str, letter: dict[str, Any]) -> str:
    odd = f"  [{letter['odd']}]" if letter["odd"] else ""
    return (
        f"{service}  {_line(letter['message_id'])}  {letter['type'] or '-'}  {letter['queue'] or '-'}  "
        f"{letter['reason']}: {letter['detail']}  ({letter['attempts']} attempts, {letter['failed_at']}){odd}"
    )


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
                    print(_shown(service, letter))
            print(f"{count} dead letter{'' if count == 1 else 's'}")
            return 0
        case ["replay", service, *ids] if service in SERVICES:
            skipped: list[str] = []
            print(f"{replay(url, service, set(ids) or None, skipped)} put back")
            print("\n".join(f"left: {_line(each)}" for each in skipped), end="\n" if skipped else "")
            return 1 if skipped else 0
    print(
        "usage: python -m chassis.dead_letters list [SERVICE] | replay SERVICE [MESSAGE_ID …]",
        file=sys.stderr,
    )
    print(f"services: {', '.join(SERVICES)}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    from chassis.process.patching import patch

    patch()
    sys.exit(main(sys.argv[1:]))

"""What the broker must hold before anybody publishes: exchanges, queues, bindings, dead letters.

Derived from `contracts.subscriptions`; declared by a deploy step (`python -m chassis.topology declare`),
and checked by `python -m chassis.topology check`, which names what is missing or different.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any

from amqp.exceptions import AMQPError, NotFound, PreconditionFailed

from chassis.messaging.broker import connect
from chassis.process import settings
from chassis.rpc import wire
from contracts import subscriptions

#: Seconds before attempts two to six of a message that failed for a passing reason.
RETRY_DELAYS: tuple[float, ...] = (1, 5, 30, 120, 600)
ATTEMPTS = len(RETRY_DELAYS) + 1

#: Where gateways tell each other what they have let through, and with which routing key.
LIMITS_EXCHANGE, LIMITS_KEY = "gateway.limits", "counts"

_SAFE = {"x-queue-type": "quorum", "x-overflow": "reject-publish"}
_SAFE_DEAD_LETTERING = {**_SAFE, "x-dead-letter-exchange": "", "x-dead-letter-strategy": "at-least-once"}


@dataclass(frozen=True, slots=True)
class Exchange:
    name: str


@dataclass(frozen=True, slots=True)
class DeclaredQueue:
    """A durable queue; `bindings` are (exchange, routing key), `retired` those of the release before."""

    name: str
    arguments: dict[str, Any]
    bindings: tuple[tuple[str, str], ...] = field(default=())
    retired: tuple[tuple[str, str], ...] = field(default=())


def dead_queue(service: str) -> str:
    return f"{service}.dead"


def retry_queue(service: str, attempt: int) -> str:
    """Where a message waits after failing for the `attempt`-th time."""
    return f"{service}.retry.{RETRY_DELAYS[attempt - 1]}s"


def retry_exchange(service: str, attempt: int) -> str:
    return retry_queue(service, attempt)


def limits_queue(gateway: str) -> str:
    """What a gateway hears the others by, which it declares itself; `gateway` is 32 hexadecimal digits."""
    return f"{LIMITS_EXCHANGE}.{gateway}"


def exchanges() -> list[Exchange]:
    owned = [Exchange(f"{s}.{kind}") for s in subscriptions.SERVICES for kind in ("events", "commands")]
    retries = [Exchange(retry_exchange(s, n)) for s in subscriptions.SERVICES for n in range(1, ATTEMPTS)]
    return [Exchange(wire.EXCHANGE), *owned, *retries, Exchange(LIMITS_EXCHANGE)]


def queues() -> list[DeclaredQueue]:
    return [queue for service in subscriptions.SERVICES for queue in queues_of(service)]


def queues_of(service: str) -> list[DeclaredQueue]:
    dead = dead_queue(service)
    found = [DeclaredQueue(dead, dict(_SAFE))]
    for attempt, delay in enumerate(RETRY_DELAYS, start=1):
        # The dead letter keeps its routing key, which is the name of the queue it came from.
        arguments = {**_SAFE_DEAD_LETTERING, "x-message-ttl": int(delay * 1000)}
        name = retry_queue(service, attempt)
        found.append(DeclaredQueue(name, arguments, ((retry_exchange(service, attempt), "#"),)))
    for subscription in subscriptions.of(service):
        # A message that kills its reader again and again ends as a dead letter too, not in the void.
        arguments = {**_SAFE_DEAD_LETTERING, "x-dead-letter-routing-key": dead, "x-delivery-limit": 20}
        binding = (subscription.message.exchange, subscription.message.type)
        bound = {"retired" if subscription.retired else "bindings": (binding,)}
        found.append(DeclaredQueue(subscription.queue, arguments, **bound))
    for ordered in subscriptions.ORDERED:
        if ordered.service == service:
            # One consumer at a time, or their order would be lost between two. What is unreadable its reader
            # sets aside; a limit of 20 would be reached by a service that is killed again and again.
            arguments = {
                **_SAFE_DEAD_LETTERING,
                "x-dead-letter-routing-key": dead,
                "x-delivery-limit": 1000,
                "x-single-active-consumer": True,
            }
            bindings = tuple((event.exchange, event.type) for event in ordered.events)
            found.append(DeclaredQueue(ordered.queue, arguments, bindings))
    return found


def declare(broker_url: str, *, beside_previous: bool = False) -> None:
    """Declare everything; what is there already, alike, stays as it is.

    Retired queues get messages only `beside_previous`, the release that knows of no others.
    """
    with connect(broker_url, "topology") as connection:
        channel = connection.channel()
        for exchange in exchanges():
            channel.exchange_declare(exchange=exchange.name, type="topic", durable=True, auto_delete=False)
        for queue in queues():
            channel.queue_declare(
                queue=queue.name, durable=True, auto_delete=False, exclusive=False, arguments=queue.arguments
            )
            for exchange_name, key in queue.bindings:
                channel.queue_bind(queue=queue.name, exchange=exchange_name, routing_key=key)
            bind = channel.queue_bind if beside_previous else channel.queue_unbind
            for exchange_name, key in queue.retired:
                bind(queue=queue.name, exchange=exchange_name, routing_key=key)


def drift(broker_url: str) -> list[str]:
    """What the broker lacks or holds differently, one sentence each; empty where all is well."""
    found = []
    with connect(broker_url, "topology check") as connection:
        for exchange in exchanges():
            problem = _problem(
                connection, lambda ch, e=exchange: ch.exchange_declare(e.name, "topic", passive=True)
            )
            if problem:
                found.append(f"exchange {exchange.name}: {problem}")
        for queue in queues():
            problem = _problem(
                connection,
                lambda ch, q=queue: (
                    ch.queue_declare(queue=q.name, passive=True),
                    ch.queue_declare(
                        queue=q.name, durable=True, auto_delete=False, exclusive=False, arguments=q.arguments
                    ),
                ),
            )
            if problem:
                found.append(f"queue {queue.name}: {problem}")
    return found


def _problem(connection: Any, ask: Any) -> str | None:
    channel = connection.channel()
    try:
        ask(channel)
    except NotFound:
        return "missing"
    except PreconditionFailed as error:
        return f"different ({error.reply_text})"
    channel.close()
    return None


def main(arguments: list[str]) -> int:
    """`declare` or `check`; the broker is CLIENTELE_BROKER_URL."""
    if arguments not in (["declare"], ["check"]):
        print("usage: python -m chassis.topology declare|check", file=sys.stderr)
        return 2
    try:
        url = settings.required("BROKER_URL", settings.BROKER_LIKE)
        if arguments == ["declare"]:
            declare(url, beside_previous=settings.previous_release_runs())
            print(f"declared {len(exchanges())} exchanges and {len(queues())} queues")
            return 0
        problems = drift(url)
    except settings.SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except (OSError, AMQPError) as error:
        print(f"broker not usable: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print("\n".join(problems) or "topology as declared")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

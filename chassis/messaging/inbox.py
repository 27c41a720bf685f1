"""Takes messages in exactly once in effect: inbox row, effect and own messages in one transaction, then ack.

What waits in a queue goes through one transaction together (`batches`, `exactly_once`). Unreadable or refused
for good: a dead letter at once. Failed for a passing reason: back after a delay, at most `topology.ATTEMPTS`
attempts, then a dead letter. Nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import eventlet
import orjson
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import ProviderCollector, SharedExtension

from chassis import context, topology
from chassis.context import EVERYWHERE
from chassis.messaging import payload_encryption
from chassis.messaging.batches import SIZE, Batches, Slots
from chassis.messaging.broker import BrokerUnavailable, Link
from chassis.messaging.dead_letter_publisher import ATTEMPT, DeadLetterPublisher
from chassis.messaging.deliveries import Delivery, consume, text
from chassis.messaging.exactly_once import Arrived
from chassis.messaging.subscriber import Subscriber
from chassis.observability import logs, metrics
from chassis.observability.tracing import TRACEPARENT
from chassis.security.trust import SIGNATURE, Forged
from chassis.security.vault import CannotOpen
from contracts import fields
from contracts.envelope import Envelope
from contracts.errors import InvalidInput, Refusal, ServiceUnavailable
from contracts.shapes import value_of

_log = logs.get(__name__)

#: Seconds before a message that could not be put off is given back.
_REQUEUE_AFTER = 1.0
_LONGEST_ID = 64


class Unreadable(Exception):
    """A message that does not say what it should; dead letters bear the `reason`."""

    def __init__(self, detail: str, reason: str = "unreadable") -> None:
        super().__init__(detail)
        self.reason = reason


class Inbox(SharedExtension, ProviderCollector):
    """One per container: consumes the queues of the service's subscriptions."""

    failures = DeadLetterPublisher()

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self.service = settings.service
        self._slots = Slots(max(1, settings.workers // 4))
        self._tags: list[str] = []
        self._link = Link(settings.broker_url, f"{self.service} inbox", self._on_open)

    def start(self) -> None:
        self._link.start()

    @property
    def ready(self) -> bool:
        return self._link.ready

    @property
    def links(self) -> dict[str, Link]:
        """The connection by name: for the watchdog."""
        return {f"inbox of {self.service}": self._link}

    def cancel(self) -> None:
        """Take no further messages; those at work are finished."""
        self._slots.close()
        tags, self._tags = self._tags, []
        for tag in tags:
            self._link.cancel(tag)

    def stop(self) -> None:
        self._link.stop()

    def kill(self) -> None:
        self._link.stop()

    def _on_open(self, channel: Any) -> None:
        # Enough that a batch fills while the one before it is at work.
        channel.basic_qos(0, 2 * SIZE, False)
        self._tags = [self._consume(channel, provider) for provider in self._providers]

    def _consume(self, channel: Any, provider: Subscriber) -> str:
        batches: Batches[Delivery] = Batches(self._slots, lambda batch: self._begin(provider, batches, batch))
        return consume(channel, provider.queue, self._link.noting(batches.add))

    def _begin(self, provider: Subscriber, batches: Batches[Delivery], batch: list[Delivery]) -> None:
        arrived, unreadable = [], []
        for message in batch:
            try:
                arrived.append(read(message, provider))
            except Unreadable as error:
                unreadable.append((message, error))
        finish = partial(self._finish, provider, arrived, unreadable, batches.done)
        if not arrived:
            self.container.spawn_managed_thread(partial(finish, None, [], None))
            return
        try:
            self.container.spawn_worker(provider, (arrived,), {}, handle_result=finish)
        except ContainerBeingKilled:
            for message in batch:
                self._link.requeue(message)

    def _finish(
        self,
        provider: Subscriber,
        arrived: list[Arrived],
        unreadable: list[tuple[Delivery, Unreadable]],
        done: Callable[[], None],
        _worker: Any,
        result: Any,
        failure: Any,
    ) -> Any:
        # An error here would end the container (Nameko kills it), so nothing may leave.
        if not isinstance(result, list):
            ended = failure[1] if failure and isinstance(failure[1], Exception) else RuntimeError("ended")
            result = [ended] * len(arrived)
        left = []
        for each, error in zip(arrived, result, strict=True):
            if not self._is_done_with(provider, each.message, error):
                left.append(each.message)
            metrics.count_message(provider.queue, "ok" if error is None else "failed")
        for message, unread in unreadable:
            self.failures.bury(self._link, message, provider.queue, unread.reason, str(unread))
        if left:
            eventlet.sleep(_REQUEUE_AFTER)
            for message in left:
                self._link.requeue(message)
        done()
        return result, None

    def _is_done_with(self, provider: Subscriber, message: Delivery, failure: Exception | None) -> bool:
        try:
            self._ack_or_retry(provider, message, failure)
        except Exception as error:  # noqa: BLE001  it would end the container
            # The broker counts how often it gave a message, and sets it aside at the twentieth time.
            if not message.redelivered:
                _log.error("message_not_acknowledged", queue=provider.queue, error=type(error).__name__)
            return False
        return True

    def _ack_or_retry(self, provider: Subscriber, message: Delivery, failure: Exception | None) -> None:
        if failure is None:
            self._link.ack(message)
            return
        attempt = _attempt(message)
        permanent = isinstance(failure, Refusal) and not isinstance(failure, ServiceUnavailable)
        if permanent or attempt >= topology.ATTEMPTS:
            reason = "refused" if permanent else "attempts_exhausted"
            self.failures.bury(self._link, message, provider.queue, reason, _described(failure))
            return
        try:
            self.failures.retry_later(message, provider.queue, attempt)
        except BrokerUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  what cannot be sent again must not come back at once
            detail = f"{_described(failure)}; cannot be put off: {type(error).__name__}"
            self.failures.bury(self._link, message, provider.queue, "cannot_be_retried", detail)
            return
        self._link.ack(message)


def read(message: Delivery, provider: Subscriber) -> Arrived:
    """A message with its checked data. Raises `Unreadable`, and nothing else."""
    try:
        return _read(message, provider)
    except Unreadable:
        raise
    except KeyError as error:
        raise Unreadable(f"header missing: {text(error)}") from None
    except Forged as error:
        raise Unreadable(text(error), "forged") from None
    except CannotOpen:
        raise Unreadable(f"the sealed part of {provider.message.type} opens with no key known here") from None
    except InvalidInput as error:
        pointers = ", ".join(f"{e['pointer'] or '/'} {e['code']}" for e in error.errors)
        raise Unreadable(f"the data does not fit {provider.message.type}: {pointers}") from None
    except Exception as error:  # noqa: BLE001  whatever a sender wrote, the reader goes on
        raise Unreadable(f"reading it failed: {type(error).__name__}") from None


def _read(message: Delivery, provider: Subscriber) -> Arrived:
    if message.undecodable is not None:
        raise Unreadable("the headers or properties cannot be decoded")
    envelope = Envelope.of(message.headers)
    if not 0 < len(envelope.id) <= _LONGEST_ID or not envelope.id.isprintable():
        raise Unreadable("the id is not one of up to 64 printable characters")
    provider.trust.check(provider.message, envelope, message.headers.get(SIGNATURE), message.body)
    try:
        body = orjson.loads(message.body)
    except ValueError:
        raise Unreadable("the body is not JSON") from None
    data = fields.load(provider.message.schema, body)
    data = payload_encryption.decrypted(provider.sealer, provider.message, envelope.id, data)
    aggregate = str(value_of(data, provider.message.aggregate))
    correlation = text(envelope.correlation_id)[:64] or context.new_correlation_id()
    here = context.Context(correlation, scope=EVERYWHERE)
    trace = message.headers.get(TRACEPARENT)
    here.trace = trace if isinstance(trace, str) else None
    return Arrived(message, envelope.id, aggregate, data, here)


def _attempt(message: Delivery) -> int:
    try:
        return max(1, int(message.headers.get(ATTEMPT, 1)))
    except (TypeError, ValueError, OverflowError):
        return 1


def _described(failure: Exception) -> str:
    """The kind of failure, without values: texts of databases and vendors may quote personal data."""
    return failure.code if isinstance(failure, Refusal) else type(failure).__name__

"""Answers calls: reads the request, runs the service method in a worker, sends the reply, acks.

A request is acked after its reply, so that the broker gives the requests of a killed process to another
one; a write is safe to run again, because it is done once. What cannot be read is dead-lettered.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Any, Protocol

from amqp.exceptions import PreconditionFailed
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import ProviderCollector, SharedExtension

from chassis import context
from chassis.messaging.broker import TRANSIENT, BrokerUnavailable, Link, Outgoing
from chassis.messaging.dead_letter_publisher import DeadLetterPublisher
from chassis.messaging.deliveries import Delivery, consume, text
from chassis.observability import logs, metrics
from chassis.rpc import wire
from contracts.errors import InternalError, InvalidInput, NotFound, Refusal
from contracts.messages import Call

_log = logs.get(__name__)
PING = "ping"


class Provider(Protocol):
    """A method that answers one call, as the server knows it."""

    call: Call


class Answer:
    """What a worker came to: the reply's body, how it ended, and whether it is an earlier answer."""

    __slots__ = ("body", "outcome", "replayed")

    def __init__(self, body: bytes, outcome: str = "ok", replayed: bool = False) -> None:
        self.body, self.outcome, self.replayed = body, outcome, replayed

    @classmethod
    def refused(cls, refusal: Refusal, replayed: bool = False) -> Answer:
        return cls(wire.dump_error(refusal), refusal.code, replayed)


class RpcServer(SharedExtension, ProviderCollector):
    """One per container: consumes the service's request queue."""

    dead_letters = DeadLetterPublisher()

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self.service = settings.service
        # The queue is on one node: kept with that it would be lost to all others until the node is back.
        self._durable = not settings.broker_cluster
        self._prefetch = max(1, settings.workers * 3 // 4 - 1)
        self._methods: dict[str, Provider] = {}
        self._tags: list[tuple[Link, str]] = []
        self._link = Link(settings.broker_url, f"{self.service} answers", self._on_open)
        self._spare = Link(settings.broker_url, f"{self.service} answers, spare", self._on_spare_open)
        self._links = [self._link]
        if not settings.broker_url.startswith("memory:"):
            self._links.append(self._spare)

    def start(self) -> None:
        self._methods = {provider.call.method: provider for provider in self._providers}
        for link in self._links:
            link.start()

    @property
    def ready(self) -> bool:
        return any(link.ready for link in self._links)

    @property
    def links(self) -> dict[str, Link]:
        """The connections by name: for the watchdog."""
        return {f"answers of {self.service}, {n}": link for n, link in enumerate(self._links, start=1)}

    def cancel(self) -> None:
        """Take no further requests; those at work are finished."""
        tags, self._tags = self._tags, []
        for link, tag in tags:
            link.cancel(tag)

    def stop(self) -> None:
        for link in self._links:
            link.stop()

    def kill(self) -> None:
        self.stop()

    def _on_open(self, channel: Any) -> None:
        self._consume(self._link, channel, self._prefetch)

    def _on_spare_open(self, channel: Any) -> None:
        # Of lesser rank: it gets what the first connection has no room for, or all while that is made anew.
        self._consume(self._spare, channel, 1, {"x-priority": -1})

    def _consume(
        self, link: Link, channel: Any, prefetch: int, arguments: dict[str, Any] | None = None
    ) -> None:
        queue = wire.queue_name(self.service)
        # The queue goes when its last consumer goes, so that calling a service that is down fails at once.
        # As there are two, on connections of their own, it does not go with one of these (docs/adr/0022).
        self._declare(channel, queue)
        channel.queue_bind(queue=queue, exchange=wire.EXCHANGE, routing_key=f"{self.service}.*")
        channel.basic_qos(0, prefetch, False)
        tag = consume(channel, queue, link.noting(partial(self._on_request, link)), arguments=arguments)
        self._tags = [(other, known) for other, known in self._tags if other is not link] + [(link, tag)]

    def _declare(self, channel: Any, queue: str) -> None:
        try:
            channel.queue_declare(queue=queue, durable=self._durable, auto_delete=True, exclusive=False)
        except PreconditionFailed:
            # Other replicas hold it as they were set before: the connection is made anew, and takes it so.
            self._durable = not self._durable
            raise

    def _on_request(self, link: Link, message: Delivery) -> None:
        try:
            self._accept(link, message)
        except Exception as error:  # noqa: BLE001  nothing that a sender does may end the reader
            reason = str(error) if isinstance(error, wire.Malformed) else type(error).__name__
            self.container.spawn_managed_thread(partial(self._bury, link, message, text(reason)[:200]))

    def _accept(self, link: Link, message: Delivery) -> None:
        headers = wire.load_headers(message)
        arguments = wire.load_request(message.body)
        deadline = wire.own_deadline(headers, now := time.time())
        if deadline is not None and deadline < now:
            metrics.observe_call(self.service, "?", "expired", 0.0)
            link.ack(message)
            return
        method = message.routing_key.partition(".")[2]
        provider = self._methods.get(method)
        if provider is None:
            self._answer_directly(link, message, method)
            return
        here = context.Context(
            correlation_id=headers.correlation_id or context.new_correlation_id(),
            passport=headers.passport,
            audience=headers.audience,
            idempotency_key=headers.idempotency_key,
            fingerprint=headers.fingerprint,
            deadline=deadline,
            callers_deadline=headers.deadline,
            trace=headers.trace,
        )
        try:
            self.container.spawn_worker(
                provider,
                (here, arguments),
                {},
                handle_result=partial(self._finish, link, message, provider, time.perf_counter()),
            )
        except ContainerBeingKilled:
            link.requeue(message)

    def _answer_directly(self, link: Link, message: Delivery, method: str) -> None:
        if method == PING:
            self.container.spawn_managed_thread(partial(self._pong, link, message))
        else:
            what = text(f"method {self.service}.{method[:80]}")
            self._reply(link, message, Answer.refused(NotFound(what=what)))

    def _pong(self, link: Link, message: Delivery) -> None:
        self._reply(link, message, Answer(wire.dump_result(self.container.config["health"]())))

    def _finish(
        self,
        link: Link,
        message: Delivery,
        provider: Provider,
        began: float,
        _worker: Any,
        result: Any,
        failure: Any,
    ) -> Any:
        # An error here would end the container (Nameko kills it), so nothing may leave.
        answer = result if isinstance(result, Answer) else Answer.refused(InternalError())
        self._reply(link, message, answer)
        metrics.observe_call(self.service, provider.call.method, answer.outcome, time.perf_counter() - began)
        return result, None

    def _reply(self, link: Link, message: Delivery, answer: Answer) -> None:
        """Send the reply where that can be, and ack. Raises nothing."""
        try:
            link.publish(self._reply_to(message, answer))
        except BrokerUnavailable:
            _log.info("reply_lost", service=self.service)
        except Exception as error:  # noqa: BLE001  an address or number that cannot be written: a sender's
            _log.warning("reply_not_sent", service=self.service, error=type(error).__name__)
        link.ack(message)

    def _reply_to(self, message: Delivery, answer: Answer) -> Outgoing:
        reply_to = str(message.properties["reply_to"])
        direct = reply_to.startswith(wire.DIRECT_REPLY_TO)
        return Outgoing(
            "" if direct else wire.EXCHANGE,
            reply_to,
            answer.body,
            {wire.REPLAYED: True} if answer.replayed else {},
            {"correlation_id": message.properties.get("correlation_id"), "delivery_mode": TRANSIENT},
        )

    def _bury(self, link: Link, message: Delivery, reason: str) -> None:
        """Answer, and keep the request. It leaves the queue in any case, so it cannot come again."""
        if wire.is_reply_address(str(message.properties.get("reply_to"))):
            try:
                refusal = InvalidInput.at("", "malformed_request", reason)
                link.publish(self._reply_to(message, Answer.refused(refusal)))
            except Exception as error:  # noqa: BLE001  as in `_reply`
                _log.warning("reply_not_sent", service=self.service, error=type(error).__name__)
        self.dead_letters.bury(link, message, wire.queue_name(self.service), "malformed_request", reason)

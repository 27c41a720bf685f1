"""Answers calls: reads the request, runs the service method in a worker, sends the reply, acks.

A request is acked after its reply, so that the broker gives the requests of a killed process to another
one; a write is safe to run again, because its command is done once. What cannot be read is dead-lettered.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from kombu.message import Message
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import ProviderCollector, SharedExtension

from chassis import context, logs, metrics
from chassis.broker import TRANSIENT, BrokerUnavailable, Link, Outgoing, consume
from chassis.dead_letters import DeadLetterPublisher
from chassis.rpc import wire
from contracts.errors import InternalError, InvalidInput, NotFound, Refusal

if TYPE_CHECKING:
    from chassis.answering import Rpc

_log = logs.get(__name__)
PING = "ping"


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
        self._prefetch = max(1, settings.workers * 3 // 4)
        self._methods: dict[str, Rpc] = {}
        self._tag: str | None = None
        self._link = Link(settings.broker_url, f"{self.service} answers", self._on_open)

    def start(self) -> None:
        self._methods = {provider.call.method: provider for provider in self._providers}
        self._link.start()

    @property
    def ready(self) -> bool:
        return self._link.ready

    def cancel(self) -> None:
        """Take no further requests; those at work are finished."""
        tag, self._tag = self._tag, None
        if tag is not None:
            self._link.cancel(tag)

    def stop(self) -> None:
        self._link.stop()

    def kill(self) -> None:
        self._link.stop()

    def _on_open(self, channel: Any) -> None:
        queue = wire.queue_name(self.service)
        # The queue goes when its last consumer goes, so that calling a service that is down fails at once.
        channel.queue_declare(queue=queue, durable=True, auto_delete=True, exclusive=False)
        channel.queue_bind(queue=queue, exchange=wire.EXCHANGE, routing_key=f"{self.service}.*")
        channel.basic_qos(0, self._prefetch, False)
        self._tag = consume(channel, queue, self._on_request)

    def _on_request(self, message: Message) -> None:
        try:
            self._accept(message)
        except Exception as error:  # noqa: BLE001  nothing that a sender does may end the reader
            _log.warning("request_malformed", error=type(error).__name__, detail=str(error)[:200])
            self.container.spawn_managed_thread(partial(self._bury, message, str(error)))

    def _accept(self, message: Message) -> None:
        headers = message.headers or {}
        if not message.properties.get("reply_to"):
            raise wire.Malformed("no reply_to")
        arguments = wire.load_request(message.body)
        deadline = float(headers[wire.DEADLINE]) if wire.DEADLINE in headers else None
        if deadline is not None and deadline < time.time():
            metrics.observe_call(self.service, "?", "expired", 0.0)
            self._link.settle(message)
            return
        method = str(message.delivery_info["routing_key"]).partition(".")[2]
        provider = self._methods.get(method)
        if provider is None:
            self._answer_directly(message, method)
            return
        here = context.Context(
            correlation_id=str(headers.get(wire.CORRELATION) or context.new_correlation_id())[:64],
            passport=headers.get(wire.PASSPORT),
            command_key=headers.get(wire.COMMAND),
            fingerprint=headers.get(wire.FINGERPRINT),
            deadline=deadline,
            trace=headers.get(wire.TRACE),
        )
        try:
            self.container.spawn_worker(
                provider,
                (here, arguments),
                {},
                handle_result=partial(self._finish, message, provider, time.perf_counter()),
            )
        except ContainerBeingKilled:
            self._link.settle(message, requeue=True)

    def _answer_directly(self, message: Message, method: str) -> None:
        if method == PING:
            self.container.spawn_managed_thread(partial(self._pong, message))
        else:
            self._reply(message, Answer.refused(NotFound(what=f"method {self.service}.{method[:80]}")))

    def _pong(self, message: Message) -> None:
        self._reply(message, Answer(wire.dump_result(self.container.config["health"]())))

    def _finish(
        self, message: Message, provider: Rpc, began: float, _worker: Any, result: Any, failure: Any
    ) -> Any:
        # An error here would end the container (Nameko kills it), so nothing may leave.
        answer = result if isinstance(result, Answer) else Answer.refused(InternalError())
        try:
            self._reply(message, answer)
        except Exception as error:  # noqa: BLE001  see above
            _log.error("reply_not_sent", method=provider.call.method, error=type(error).__name__)
        metrics.observe_call(self.service, provider.call.method, answer.outcome, time.perf_counter() - began)
        return result, None

    def _reply(self, message: Message, answer: Answer) -> None:
        reply_to = str(message.properties["reply_to"])
        direct = reply_to.startswith(wire.DIRECT_REPLY_TO)
        reply = Outgoing(
            "" if direct else wire.EXCHANGE,
            reply_to,
            answer.body,
            {wire.REPLAYED: True} if answer.replayed else {},
            {"correlation_id": message.properties.get("correlation_id"), "delivery_mode": TRANSIENT},
        )
        try:
            self._link.publish(reply)
        except BrokerUnavailable:
            _log.info("reply_lost", service=self.service)
        self._link.settle(message)

    def _bury(self, message: Message, reason: str) -> None:
        try:
            self.dead_letters.bury(message, wire.queue_name(self.service), "malformed_request", reason)
            if message.properties.get("reply_to"):
                self._reply(message, Answer.refused(InvalidInput.at("", "malformed_request", reason[:200])))
            else:
                self._link.settle(message)
        except Exception as error:  # noqa: BLE001  the broker will give it again
            _log.error("request_not_buried", error=type(error).__name__)
            self._link.settle(message, requeue=True)

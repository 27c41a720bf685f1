"""Calls another service and waits for its answer, never longer than the deadline."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import eventlet
import orjson
from eventlet.event import Event

from chassis import context
from chassis.messaging.broker import TRANSIENT, BrokerUnavailable, Link, Outgoing
from chassis.messaging.deliveries import Delivery, consume
from chassis.observability import logs, tracing
from chassis.rpc import wire
from chassis.rpc.renewed_link import RenewedLink
from chassis.security.trust import Trust
from contracts.errors import InternalError, ServiceUnavailable, load_refusal
from contracts.messages import Call, RequestT, ResultT
from contracts.shapes import arguments_of

_log = logs.get(__name__)
#: Seconds a call waits for a broken connection to come back.
_PATIENCE = 1.0


@dataclass(slots=True)
class _Waiting:
    """A call that waits for its answer, and the connection that this comes over. `returned` where the broker
    gave it back, as a node may that knows of no queue for it.
    """

    link: Link
    arrived: Event
    returned: bool = False

    def end(self, reply: Delivery | None) -> None:
        if not self.arrived.ready():
            self.arrived.send(reply)


class RpcClient:
    """Carries calls over one connection and one channel. `service` is who calls, for the broker's page."""

    def __init__(self, broker_url: str, service: str, trust: Trust | None = None) -> None:
        self._trust = trust or Trust(None)
        self._link = RenewedLink(broker_url, f"{service} calls", self._on_open, self._on_lost)
        self._pending: dict[str, _Waiting] = {}

    @property
    def ready(self) -> bool:
        return self._link.current.ready

    def start(self) -> None:
        self._link.current.start()

    def wait_ready(self, timeout: float) -> bool:
        """Wait until there is a connection, at most `timeout` seconds."""
        return self._link.current.wait_ready(timeout)

    def stop(self) -> None:
        self._link.stop()

    def call(self, call: Call[RequestT, ResultT], request: RequestT) -> ResultT:
        """See `contracts.messages.Rpc.call`."""
        return self.forward(call, arguments_of(request))

    def forward(self, call: Call[Any, ResultT], arguments: Mapping[str, object]) -> ResultT:
        """See `contracts.messages.Rpc.forward`."""
        result: ResultT = self._decoded(call, self._exchange(call, arguments))
        return result

    def forward_raw(self, call: Call, arguments: Mapping[str, Any]) -> bytes:
        """The result as undecoded JSON, for who passes it on unchanged. Raises as `forward` does."""
        body = self._exchange(call, arguments)
        raw = wire.raw_result(body)
        return raw if raw is not None else orjson.dumps(self._decoded(call, body))

    def _exchange(self, call: Call, arguments: Mapping[str, Any]) -> bytes:
        with tracing.span(f"{call.service}.{call.method}", "client"):
            return self._ask(call, arguments)

    def _ask(self, call: Call, arguments: Mapping[str, Any]) -> bytes:
        here = context.current()
        patience = here.remaining(call.deadline)
        unavailable = ServiceUnavailable(service=call.service)
        link = self._link.current
        if patience <= 0 or not (link.ready or link.wait_ready(min(patience, _PATIENCE))):
            raise unavailable
        # Whoever was called knows where replies go, but no other call's number, and so can answer none.
        number = secrets.token_hex(16)
        waiting = self._pending[number] = _Waiting(link, Event())
        try:
            link.publish(self._request(call, arguments, number, patience, here), mandatory=True)
            with eventlet.Timeout(patience, False):
                reply = waiting.arrived.wait()
                if reply is None:
                    if waiting.returned:
                        self._link.unanswered(call.service, link)
                    raise unavailable
                self._link.answered(call.service)
                here.replayed = bool(reply.headers.get(wire.REPLAYED))
                return bytes(reply.body)
            _log.warning(
                "call_timed_out", service=call.service, method=call.method, seconds=round(patience, 3)
            )
            self._link.unanswered(call.service, link)
            raise unavailable
        except BrokerUnavailable:
            raise unavailable from None
        finally:
            self._pending.pop(number, None)

    def _request(
        self, call: Call, arguments: Mapping[str, Any], number: str, patience: float, here: context.Context
    ) -> Outgoing:
        deadline = repr(time.time() + patience)
        headers = {
            wire.CORRELATION: here.correlation_id,
            wire.DEADLINE: deadline,
            wire.TIME_LEFT: f"{patience:.3f}",
            wire.PASSPORT: here.passport,
            wire.AUDIENCE: here.audience_for(call.service),
            wire.IDEMPOTENCY_KEY: wire.derived_key(here.idempotency_key, call),
            wire.FINGERPRINT: here.fingerprint,
            wire.TRACE: here.trace,
        }
        properties = {
            "reply_to": wire.DIRECT_REPLY_TO,
            "correlation_id": number,
            "message_id": number,
            "delivery_mode": TRANSIENT,
            "expiration": str(int(patience * 1000)),
        }
        return Outgoing(
            wire.EXCHANGE,
            f"{call.service}.{call.method}",
            wire.dump_request(self._trust.seal(call, arguments, deadline)),
            {name: value for name, value in headers.items() if value is not None},
            properties,
        )

    def _decoded(self, call: Call, body: bytes) -> Any:
        try:
            reply = orjson.loads(body)
            error = reply["error"]
        except (ValueError, KeyError, TypeError):
            _log.error("reply_unreadable", service=call.service, method=call.method)
            raise InternalError() from None
        if error is not None:
            raise load_refusal(error)
        return reply["result"]

    def _on_open(self, channel: Any) -> None:
        channel.events["basic_return"].add(self._on_return)
        consume(channel, wire.DIRECT_REPLY_TO, self._on_reply, no_ack=True)

    def _on_reply(self, message: Delivery) -> None:
        self._end(message.properties.get("correlation_id"), message)

    def _on_return(self, _error: Any, _exchange: str, _routing_key: str, message: Any) -> None:
        number = str(message.properties.get("correlation_id"))
        if number in self._pending:
            self._pending[number].returned = True
        self._end(number, None)

    def _end(self, number: object, reply: Delivery | None) -> None:
        waiting = self._pending.get(str(number))
        if waiting is not None:
            waiting.end(reply)

    def _on_lost(self, link: Link) -> None:
        for waiting in list(self._pending.values()):
            if waiting.link is link:
                waiting.end(None)

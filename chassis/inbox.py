"""Takes messages in exactly once in effect: inbox row, effect and own messages in one transaction, then ack.

Unreadable or refused for good: a dead letter at once. Failed for a passing reason: back after a delay, at
most `topology.ATTEMPTS` attempts, then a dead letter. Nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import eventlet
import orjson
from kombu.message import Message
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import ProviderCollector, SharedExtension
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from chassis import context, logs, metrics, private, topology
from chassis.broker import BrokerUnavailable, Link, consume
from chassis.context import EVERYWHERE
from chassis.dead_letters import ATTEMPT, DeadLetterPublisher
from chassis.tables import inbox
from chassis.tracing import TRACEPARENT
from chassis.vault import CannotOpen
from contracts import fields
from contracts.envelope import Envelope
from contracts.errors import InvalidInput, Refusal, ServiceUnavailable

if TYPE_CHECKING:
    from chassis.database import Database
    from chassis.handling import Handles
    from chassis.work import Work

_log = logs.get(__name__)

_SEEN = (
    insert(inbox)
    .values(handler=bindparam("h"), message_id=bindparam("m"))
    .on_conflict_do_nothing()
    .returning(inbox.c.message_id)
)


class Unreadable(Exception):
    """A message whose headers or body do not say what they should."""


class Inbox(SharedExtension, ProviderCollector):
    """One per container: consumes the queues of the service's subscriptions."""

    failures = DeadLetterPublisher()

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self.service = settings.service
        self._prefetch = max(1, settings.workers // 4)
        self._tags: list[str] = []
        self._link = Link(settings.broker_url, f"{self.service} inbox", self._on_open)

    def start(self) -> None:
        self._link.start()

    @property
    def ready(self) -> bool:
        return self._link.ready

    def cancel(self) -> None:
        """Take no further messages; those at work are finished."""
        tags, self._tags = self._tags, []
        for tag in tags:
            self._link.cancel(tag)

    def stop(self) -> None:
        self._link.stop()

    def kill(self) -> None:
        self._link.stop()

    def _on_open(self, channel: Any) -> None:
        # The limit is for the whole channel: one slow handler cannot take every worker from the calls.
        channel.basic_qos(0, self._prefetch, False)
        self._tags = [
            consume(channel, provider.queue, partial(self._on_message, provider))
            for provider in self._providers
        ]

    def _on_message(self, provider: Handles, message: Message) -> None:
        try:
            here, identity, data = read(message, provider)
        except Unreadable as error:
            self.container.spawn_managed_thread(
                partial(self._bury, provider, message, "unreadable", str(error))
            )
            return
        try:
            self.container.spawn_worker(
                provider,
                (here, identity, data),
                {},
                handle_result=partial(self._finish, provider, message),
            )
        except ContainerBeingKilled:
            self._link.settle(message, requeue=True)

    def _finish(self, provider: Handles, message: Message, _worker: Any, result: Any, _exc: Any) -> Any:
        # An error here would end the container (Nameko kills it), so nothing may leave.
        try:
            self._settle(provider, message, result)
        except Exception as error:  # noqa: BLE001  see above
            _log.error("message_not_settled", queue=provider.queue, error=type(error).__name__)
            eventlet.sleep(1)
            self._link.settle(message, requeue=True)
        metrics.count_message(provider.queue, "ok" if result is None else "failed")
        return result, None

    def _settle(self, provider: Handles, message: Message, failure: Exception | None) -> None:
        if failure is None:
            self._link.settle(message)
            return
        attempt = _attempt(message)
        permanent = isinstance(failure, Refusal) and not isinstance(failure, ServiceUnavailable)
        if permanent or attempt >= topology.ATTEMPTS:
            reason = "refused" if permanent else "attempts_exhausted"
            self._bury(provider, message, reason, _described(failure))
            return
        self.failures.retry_later(message, provider.queue, attempt)
        self._link.settle(message)

    def _bury(self, provider: Handles, message: Message, reason: str, detail: str) -> None:
        try:
            self.failures.bury(message, provider.queue, reason, detail)
        except BrokerUnavailable:
            eventlet.sleep(1)
            self._link.settle(message, requeue=True)
            return
        _log.error("message_dead_lettered", queue=provider.queue, reason=reason, detail=detail)
        self._link.settle(message)


def read(message: Message, provider: Handles) -> tuple[context.Context, str, dict[str, Any]]:
    """The context, id and checked data of a message. Raises `Unreadable`."""
    try:
        envelope = Envelope.of(message.headers or {})
        body = orjson.loads(message.body)
    except KeyError as error:
        raise Unreadable(f"header missing: {error}") from None
    except ValueError:
        raise Unreadable("the body is not JSON") from None
    try:
        data = fields.load(provider.message.data, body)
        data = private.opened(provider.sealer, provider.message, envelope.id, data)
    except CannotOpen:
        raise Unreadable(f"the sealed part of {provider.message.type} opens with no key known here") from None
    except InvalidInput as error:
        pointers = ", ".join(f"{e['pointer'] or '/'} {e['code']}" for e in error.errors)
        raise Unreadable(f"the data does not fit {provider.message.type}: {pointers}") from None
    here = context.Context(envelope.correlation_id or context.new_correlation_id(), scope=EVERYWHERE)
    here.trace = (message.headers or {}).get(TRACEPARENT)
    return here, envelope.id, data


def take_in(database: Database, handler: str, identity: str, effect: Callable[[Work], None]) -> None:
    """Run `effect` in a unit of work unless this handler has had this message."""
    with database.work() as work:
        if work.execute(_SEEN, {"h": handler, "m": identity}).first() is not None:
            effect(work)


def _attempt(message: Message) -> int:
    try:
        return int((message.headers or {}).get(ATTEMPT, 1))
    except (TypeError, ValueError):
        return 1


def _described(failure: Exception) -> str:
    """The kind of failure, without values: texts of databases and vendors may quote personal data."""
    return failure.code if isinstance(failure, Refusal) else type(failure).__name__

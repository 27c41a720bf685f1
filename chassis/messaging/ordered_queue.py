"""`@takes_in_order`: a method that takes in events of many kinds from one queue, in their commits' order.

One replica at a time is given messages (a single active consumer), and one batch at a time is at work. Where
it fails for a passing reason it is tried again where it stands, so that nothing overtakes it; what is wrong
for good becomes a dead letter, and the next goes on. Each is taken in once in effect, as by the inbox.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, TypeVar

import eventlet
from eventlet.event import Event as Signal
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from chassis import context
from chassis.context import EVERYWHERE
from chassis.database.claims import Claim
from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.messaging import inbox
from chassis.messaging.broker import BrokerUnavailable, Link
from chassis.messaging.dead_letter_publisher import DeadLetterPublisher
from chassis.messaging.deliveries import Delivery, consume, text
from chassis.messaging.pace import Pace
from chassis.observability import failures, logs, metrics
from chassis.security.trust import Trust
from chassis.security.vault import Vault
from contracts.envelope import PREFIX, Envelope
from contracts.messages import Event, Message
from contracts.subscriptions import OrderedSubscription

_log = logs.get(__name__)
Method = TypeVar("Method", bound=Callable[..., Any])

#: Messages that one transaction takes in at the most.
SIZE = 200
#: Seconds for which the first message of a batch waits for others, and the same while much comes.
PACE, BUSY_PACE = 0.005, 0.05
#: Seconds before a batch is tried again.
_AGAIN = 1.0


@dataclass(frozen=True, slots=True)
class OrderedEvent:
    """An event as it came: its kind, what is known of it, its checked data, and its body as it was sent."""

    event: Event
    envelope: Envelope
    data: dict[str, Any]
    body: str


Effect = Callable[[UnitOfWork, Sequence[OrderedEvent]], None]


@dataclass(slots=True)
class _Kind:
    """One kind of event of the queue, as the inbox reads it."""

    message: Message
    queue: str
    trust: Trust
    sealer: Vault | None = None


class TakesInOrder(Entrypoint):
    """A method that takes in the events of an ordered subscription."""

    failures = DeadLetterPublisher()

    def __init__(self, subscription: OrderedSubscription, **kwargs: Any) -> None:
        self.subscription = subscription
        super().__init__(**kwargs)

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self.queue = self.subscription.queue
        self._kinds = {
            event.type: (event, _Kind(event, self.queue, settings.trust))
            for event in self.subscription.events
        }
        self._waiting: deque[Delivery] = deque()
        self._pace = Pace(PACE, BUSY_PACE)
        self._arrived = Signal()
        self._connections = 0
        self._stopping = False
        self._tag = ""
        self._link = Link(settings.broker_url, f"{settings.service} {self.queue}", self._on_open)

    def start(self) -> None:
        self._link.start()
        self._loop = self.container.spawn_managed_thread(self._run)

    def stop(self) -> None:
        """Take nothing more, finish the batch at hand; the rest goes to another replica, in its order."""
        self._stopping = True
        if self._tag:
            self._link.cancel(self._tag)
        self._wake()
        self._loop.wait()
        self._link.stop()

    def kill(self) -> None:
        self._link.stop()

    @property
    def ready(self) -> bool:
        return self._link.ready

    @property
    def links(self) -> dict[str, Link]:
        """The connection by name: for the watchdog."""
        return {f"consumer of {self.queue}": self._link}

    def _on_open(self, channel: Any) -> None:
        # What came over the connection before is the broker's again, and comes once more.
        self._connections += 1
        self._waiting.clear()
        channel.basic_qos(0, 2 * SIZE, False)
        self._tag = consume(channel, self.queue, self._take)

    def _take(self, message: Delivery) -> None:
        self._waiting.append(message)
        self._pace.note()
        self._wake()

    def _wake(self) -> None:
        if not self._arrived.ready():
            self._arrived.send(None)

    def _run(self) -> None:
        while not self._stopping:
            if not self._waiting:
                self._arrived.wait()
                eventlet.sleep(self._pace.seconds)
            self._arrived = Signal()
            batch = [self._waiting.popleft() for _ in range(min(SIZE, len(self._waiting)))]
            if batch:
                self._work_off(batch, self._connections)

    def _work_off(self, batch: list[Delivery], connection: int) -> None:
        """Take in a batch, as often as it takes; gives up where its connection is lost."""
        readable = [(message, read) for message in batch if (read := self._read(message)) is not None]
        while readable and connection == self._connections:
            outcomes = self._call([read for _, read in readable])
            for (message, _), outcome in zip(readable, outcomes, strict=True):
                metrics.count_message(self.queue, "ok" if outcome is None else "failed")
                if outcome is None:
                    self._link.ack(message)
                elif not failures.is_passing(outcome):
                    self.failures.bury(self._link, message, self.queue, "refused", type(outcome).__name__)
            readable = [
                each
                for each, outcome in zip(readable, outcomes, strict=True)
                if outcome is not None and failures.is_passing(outcome)
            ]
            if not readable:
                return
            if self._stopping:
                # Not acknowledged, it goes back to the broker with the connection.
                return
            eventlet.sleep(_AGAIN)

    def _call(self, events: list[OrderedEvent]) -> list[Exception | None]:
        done = Signal()
        try:
            self.container.spawn_worker(self, (events,), {}, handle_result=partial(self._finished, done))
        except ContainerBeingKilled:
            self._stopping = True
            return [_interrupted()] * len(events)
        result = done.wait()
        return result if isinstance(result, list) else [_interrupted()] * len(events)

    def _finished(self, done: Signal, _worker: Any, result: Any, failure: Any) -> Any:
        done.send(result)
        return result, None

    def _read(self, message: Delivery) -> OrderedEvent | None:
        """The event in a message; one that says nothing readable is set aside."""
        try:
            found = self._kinds.get(text(message.headers.get(f"{PREFIX}type")))
            if found is None:
                raise inbox.Unreadable("no event that is kept in order here")
            event, kind = found
            arrived = inbox.read(message, kind)
            return OrderedEvent(event, Envelope.of(message.headers), arrived.data, message.body.decode())
        except inbox.Unreadable as error:
            self.failures.bury(self._link, message, self.queue, error.reason, str(error))
            return None


def _interrupted() -> Exception:
    """An end that says nothing of the events: they are tried again."""
    return BrokerUnavailable("interrupted")


def takes_in_order(subscription: OrderedSubscription) -> Callable[[Method], Method]:
    """Let the method take in events: it is given the unit of work and those that are new, in their order."""

    def decorate(method: Method) -> Method:
        @wraps(method)
        def take(service: Any, events: Sequence[OrderedEvent]) -> list[Exception | None]:
            with context.enter(context.Context(context.new_correlation_id(), scope=EVERYWHERE)):
                return take_in(service.database, subscription.handler, events, partial(method, service))

        TakesInOrder.decorator(subscription)(take)
        return take  # type: ignore[return-value]

    return decorate


def take_in(
    database: Database, handler: str, events: Sequence[OrderedEvent], effect: Effect
) -> list[Exception | None]:
    """Run `effect` for those that this handler has not had, together, or else each alone in their order.

    Gives for each what went wrong, or None. After a failure that passes nothing further is tried.
    """
    try:
        _take_in(database, handler, events, effect)
    except Exception as error:  # noqa: BLE001  which of them it was shows when each is tried alone
        if failures.is_passing(error):
            _log.warning("events_put_off", handler=handler, count=len(events), error=type(error).__name__)
            return [error] * len(events)
        if len(events) == 1:
            _log.exception("event_failed", handler=handler, message_id=events[0].envelope.id)
            return [error]
    else:
        return [None] * len(events)
    outcomes: list[Exception | None] = []
    for each in events:
        outcomes += take_in(database, handler, [each], effect)
        last = outcomes[-1]
        if last is not None and failures.is_passing(last):
            return outcomes + [last] * (len(events) - len(outcomes))
    return outcomes


def _take_in(database: Database, handler: str, events: Sequence[OrderedEvent], effect: Effect) -> None:
    claim = Claim(handler, [each.envelope.id for each in events])
    with database.unit_of_work(everywhere=True, claim=claim) as uow:
        left, new = set(claim.new), []
        for each in events:
            # What came twice within a batch is new once.
            if each.envelope.id in left:
                left.remove(each.envelope.id)
                new.append(each)
        if new:
            effect(uow, new)

"""`@handles`: a method that takes in one event or command, once in effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any

from nameko.extensions import Entrypoint

from chassis.database.unit_of_work import UnitOfWork
from chassis.messaging.exactly_once import Arrived, take_in
from chassis.messaging.inbox import Inbox
from chassis.security.trust import Trust
from chassis.security.vault import Vault
from contracts.messages import Command, DataT, Event, Message
from contracts.subscriptions import Subscription

#: A service's method for one message.
Handler = Callable[[Any, UnitOfWork, DataT], None]
#: What Nameko runs with messages that wait together.
Taking = Callable[[Any, Sequence[Arrived]], list[Exception | None]]


class Handles(Entrypoint):
    """A method that takes in one event or command."""

    inbox = Inbox()

    def __init__(self, message: Message, **kwargs: Any) -> None:
        self.message = message
        super().__init__(**kwargs)

    def setup(self) -> None:
        self.sealer: Vault | None = self.container.config["database"].sealer
        self.trust: Trust = self.container.config["settings"].trust
        self.queue = Subscription(self.container.config["settings"].service, self.message).queue
        self.inbox.register_provider(self)

    def stop(self) -> None:
        self.inbox.cancel()


def handles(message: Event[DataT] | Command[DataT]) -> Callable[[Handler[DataT]], Taking]:
    """Let the method take in `message`: it is given the unit of work and the checked data of each."""

    def decorate(method: Handler[DataT]) -> Taking:
        handler = Subscription("", message).handler

        @wraps(method)
        def take(service: Any, arrived: Sequence[Arrived]) -> list[Exception | None]:
            return take_in(service.database, handler, arrived, partial(method, service))

        Handles.decorator(message)(take)
        return take

    return decorate

"""`@handles`: a method that takes in one event or command, once in effect."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from nameko.extensions import Entrypoint

from chassis import context
from chassis.messaging.inbox import Inbox, take_in
from chassis.observability import logs, tracing
from chassis.security.trust import Trust
from chassis.security.vault import Vault
from contracts.errors import Refusal
from contracts.messages import Message
from contracts.subscriptions import Subscription

_log = logs.get(__name__)
Method = TypeVar("Method", bound=Callable[..., Any])


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


def handles(message: Message) -> Callable[[Method], Method]:
    """Let the method take in `message`; it takes the unit of work and the checked data."""

    def decorate(method: Method) -> Method:
        handler = Subscription("", message).handler

        @wraps(method)
        def take(
            service: Any, here: context.Context, identity: str, data: dict[str, Any]
        ) -> Exception | None:
            with context.enter(here), tracing.span(handler, "consumer", service=service.database.source):
                try:
                    take_in(service.database, handler, identity, lambda uow: method(service, uow, data))
                except Refusal as refusal:
                    _log.warning("message_refused", handler=handler, message_id=identity, code=refusal.code)
                    return refusal
                except Exception as error:  # noqa: BLE001  the inbox decides what becomes of it
                    _log.exception("message_failed", handler=handler, message_id=identity)
                    return error
                return None

        Handles.decorator(message)(take)
        return take  # type: ignore[return-value]

    return decorate

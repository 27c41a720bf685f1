"""What a service.py is written with.

class Accounts:
    name = "accounts"
    database = Data()
    calls = Calls()

    @rpc(accounts.GET_CLIENT)
    def get_client(self, asked):
        return reading.get_client(self.database, asked.caller, asked.data["client_id"])

    @handles(access_events.SESSION_REVOKED)
    def note_ended_session(self, work, data):
        standing.note_ended_session(work, data)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar

import eventlet
from eventlet.event import Event
from nameko.extensions import DependencyProvider, Entrypoint
from nameko.timer import Timer
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chassis import context, logs
from chassis.broker import BrokerUnavailable
from chassis.command import Replayed
from chassis.database import Database
from chassis.identity import Reader
from chassis.inbox import Inbox, take_in
from chassis.rpc import wire
from chassis.rpc.asked import Asked
from chassis.rpc.client import RpcClient
from chassis.rpc.server import Answer, RpcServer
from contracts import fields
from contracts.errors import (
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
    InternalError,
    Refusal,
    ServiceUnavailable,
    TooManyRequests,
    Unauthenticated,
)
from contracts.messages import Call, Message
from contracts.subscriptions import Subscription

_log = logs.get(__name__)
Method = TypeVar("Method", bound=Callable[..., Any])

#: Seconds after which jobs are looked for anyway.
_POLL = 1.0

#: Refusals that may not happen the next time, and so are not kept as a command's answer.
_PASSING = (
    ServiceUnavailable,
    TooManyRequests,
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
    Unauthenticated,
    InternalError,
)


class Data(DependencyProvider):
    """The service's `Database`. The process shares one; `worker_setup` costs nothing."""

    def setup(self) -> None:
        self.database: Database = self.container.config["database"]

    def get_dependency(self, worker_ctx: Any) -> Database:
        return self.database


class Calls(DependencyProvider):
    """An `RpcClient`: pass it to the typed callers of `contracts`."""

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self.client = RpcClient(settings.broker_url, settings.service)

    def start(self) -> None:
        self.client.start()

    def stop(self) -> None:
        self.client.stop()

    def get_dependency(self, worker_ctx: Any) -> RpcClient:
        return self.client


class Configured(DependencyProvider):
    """Something of the service's own, made once in the process by `service.prepare`, found by its name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def get_dependency(self, worker_ctx: Any) -> Any:
        return self.container.config[self.name]


class Rpc(Entrypoint):
    """A method that answers one `Call`."""

    server = RpcServer()

    def __init__(self, call: Call, **kwargs: Any) -> None:
        self.call = call
        super().__init__(**kwargs)

    def setup(self) -> None:
        self.server.register_provider(self)

    def stop(self) -> None:
        self.server.cancel()


class Handles(Entrypoint):
    """A method that takes in one event or command."""

    inbox = Inbox()

    def __init__(self, message: Message, **kwargs: Any) -> None:
        self.message = message
        super().__init__(**kwargs)

    def setup(self) -> None:
        self.queue = Subscription(self.container.config["settings"].service, self.message).queue
        self.inbox.register_provider(self)

    def stop(self) -> None:
        self.inbox.cancel()


def rpc(call: Call) -> Callable[[Method], Method]:
    """Let the method answer `call`; it takes an `Asked` and gives plain JSON values or raises a `Refusal`."""

    def decorate(method: Method) -> Method:
        @wraps(method)
        def answer(service: Any, here: context.Context, arguments: dict[str, Any]) -> Answer:
            with context.enter(here):
                return _answer(service, method, call, here, arguments)

        Rpc.decorator(call)(answer)
        return answer  # type: ignore[return-value]

    return decorate


def handles(message: Message) -> Callable[[Method], Method]:
    """Let the method take in `message`; it takes the unit of work and the checked data."""

    def decorate(method: Method) -> Method:
        handler = Subscription("", message).handler

        @wraps(method)
        def take(
            service: Any, here: context.Context, identity: str, data: dict[str, Any]
        ) -> Exception | None:
            with context.enter(here):
                try:
                    take_in(service.database, handler, identity, lambda work: method(service, work, data))
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


def every(seconds: float) -> Callable[[Method], Method]:
    """Run the method every so often, in one replica at a time (a PostgreSQL advisory lock)."""

    def decorate(method: Method) -> Method:
        @wraps(method)
        def run(service: Any) -> None:
            try:
                with context.enter(context.Context(context.new_correlation_id())):
                    once(service.database, method.__name__, lambda: method(service))
            except (OperationalError, PoolTimeout) as error:
                _log.warning("task_postponed", task=method.__name__, error=type(error).__name__)
            except Exception:  # noqa: BLE001  the next turn may succeed
                _log.exception("task_failed", task=method.__name__)

        Timer.decorator(seconds)(run)
        return run  # type: ignore[return-value]

    return decorate


class WorksOff(Entrypoint):
    """A method that does one due job and says whether there was one; see `works_off`."""

    def __init__(self, at_once: int, **kwargs: Any) -> None:
        self.at_once = at_once
        self._due = Event()
        self._stopping = False
        super().__init__(**kwargs)

    def start(self) -> None:
        self.container.config["database"].on_jobs.append(self._wake)
        self._loops = [self.container.spawn_managed_thread(self._run) for _ in range(self.at_once)]

    def stop(self) -> None:
        self._stopping = True
        self._wake()
        for loop in self._loops:
            loop.wait()

    def _wake(self) -> None:
        if not self._due.ready():
            self._due.send(None)

    def _run(self) -> None:
        while not self._stopping:
            done = Event()
            self.container.spawn_worker(self, (), {}, handle_result=partial(self._told, done))
            if not done.wait() and not self._stopping:
                with eventlet.Timeout(_POLL, False):
                    self._due.wait()
                if self._due.ready():
                    self._due = Event()

    def _told(self, done: Event, _worker: Any, result: Any, exc_info: Any) -> Any:
        done.send(bool(result))
        return result, exc_info


def works_off(at_once: int = 1) -> Callable[[Method], Method]:
    """Call the method again and again while it says that there was something to do, then wait.

    It is called after each commit of this process that left jobs (`Work.left_jobs`), and once a second for
    what others left.
    """

    def decorate(method: Method) -> Method:
        @wraps(method)
        def run(service: Any) -> bool:
            try:
                with context.enter(context.Context(context.new_correlation_id())):
                    return bool(method(service))
            except (OperationalError, PoolTimeout) as error:
                _log.warning("job_postponed", job=method.__name__, error=type(error).__name__)
            except Exception:  # noqa: BLE001  the next turn may succeed
                _log.exception("job_failed", job=method.__name__)
            return False

        WorksOff.decorator(at_once)(run)
        return run  # type: ignore[return-value]

    return decorate


def once(database: Database, task: str, run: Callable[[], None]) -> None:
    """Run the task unless another replica is at it."""
    key = {"key": f"{database.source}.{task}"}
    with database.read() as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(hashtext(:key))"), key).scalar():
            return
        try:
            run()
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(hashtext(:key))"), key)


_readers: dict[tuple[str, ...], Reader] = {}


def _reader(keys: tuple[str, ...]) -> Reader:
    if keys not in _readers:
        _readers[keys] = Reader(list(keys))
    return _readers[keys]


def _answer(
    service: Any, method: Method, call: Call, here: context.Context, arguments: dict[str, Any]
) -> Answer:
    asked = None
    database: Database = service.database
    try:
        # Who may not ask learns nothing about the form of the question.
        signed_in = (
            _reader(service.identity_keys).read(here.passport) if here.passport or not call.public else None
        )
        data = fields.load(call.request, arguments)
        asked = Asked(call, data, signed_in, here.command_key, here.fingerprint)
        return Answer(wire.dump_result(method(service, asked)))
    except Replayed:
        return _replayed(database, asked)
    except Refusal as refusal:
        _keep(database, asked, refusal)
        return Answer.refused(refusal)
    except (OperationalError, PoolTimeout, BrokerUnavailable) as error:
        _log.warning("call_not_possible", method=call.method, error=type(error).__name__)
        return Answer.refused(ServiceUnavailable(service=call.service))
    except DBAPIError as error:
        if error.connection_invalidated:
            return Answer.refused(ServiceUnavailable(service=call.service))
        _log.exception("call_failed", method=call.method)
        return Answer.refused(InternalError())
    except Exception:  # noqa: BLE001  logged here, and no more than its kind leaves the service
        _log.exception("call_failed", method=call.method)
        return Answer.refused(InternalError())


def _replayed(database: Database, asked: Asked | None) -> Answer:
    if asked is None or asked.command is None:
        return Answer.refused(InternalError())
    try:
        return Answer(wire.dump_result(asked.command.replay(database)), "replayed", replayed=True)
    except Refusal as refusal:
        return Answer.refused(refusal, replayed=not isinstance(refusal, _PASSING))


def _keep(database: Database, asked: Asked | None, refusal: Refusal) -> None:
    """A refusal is the answer to its Idempotency-Key too, unless it may pass."""
    if asked is None or asked.command is None or asked.fingerprint is None or isinstance(refusal, _PASSING):
        return
    try:
        asked.command.refuse(database, refusal)
    except DBAPIError as error:
        _log.warning("refusal_not_kept", error=type(error).__name__)

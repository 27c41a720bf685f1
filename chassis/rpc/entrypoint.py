"""`@rpc`: a method that answers one call. What it raises becomes the caller's refusal, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from nameko.extensions import Entrypoint

from chassis import context
from chassis.database import kept_answers
from chassis.database.engine import Database
from chassis.database.idempotency import Replayed
from chassis.observability import failures, logs, tracing
from chassis.rpc import wire
from chassis.rpc.request import Request
from chassis.rpc.server import Answer, RpcServer
from chassis.security.identity import Reader
from contracts import fields
from contracts.errors import (
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
    InternalError,
    Refusal,
    ScopeRequired,
    ServiceUnavailable,
    TooManyRequests,
    Unauthenticated,
)
from contracts.messages import Call

_log = logs.get(__name__)
Method = TypeVar("Method", bound=Callable[..., Any])

#: Refusals that may not happen the next time, and so are not kept as a write's answer.
_PASSING = (
    ServiceUnavailable,
    TooManyRequests,
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
    Unauthenticated,
    InternalError,
)


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


def rpc(call: Call) -> Callable[[Method], Method]:
    """Let the method answer `call`: it takes a `Request` and gives plain JSON or raises a `Refusal`.

    It reaches the rows of the account that is signed in, or none, unless its use case says otherwise
    (`context.across_accounts`).
    """

    def decorate(method: Method) -> Method:
        @wraps(method)
        def answer(service: Any, here: context.Context, arguments: dict[str, Any]) -> Answer:
            name = f"{call.service}.{call.method}"
            with context.enter(here), tracing.span(name, "server", service=call.service) as tell:
                answered = _answer(service, method, call, here, arguments)
                tell(answered.outcome)
                return answered

        Rpc.decorator(call)(answer)
        return answer  # type: ignore[return-value]

    return decorate


_readers: dict[tuple[tuple[str, ...], str | None], Reader] = {}


def _reader(service: Any, name: str) -> Reader:
    key = service.identity_keys, name if service.trust.strict else None
    if key not in _readers:
        _readers[key] = Reader(list(key[0]), key[1])
    return _readers[key]


def _answer(
    service: Any,
    method: Method,
    call: Call,
    here: context.Context,
    arguments: dict[str, Any],
) -> Answer:
    try:
        return _attempt(service, method, call, here, arguments)
    except Exception as error:  # noqa: BLE001  whatever went wrong, the caller gets an answer
        return Answer.refused(failures.refusal_of(error, call))


def _attempt(
    service: Any,
    method: Method,
    call: Call,
    here: context.Context,
    arguments: dict[str, Any],
) -> Answer:
    request = None
    database: Database = service.database
    try:
        # Who may not ask learns nothing about the form of the question.
        signed_in = (
            _reader(service, call.service).read(here.passport, here.audience)
            if here.passport or call.caller == "signed_in"
            else None
        )
        if signed_in is not None and call.kind == "write" and not signed_in.may_write:
            raise ScopeRequired()
        here.scope = context.NOWHERE if signed_in is None else signed_in.account_id
        data = fields.load(call.request_schema, service.trust.open(call, arguments, here.callers_deadline))
        request = Request(call, data, signed_in, here.idempotency_key, here.fingerprint)
        return Answer(wire.dump_result(method(service, request)))
    except Replayed:
        return _replayed(database, request)
    except Refusal as refusal:
        _keep(database, request, refusal)
        return Answer.refused(refusal)


def _replayed(database: Database, request: Request | None) -> Answer:
    if request is None or request.idempotent_write is None:
        return Answer.refused(InternalError())
    try:
        first = kept_answers.replay(database, request.idempotent_write)
        return Answer(wire.dump_result(first), "replayed", replayed=True)
    except Refusal as refusal:
        return Answer.refused(refusal, replayed=not isinstance(refusal, _PASSING))


def _keep(database: Database, request: Request | None, refusal: Refusal) -> None:
    """A refusal is the answer to its Idempotency-Key too, unless it may pass."""
    if (
        request is None
        or request.idempotent_write is None
        or request.fingerprint is None
        or isinstance(refusal, _PASSING)
    ):
        return
    try:
        kept_answers.refuse(database, request.idempotent_write, refusal)
    except Exception as error:
        if not failures.is_passing(error):
            raise
        _log.warning("refusal_not_kept", error=type(error).__name__)

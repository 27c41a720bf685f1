"""What travels with a request through every hop: correlation id, identity, deadline, key of a write."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from ulid import ULID

P = ParamSpec("P")
Result = TypeVar("Result")

#: The scope of work that is not one account's (`chassis.database.row_level_security`).
EVERYWHERE = "*"
#: The scope of work that has not said whose it is.
NOWHERE = ""


@dataclass(slots=True)
class Context:
    """`deadline` is unix time in seconds, `callers_deadline` the same by the clock of who called (secrets of
    a call are sealed to it). `idempotency_key` names one write, however often it is sent.

    `scope` is the account whose rows the work may reach (`row_level_security`), `trace` the current span as a
    W3C `traceparent` (`chassis.observability.tracing`).
    """

    correlation_id: str
    passport: str | None = None
    idempotency_key: str | None = None
    fingerprint: str | None = None
    deadline: float | None = None
    callers_deadline: float | None = None
    replayed: bool = False
    scope: str = NOWHERE
    trace: str | None = None
    #: Who may be shown the passport, as `service=signature`, several after one another with spaces between.
    audience: str | None = None

    def audience_for(self, service: str) -> str | None:
        """What to show a service that is called: what names it, or else what we were shown ourselves."""
        shown = (self.audience or "").split()
        return next((each for each in shown if each.startswith(f"{service}=")), shown[0] if shown else None)

    def remaining(self, limit: float) -> float:
        """Seconds until the deadline, at most `limit`; zero or less when it has passed."""
        return limit if self.deadline is None else min(limit, self.deadline - time.time())


_current: ContextVar[Context | None] = ContextVar("clientele_context", default=None)


def new_correlation_id() -> str:
    return str(ULID())


def current() -> Context:
    """The context of the work at hand; a fresh one where none was entered."""
    context = _current.get()
    if context is None:
        context = Context(new_correlation_id())
        _current.set(context)
    return context


def correlation_id() -> str | None:
    """For log lines: the current correlation id, without making one."""
    context = _current.get()
    return context.correlation_id if context is not None else None


@contextmanager
def everywhere() -> Iterator[Context]:
    """Work that is no account's in particular, such as a timer's: see `row_level_security`."""
    with enter(Context(new_correlation_id(), scope=EVERYWHERE)) as context:
        yield context


def across_accounts(use_case: Callable[P, Result]) -> Callable[P, Result]:
    """Row-level security is off while this runs: what it does is about several accounts, or about none."""

    @wraps(use_case)
    def run(*arguments: P.args, **named: P.kwargs) -> Result:
        here = current()
        before, here.scope = here.scope, EVERYWHERE
        try:
            return use_case(*arguments, **named)
        finally:
            here.scope = before

    return run


@contextmanager
def following(correlation_id: str | None) -> Iterator[Context]:
    """Work that follows from a request of earlier, under its correlation id where that is known."""
    here = current()
    with enter(Context(correlation_id or here.correlation_id, scope=here.scope)) as context:
        yield context


@contextmanager
def enter(context: Context) -> Iterator[Context]:
    """Work under this context until the block ends."""
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)

"""What each process counts, for Prometheus.

Everything is labelled by service, because all-in-one runs every service in one process. Outcomes
are `ok`, or the stable code of the refusal: a small, fixed set of words, never a value of a user's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

_CALLS = Histogram(
    "clientele_call_seconds",
    "Time to answer an RPC or an HTTP request",
    ("service", "method", "outcome"),
    buckets=_BUCKETS,
)
_MESSAGES = Counter("clientele_messages_total", "Messages taken in", ("queue", "outcome"))
_RETRIES = Counter("clientele_message_retries_total", "Messages put back to be tried again", ("queue",))
_DEAD_LETTERS = Counter(
    "clientele_dead_letters_total", "Messages set aside for a person to look at", ("queue", "reason")
)
_OUTBOX_UNSENT = Gauge("clientele_outbox_unsent", "Messages not yet published", ("service",))
_OUTBOX_LAG = Gauge(
    "clientele_outbox_lag_seconds", "Age of the oldest message not yet published", ("service",)
)
_ATTENTION = Gauge(
    "clientele_steps_needing_attention", "Onboarding steps that a person has to look at", ("service", "step")
)

_REFRESHES = Counter(
    "clientele_connections_refreshes_total", "Renewals of access at vendors", ("provider", "outcome")
)
_NEED_RECONNECT = Gauge(
    "clientele_connections_needing_reconnect", "Connections whose user must sign in again", ("provider",)
)


# prometheus-client looks a child up under a lock at each `labels()`; ours are few and live as long
# as the process.
@cache
def _calls(service: str, method: str, outcome: str) -> Histogram:
    return _CALLS.labels(service, method, outcome)


@cache
def _messages(queue: str, outcome: str) -> Counter:
    return _MESSAGES.labels(queue, outcome)


def observe_call(service: str, method: str, outcome: str, seconds: float) -> None:
    """Note one answered call or request."""
    _calls(service, method, outcome).observe(seconds)


@contextmanager
def timed_call(service: str, method: str) -> Iterator[None]:
    """Observe the block; an exception's `code` is the outcome, `internal_error` where it has none."""
    begun = time.perf_counter()
    outcome = "internal_error"
    try:
        yield
        outcome = "ok"
    except Exception as error:
        outcome = str(getattr(error, "code", outcome))
        raise
    finally:
        observe_call(service, method, outcome, time.perf_counter() - begun)


def count_message(queue: str, outcome: str) -> None:
    """Note one message taken in: `ok`, `duplicate`, `retried` or `dead`."""
    _messages(queue, outcome).inc()


def count_retry(queue: str) -> None:
    _RETRIES.labels(queue).inc()


def count_dead_letter(queue: str, reason: str) -> None:
    """Note a message set aside. `reason` is one of a few words, such as `unreadable` or `refused`."""
    _DEAD_LETTERS.labels(queue, reason).inc()


def show_outbox(service: str, *, unsent: int, oldest_seconds: float) -> None:
    """The outbox as it is now; `oldest_seconds` is 0 when it is empty."""
    _OUTBOX_UNSENT.labels(service).set(unsent)
    _OUTBOX_LAG.labels(service).set(oldest_seconds)


def show_steps_needing_attention(service: str, step: str, count: int) -> None:
    _ATTENTION.labels(service, step).set(count)


def count_refresh(provider: str, outcome: str) -> None:
    """Note one renewal: `ok`, `refused` (the user must sign in again) or `postponed`."""
    _REFRESHES.labels(provider, outcome).inc()


def show_connections_needing_reconnect(provider: str, count: int) -> None:
    _NEED_RECONNECT.labels(provider).set(count)


def exposition() -> bytes:
    """Everything counted, in Prometheus's text format."""
    text: Any = generate_latest()
    return bytes(text)

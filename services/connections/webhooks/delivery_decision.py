"""What follows from an answer, or from none: delivered, tried again when, endpoint left alone or disabled."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from contracts.connections import WebhookDeliveryState, WebhookDisabledReason

#: Seconds before attempts two and on: three days in all.
BACK_OFF = (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800, 43200, 43200, 43200, 43200)
#: How long an endpoint may take nothing at all before it is disabled.
LONGEST_FAILURE = datetime.timedelta(days=3)
#: So many failures after one another concern the endpoint, and not one event.
_NOT_ONE_EVENTS = 5
_LONGEST_WISH = 3600.0
_GONE = 410


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one request. `status` is None where no answer came; `problem` says what was wrong."""

    status: int | None
    problem: str | None
    retry_after: float | None = None

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class History:
    """How it has gone before: this delivery's attempts with this one, its endpoint's failures in a row."""

    attempt: int
    failures: int
    failing_for: datetime.timedelta


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done. `again` is in seconds; `pause` are seconds in which the endpoint is left alone."""

    state: WebhookDeliveryState
    again: float | None = None
    pause: float | None = None
    disable: WebhookDisabledReason | None = None


def failures_before(at_its_beginning: int, now: int) -> int:
    """An endpoint's failures in a row before a request that has failed, of which `now` are written down.

    What was under way at once when a receiver went away fails at once, and counts as one.
    """
    return now if now == at_its_beginning else max(now - 1, 0)


def decide(attempt: Attempt, history: History) -> Decision:
    """What follows from an attempt of a pending delivery."""
    if attempt.succeeded:
        return Decision(WebhookDeliveryState.DELIVERED)
    if attempt.status == _GONE:
        return Decision(WebhookDeliveryState.FAILED, disable=WebhookDisabledReason.GONE)
    if history.failing_for >= LONGEST_FAILURE:
        return Decision(WebhookDeliveryState.FAILED, disable=WebhookDisabledReason.FAILING)
    failures = history.failures + 1
    wish = min(attempt.retry_after or 0.0, _LONGEST_WISH)
    concerns_all = attempt.status is None or failures >= _NOT_ONE_EVENTS or wish > 0
    pause = max(_delay(failures), wish) if concerns_all else None
    if history.attempt > len(BACK_OFF):
        return Decision(WebhookDeliveryState.FAILED, pause=pause)
    again = max(_delay(history.attempt), wish, pause or 0.0)
    return Decision(WebhookDeliveryState.PENDING, again=again, pause=pause)


def _delay(number: int) -> float:
    return float(BACK_OFF[min(number, len(BACK_OFF)) - 1])


def problem_of(status: int) -> str | None:
    """What an answer that is no success means, in plain words."""
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return "It answered with a redirect, which is not followed. Enter the address that it leads to."
    if status == _GONE:
        return "It says that it is gone for good."
    return f"It answered {status}."

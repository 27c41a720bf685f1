"""What follows from an answer of a receiver, or from none."""

from __future__ import annotations

import datetime

import pytest

from contracts.connections import WEBHOOK_DELIVERY_TRANSITIONS, WebhookDeliveryState, WebhookDisabledReason
from services.connections.webhooks.delivery_decision import (
    BACK_OFF,
    Attempt,
    Decision,
    History,
    decide,
    failures_before,
    problem_of,
)

_NOW = datetime.timedelta()
_DAYS = datetime.timedelta(days=3)


def after(
    status: int | None, attempt: int = 1, failures: int = 0, since: datetime.timedelta = _NOW, **more: float
) -> Decision:
    made = Attempt(status, problem_of(status) if status else "No answer.", **more)
    return decide(made, History(attempt, failures, since))


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_two_hundred_and_something_is_success(status: int) -> None:
    assert after(status) == Decision(WebhookDeliveryState.DELIVERED)


@pytest.mark.parametrize("status", [100, 199, 300, 302, 307, 400, 404, 500, 503])
def test_all_else_is_tried_again(status: int) -> None:
    assert after(status) == Decision(WebhookDeliveryState.PENDING, again=5)


def test_it_is_tried_for_three_days_at_growing_distances_and_then_given_up() -> None:
    waits = [after(500, attempt=number).again for number in range(1, len(BACK_OFF) + 1)]
    assert waits == list(BACK_OFF)
    assert list(BACK_OFF) == sorted(BACK_OFF)
    assert 2.9 < sum(BACK_OFF) / 86400 < 3.1
    assert after(500, attempt=len(BACK_OFF) + 1).state is WebhookDeliveryState.FAILED


def test_no_answer_concerns_the_whole_endpoint_and_so_do_five_failures_in_a_row() -> None:
    assert after(None).pause == 5
    assert after(500, failures=3).pause is None
    assert after(500, failures=4).pause == 1800
    assert after(None, failures=100).pause == BACK_OFF[-1]


@pytest.mark.parametrize(
    ("at_its_beginning", "now", "before"),
    [
        (0, 0, 0),
        (3, 3, 3),
        # Another failed meanwhile, that was under way beside it; so did two, one after the other.
        (0, 1, 0),
        (3, 5, 4),
        # Another was taken meanwhile.
        (3, 0, 0),
    ],
)
def test_what_fails_at_once_counts_as_one(at_its_beginning: int, now: int, before: int) -> None:
    assert failures_before(at_its_beginning, now) == before


def test_a_receiver_that_asks_for_time_gets_it_up_to_an_hour() -> None:
    assert after(429, retry_after=90.0) == Decision(WebhookDeliveryState.PENDING, again=90, pause=90)
    assert after(503, retry_after=999_999.0).again == 3600


def test_an_endpoint_that_is_gone_or_took_nothing_for_three_days_is_disabled() -> None:
    gone = Decision(WebhookDeliveryState.FAILED, disable=WebhookDisabledReason.GONE)
    failing = Decision(WebhookDeliveryState.FAILED, disable=WebhookDisabledReason.FAILING)
    assert after(410) == gone
    assert after(500, since=_DAYS) == after(None, since=_DAYS) == failing
    assert after(200, since=_DAYS).disable is None


def test_nothing_becomes_of_a_delivery_that_its_table_does_not_say() -> None:
    states = {after(status).state for status in (200, 410)} | {after(500, attempt=99).state}
    for state in states:
        WEBHOOK_DELIVERY_TRANSITIONS.require(WebhookDeliveryState.PENDING, state)


def test_a_redirect_is_said_to_be_one() -> None:
    assert "redirect" in str(problem_of(302))
    assert problem_of(204) is None

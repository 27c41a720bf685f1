"""What becomes of a delivery (product.md 5.5): sent, put off, given up, decided without I/O."""

from datetime import timedelta

import pytest

from services.invitations.deliveries.delivery_decision import (
    LONGEST_HELD,
    Delivered,
    Gate,
    GivenUp,
    PutOff,
    ReportedText,
    Sent,
    SentAgain,
    gate,
    of_report,
    outcome,
)
from services.invitations.invitations.invitation_facts import DELIVERY_TRANSITIONS, DeliveryState
from services.invitations.transport.delivery_problems import NotNow, Refused
from tests.invitations.decisions.stored import AT

SWITCHED_OFF, LANDLINE = 30003, 30006


def test_a_practice_that_may_send_sends_however_old_the_message_is() -> None:
    assert gate(may_send=True, created_at=AT, at=AT + 2 * LONGEST_HELD) is Gate.OPEN


def test_a_message_is_held_until_the_practice_confirms_its_address_and_for_a_week_at_most() -> None:
    assert gate(may_send=False, created_at=AT, at=AT + LONGEST_HELD) is Gate.HELD
    assert gate(may_send=False, created_at=AT, at=AT + LONGEST_HELD + timedelta(seconds=1)) is Gate.OVER


def test_what_was_taken_is_sent() -> None:
    assert outcome(None, attempt=6, attempts=6) == Sent()


def test_what_is_refused_for_good_is_given_up_at_once() -> None:
    refused = Refused("There is no mailbox with this email address.")
    assert outcome(refused, attempt=1, attempts=6) == GivenUp(refused.reason)


def test_what_may_pass_is_put_off_until_the_last_attempt() -> None:
    away = NotNow("The mail server could not be reached.")
    decided = [outcome(away, attempt=each, attempts=6) for each in range(1, 7)]
    assert decided == [PutOff(away.reason)] * 5 + [GivenUp(away.reason)]


def text(state: DeliveryState = DeliveryState.SENT, attempts: int = 1) -> ReportedText:
    return ReportedText(state, attempts, round=1)


def test_a_text_that_arrived_is_delivered_once() -> None:
    assert of_report(text(), status="delivered", code=None) == Delivered()
    assert of_report(text(DeliveryState.DELIVERED), status="delivered", code=None) is None


def test_a_report_that_comes_late_does_not_undo_that_a_text_arrived() -> None:
    assert of_report(text(DeliveryState.DELIVERED), status="undelivered", code=SWITCHED_OFF) is None


@pytest.mark.parametrize("state", DeliveryState)
@pytest.mark.parametrize("status", ["delivered", "undelivered"])
@pytest.mark.parametrize("code", [SWITCHED_OFF, LANDLINE])
def test_a_report_leads_where_the_table_says(state: DeliveryState, status: str, code: int) -> None:
    """product.md 5.5"""
    becomes = {
        Delivered: DeliveryState.DELIVERED,
        SentAgain: DeliveryState.QUEUED,
        GivenUp: DeliveryState.FAILED,
    }
    decided = of_report(text(state), status=status, code=code)
    wanted = DeliveryState.DELIVERED if status == "delivered" else DeliveryState.FAILED
    assert (decided is not None) is DELIVERY_TRANSITIONS.allow(state, wanted)
    if decided is not None:
        assert DELIVERY_TRANSITIONS.allow(state, becomes[type(decided)])


def test_a_report_of_an_earlier_text_is_old_news() -> None:
    assert of_report(None, status="failed", code=LANDLINE) is None


@pytest.mark.parametrize("status", ["queued", "sending", "sent", "", "something new"])
def test_what_is_said_on_the_way_changes_nothing(status: str) -> None:
    assert of_report(text(), status=status, code=None) is None


def test_a_phone_that_was_switched_off_gets_another_text_three_times_within_hours() -> None:
    decided = [
        of_report(text(attempts=each), status="undelivered", code=SWITCHED_OFF) for each in range(1, 5)
    ]
    again = [each.delay for each in decided if isinstance(each, SentAgain)]
    assert again == [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)]
    assert isinstance(decided[3], GivenUp)


def test_each_text_has_a_round_of_its_own_so_that_an_old_report_is_known() -> None:
    decided = of_report(text(), status="failed", code=SWITCHED_OFF)
    assert isinstance(decided, SentAgain)
    assert decided.round == 2
    assert "sent again later" in decided.detail


def test_a_landline_is_given_up_in_words_that_say_what_to_do() -> None:
    decided = of_report(text(DeliveryState.QUEUED), status="failed", code=LANDLINE)
    assert isinstance(decided, GivenUp)
    assert "Use a mobile number" in decided.reason
    assert isinstance(of_report(text(), status="failed", code=None), GivenUp)

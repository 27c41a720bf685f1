"""What becomes of a delivery: sent, put off, given up (product.md 5.5): rules without I/O."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from services.invitations.invitations.invitation_facts import DELIVERY_TRANSITIONS, DeliveryState
from services.invitations.transport import twilio_codes
from services.invitations.transport.delivery_problems import NotNow, Refused

#: A message of a practice that has not confirmed an address is held for at most this long (docs/adr/0019):
#: afterwards it has failed, with words.
LONGEST_HELD = datetime.timedelta(days=7)
#: Seconds until a text that did not reach the phone is sent again, by attempt.
_NOT_REACHED = (600, 3600, 6 * 3600)


class Gate(StrEnum):
    """Whether a message goes out now."""

    OPEN = "open"
    HELD = "held"
    OVER = "over"


def gate(*, may_send: bool, created_at: datetime.datetime, at: datetime.datetime) -> Gate:
    """Whether a message of a practice goes out, which `may_send` or has yet to confirm its address."""
    if may_send:
        return Gate.OPEN
    return Gate.OVER if created_at < at - LONGEST_HELD else Gate.HELD


@dataclass(frozen=True, slots=True)
class Sent:
    """The server has taken the message."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """It is tried again after its back-off; `reason` is in plain words."""

    reason: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """It is tried no more; `reason` is in plain words."""

    reason: str


def outcome(problem: Refused | NotNow | None, *, attempt: int, attempts: int) -> Sent | PutOff | GivenUp:
    """What follows from how an attempt ended, the first being 1, of at most so many `attempts`."""
    if problem is None:
        return Sent()
    if isinstance(problem, NotNow) and attempt < attempts:
        return PutOff(problem.reason)
    return GivenUp(problem.reason)


@dataclass(frozen=True, slots=True)
class ReportedText:
    """A text that the vendor reports of, after so many `attempts` to send it."""

    state: DeliveryState
    attempts: int
    round: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """The phone has it."""


@dataclass(frozen=True, slots=True)
class SentAgain:
    """It goes out again after `delay`, with a link of the next `round`."""

    round: int
    delay: datetime.timedelta
    detail: str


def of_report(
    text: ReportedText | None, *, status: str, code: int | None
) -> Delivered | SentAgain | GivenUp | None:
    """What follows from a report, which may come late, early or twice; None where nothing does.

    `text` is None where another took its place. A later failure does not undo that it has arrived.
    """
    if text is None:
        return None
    if status == "delivered" and DELIVERY_TRANSITIONS.allow(text.state, DeliveryState.DELIVERED):
        return Delivered()
    if status in ("undelivered", "failed") and DELIVERY_TRANSITIONS.allow(text.state, DeliveryState.FAILED):
        if code in twilio_codes.AGAIN and text.attempts <= len(_NOT_REACHED):
            delay = datetime.timedelta(seconds=_NOT_REACHED[max(0, text.attempts - 1)])
            return SentAgain(
                text.round + 1, delay, f"{twilio_codes.reason(code)} The text is sent again later."
            )
        return GivenUp(twilio_codes.reason(code))
    return None

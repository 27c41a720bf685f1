"""Events that are kept in order, on a real PostgreSQL: each once in effect, and none before its turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from chassis import context
from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.messaging.broker import BrokerUnavailable
from chassis.messaging.ordered_queue import OrderedEvent, take_in
from contracts.accounts.events import CLIENT_UPDATED
from contracts.envelope import Envelope
from contracts.errors import NotFound
from tests.chassis.test_exactly_once import database, note, noted

__all__ = ["database"]


def events(*numbers: int) -> list[OrderedEvent]:
    return [
        OrderedEvent(
            CLIENT_UPDATED,
            Envelope(f"message-{n:03}", CLIENT_UPDATED.type, "", "", "", "request"),
            {"n": n},
            "{}",
        )
        for n in numbers
    ]


def outcomes(database: Database, given: Sequence[OrderedEvent], failing: Any = None) -> list[str]:
    """What became of each; `failing` is a number and the error of its effect."""

    def effect(uow: UnitOfWork, new: Sequence[OrderedEvent]) -> None:
        for each in new:
            note(uow, each.data)
            if failing is not None and each.data["n"] == failing[0]:
                raise failing[1]

    with context.everywhere():
        found = take_in(database, "feed", given, effect)
    return ["taken in" if error is None else type(error).__name__ for error in found]


def test_they_are_taken_in_together_in_their_order(database: Database) -> None:
    assert outcomes(database, events(3, 1, 2)) == ["taken in"] * 3
    assert noted(database) == [3, 1, 2]


def test_what_comes_again_has_no_second_effect(database: Database) -> None:
    outcomes(database, events(1, 2))
    assert outcomes(database, events(2, 3, 3)) == ["taken in"] * 3
    assert noted(database) == [1, 2, 3]


def test_what_is_wrong_for_good_is_passed_over(database: Database) -> None:
    assert outcomes(database, events(1, 2, 3), (2, NotFound(what="client"))) == [
        "taken in",
        "NotFound",
        "taken in",
    ]
    assert noted(database) == [1, 3]


@pytest.mark.parametrize("at", [1, 2, 3])
def test_what_fails_for_now_is_overtaken_by_nothing(database: Database, at: int) -> None:
    assert outcomes(database, events(1, 2, 3), (at, BrokerUnavailable("away"))) == ["BrokerUnavailable"] * 3
    assert noted(database) == []
    assert outcomes(database, events(1, 2, 3)) == ["taken in"] * 3
    assert noted(database) == [1, 2, 3]

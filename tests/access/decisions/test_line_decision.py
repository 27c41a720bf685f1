"""What can be decided of a line of a review, and what its client's access is then (docs/adr/0074)."""

from __future__ import annotations

import datetime

import pytest

from contracts.access import AccessLevel, AccessReason, Reason, ReviewDecision
from services.access.access_reviews import line_decision
from services.access.access_reviews.line_decision import Taken
from services.access.client_access.grant_ends import MANAGER
from services.access.client_access.granted_access import Access

NOW = datetime.datetime(2026, 11, 2, 8, tzinfo=datetime.UTC)
LATER, EARLIER = NOW + datetime.timedelta(days=1), NOW - datetime.timedelta(days=1)
BOB, CY = "user_BOB", "user_CY"
KEEP, CHANGE, END = ReviewDecision
OWN: Reason = {"reason": AccessReason.COLLEAGUE, "level": AccessLevel.VIEW}
MANAGES: Reason = {"reason": AccessReason.ACCOUNT_MANAGER, "level": AccessLevel.MANAGE}
BY_TEAM: Reason = {
    "reason": AccessReason.TEAM, "team_id": "team_A", "name": "Payroll", "level": AccessLevel.WORK,
}  # fmt: skip
EVERYONE: Reason = {"reason": AccessReason.EVERYONE, "level": AccessLevel.MANAGE}
HELD = Access(False, [BOB, CY], ["team_A"], BOB, {BOB: LATER, MANAGER: LATER}, {BOB: AccessLevel.VIEW})


@pytest.mark.parametrize(
    ("now", "possible"),
    [
        ([OWN], [KEEP, CHANGE, END]),
        ([OWN, BY_TEAM], [KEEP, CHANGE, END]),
        ([MANAGES, EVERYONE], [KEEP, END]),
        ([BY_TEAM, EVERYONE], [KEEP]),
        ([], [END]),
    ],
)
def test_what_is_theirs_can_be_changed_or_taken(now: list[Reason], possible: list[ReviewDecision]) -> None:
    """product.md 2.5"""
    assert line_decision.possible(now, of_one_client=True) == possible


@pytest.mark.parametrize("now", [[EVERYONE], [OWN], [MANAGES]])
def test_of_many_clients_at_once_nothing_is_theirs(now: list[Reason]) -> None:
    assert line_decision.possible(now, of_one_client=False) == [KEEP]


def test_a_tag_is_of_what_they_may_and_until_when_in_any_order_and_not_of_a_teams_name() -> None:
    tag = line_decision.tag_of([OWN, BY_TEAM])
    renamed: Reason = {**BY_TEAM, "name": "Wages"}
    assert tag == line_decision.tag_of([renamed, OWN])
    higher: Reason = {**OWN, "level": AccessLevel.WORK}
    ending: Reason = {**OWN, "until": "2026-12-01T00:00:00Z"}
    others: tuple[list[Reason], ...] = (
        [OWN],
        [higher, BY_TEAM],
        [ending, BY_TEAM],
        [OWN, BY_TEAM, EVERYONE],
        [],
    )
    assert len({tag, *map(line_decision.tag_of, others)}) == len(others) + 1


def test_an_end_takes_what_is_theirs_alone() -> None:
    assert line_decision.decided(HELD, BOB, END, None, None) == Access(False, [CY], ["team_A"], None)


def test_a_change_is_of_their_own_grant_alone() -> None:
    changed = line_decision.decided(HELD, BOB, CHANGE, AccessLevel.WORK, None)
    assert changed == HELD._replace(ends={MANAGER: LATER}, levels={BOB: AccessLevel.WORK})
    ending = line_decision.decided(HELD, BOB, CHANGE, AccessLevel.MANAGE, LATER + datetime.timedelta(days=1))
    assert ending.ends[BOB] == LATER + datetime.timedelta(days=1)
    assert ending.levels == {}


def test_what_is_kept_stays_as_it_is() -> None:
    assert line_decision.decided(HELD, BOB, KEEP, None, None) == HELD


@pytest.mark.parametrize("decision", [END, CHANGE])
def test_what_is_given_back_is_what_there_was(decision: ReviewDecision) -> None:
    taken = line_decision.owned(HELD, BOB)
    kept = line_decision.read(line_decision.written(taken))
    after = line_decision.decided(HELD, BOB, decision, AccessLevel.WORK, None)
    assert line_decision.given_back(after, BOB, kept, NOW) == HELD


def test_what_would_have_ended_since_stays_away() -> None:
    taken = Taken(AccessLevel.WORK, EARLIER, manages=True, manages_until=EARLIER)
    without = Access(False, [CY], [], None)
    assert line_decision.given_back(without, BOB, taken, NOW) == without


def test_nobody_loses_a_client_that_they_manage_since() -> None:
    taken = Taken(None, None, manages=True, manages_until=None)
    others = Access(False, [], [], CY)
    assert line_decision.given_back(others, BOB, taken, NOW) == others


def test_the_first_of_several_decisions_is_what_is_taken_back() -> None:
    first = line_decision.written(Taken(AccessLevel.MANAGE, None, manages=False, manages_until=None))
    assert line_decision.to_give_back(HELD, BOB, first, untouched=True).level is AccessLevel.MANAGE
    assert line_decision.to_give_back(HELD, BOB, first, untouched=False).level is AccessLevel.VIEW
    assert line_decision.to_give_back(HELD, BOB, None, untouched=True).level is AccessLevel.VIEW

"""Whose a review of who reaches what is to decide, and until when (docs/adr/0074)."""

from __future__ import annotations

import pytest

from contracts.access import (
    AccessReviewNotReady,
    AccessReviewOver,
    AccessReviewScope,
    AccessReviewState,
    AccessReviewUndecided,
    StartAccessReview,
)
from contracts.errors import InvalidInput, RoleRequired
from services.access.access_reviews import review_decision
from services.access.access_reviews.review_decision import ReviewFacts

ANN, BEN, TEAM = "user_ANN", "user_BEN", "team_A"
OPEN = AccessReviewState.OPEN


def test_whoever_was_chosen_decides_alone_and_else_each_admin_does() -> None:
    review_decision.require_decidable(ANN, ReviewFacts(OPEN, None))
    review_decision.require_decidable(ANN, ReviewFacts(OPEN, ANN))
    with pytest.raises(RoleRequired):
        review_decision.require_decidable(BEN, ReviewFacts(OPEN, ANN))


@pytest.mark.parametrize("state", [AccessReviewState.SIGNED_OFF, AccessReviewState.CANCELLED])
def test_what_is_over_is_not_decided_again(state: AccessReviewState) -> None:
    with pytest.raises(AccessReviewOver):
        review_decision.require_decidable(ANN, ReviewFacts(state, None))
    with pytest.raises(AccessReviewOver):
        review_decision.require_open(ReviewFacts(state, None), AccessReviewState.CANCELLED)


def test_it_is_signed_off_once_every_line_is_taken_down_and_decided() -> None:
    review_decision.require_decided(0, ready=True)
    with pytest.raises(AccessReviewUndecided):
        review_decision.require_decided(1, ready=True)
    with pytest.raises(AccessReviewNotReady):
        review_decision.require_decided(0, ready=False)


@pytest.mark.parametrize(
    ("scope", "named", "at"),
    [
        (AccessReviewScope.TEAM, {}, "/team_id"),
        (AccessReviewScope.COLLEAGUE, {}, "/user_id"),
        (AccessReviewScope.COLLEAGUE, {"team_id": TEAM, "user_id": BEN}, "/team_id"),
        (AccessReviewScope.EVERYONE, {"user_id": BEN}, "/user_id"),
    ],
)
def test_a_review_names_whom_it_is_of_and_nobody_else(
    scope: AccessReviewScope, named: dict[str, str], at: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        review_decision.require_subject(StartAccessReview(scope=scope, **named))
    assert [each["pointer"] for each in refused.value.errors] == [at]


def test_a_review_that_names_whom_it_is_of_is_started() -> None:
    review_decision.require_subject(StartAccessReview(scope=AccessReviewScope.EVERYONE))
    review_decision.require_subject(StartAccessReview(scope=AccessReviewScope.TEAM, team_id=TEAM))
    review_decision.require_subject(StartAccessReview(scope=AccessReviewScope.COLLEAGUE, user_id=BEN))

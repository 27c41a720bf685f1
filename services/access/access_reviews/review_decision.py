"""Whose a review is to decide, and until when: decided from facts alone."""

from __future__ import annotations

from typing import NamedTuple

from contracts.access import (
    ACCESS_REVIEW_TRANSITIONS,
    AccessReviewNotReady,
    AccessReviewOver,
    AccessReviewScope,
    AccessReviewState,
    AccessReviewUndecided,
    StartAccessReview,
)
from contracts.errors import InvalidInput, RoleRequired

_SUBJECTS = {AccessReviewScope.TEAM: "team_id", AccessReviewScope.COLLEAGUE: "user_id"}


class ReviewFacts(NamedTuple):
    """What counts of a review when somebody decides in it. `reviewer_id` is of who was chosen and is an admin
    still; None, each admin may.
    """

    state: str
    reviewer_id: str | None


def require_subject(request: StartAccessReview) -> None:
    """A review of a team or of a colleague names it, and nothing else. Raises `InvalidInput`."""
    wanted = _SUBJECTS.get(request.scope)
    for field, value in (("team_id", request.team_id), ("user_id", request.user_id)):
        if field == wanted and value is None:
            raise InvalidInput.at(f"/{field}", "required", "Choose whose access the review is of.")
        if field != wanted and value is not None:
            message = f"Leave this out of a review of scope {request.scope}."
            raise InvalidInput.at(f"/{field}", "not_of_this_scope", message)


def decides(user_id: str, review: ReviewFacts) -> bool:
    """Whether an admin may decide in it."""
    return review.reviewer_id in (None, user_id)


def require_decidable(user_id: str, review: ReviewFacts, to: AccessReviewState | None = None) -> None:
    """Of an admin who decides in it, or ends it. Raises `RoleRequired`, `AccessReviewOver`."""
    if not decides(user_id, review):
        raise RoleRequired(role="of the reviewer who was chosen")
    require_open(review, to or AccessReviewState.SIGNED_OFF)


def require_open(review: ReviewFacts, to: AccessReviewState) -> None:
    """Raises `AccessReviewOver`."""
    if not ACCESS_REVIEW_TRANSITIONS.allow(review.state, to):
        raise AccessReviewOver(state=review.state.replace("_", " "))


def require_decided(undecided: int, *, ready: bool) -> None:
    """Raises `AccessReviewNotReady`, `AccessReviewUndecided`."""
    if not ready:
        raise AccessReviewNotReady()
    if undecided:
        raise AccessReviewUndecided(count=undecided)

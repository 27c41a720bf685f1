"""Looking through who reaches which client, and deciding line by line (docs/adr/0074)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.access.pages import PageQuery
from contracts.access.states import (
    AccessReviewScope,
    AccessReviewState,
    PracticeRole,
)
from contracts.errors import Refusal
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape, given
from contracts.values import (
    AccessReviewId,
    Count,
    Cursor,
    Limit,
    TeamId,
    Timestamp,
    UserId,
)


class AccessReviewOver(Refusal):
    """docs/adr/0074"""

    code = "access_review_over"
    status = 409
    title = "This review is over"
    template = "The review is {state} already. Start another to look at access again."


class AccessReviewNotReady(Refusal):
    """docs/adr/0074"""

    code = "access_review_not_ready"
    status = 409
    title = "This review is being taken down"
    template = "Who reaches what is still being taken down. Look again in a moment."


class AccessReviewUndecided(Refusal):
    """docs/adr/0074"""

    code = "access_review_undecided"
    status = 409
    title = "Lines of this review wait for a decision"
    template = "Lines without a decision: {count}. Decide them, then sign off."


class ReviewedName(TypedDict):
    """Somebody or something by the name it had when the review began."""

    id: str
    name: str


class AccessReview(TypedDict):
    """`team` and `colleague` say whose access it is of, where its scope is one of these. `reviewer` is the
    only one who decides, while they are an admin; null, every admin may.
    """

    id: AccessReviewId
    scope: AccessReviewScope
    team: ReviewedName | None
    colleague: ReviewedName | None
    reviewer: ReviewedName | None
    state: AccessReviewState
    started_by: ReviewedName
    started_at: Timestamp
    ended_by: Annotated[ReviewedName, Described("Who signed it off, or cancelled it")] | None
    ended_at: Timestamp | None
    colleagues: Annotated[Count, Described("How many colleagues it is of")]
    ready: Annotated[bool, Described("Whether all of its lines are taken down, which takes moments")]
    lines: Count
    kept: Count
    changed: Count
    ended: Count
    digest: Annotated[str, Described("SHA-256 of its file of lines, once it is signed off")] | None
    may_decide: Annotated[bool, Described("Whether it is yours to decide")]


class ReviewedColleague(TypedDict):
    """A colleague whom a review is of, with how far it is with them."""

    user_id: UserId
    name: str
    role: Annotated[PracticeRole, Described("Theirs when the review began")]
    last_signed_in_at: (
        Annotated[Timestamp, Described("Their last request on record here when the review began")] | None
    )
    ready: Annotated[bool, Described("Whether their lines are taken down")]
    lines: Count
    kept: Count
    changed: Count
    ended: Count


class AccessReviewPage(TypedDict):
    items: list[AccessReview]
    next_cursor: str | None


class ReviewedColleaguePage(TypedDict):
    items: list[ReviewedColleague]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StartAccessReview(RequestShape):
    """Of all colleagues, of those of `team_id`, or of the one of `user_id`."""

    scope: Annotated[AccessReviewScope, Labelled("whose access it is of")]
    team_id: TeamId | None = None
    user_id: UserId | None = None
    reviewer_id: Annotated[UserId, Described("The admin who decides; left out, each of them may")] | None = (
        None
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class ListAccessReviews(RequestShape):
    state: Annotated[AccessReviewState, Labelled("a state")] | None = None
    user_id: Annotated[UserId, Described("Only those of this one colleague")] | None = None
    limit: Limit = 50
    cursor: AccessReviewId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OneAccessReview(RequestShape):
    review_id: AccessReviewId


@dataclass(frozen=True, kw_only=True, slots=True)
class ListReviewedColleagues(PageQuery):
    review_id: AccessReviewId
    user_id: UserId | None = None


START_ACCESS_REVIEW = Call("access", "start_access_review", StartAccessReview, AccessReview, "write")
LIST_ACCESS_REVIEWS = Call("access", "list_access_reviews", ListAccessReviews, AccessReviewPage, "read")
GET_ACCESS_REVIEW = Call("access", "get_access_review", OneAccessReview, AccessReview, "read")
LIST_REVIEWED_COLLEAGUES = Call(
    "access", "list_reviewed_colleagues", ListReviewedColleagues, ReviewedColleaguePage, "read"
)
SIGN_OFF_ACCESS_REVIEW = Call("access", "sign_off_access_review", OneAccessReview, AccessReview, "write")
CANCEL_ACCESS_REVIEW = Call("access", "cancel_access_review", OneAccessReview, AccessReview, "write")


def start_access_review(
    rpc: Rpc,
    *,
    scope: str,
    team_id: str | None = None,
    user_id: str | None = None,
    reviewer_id: str | None = None,
) -> AccessReview:
    """Take down who reaches what, to be decided. Raises `RoleRequired`, `InvalidInput`."""
    return rpc.call(
        START_ACCESS_REVIEW,
        StartAccessReview(
            scope=given(AccessReviewScope, scope), team_id=team_id, user_id=user_id, reviewer_id=reviewer_id
        ),
    )


def list_access_reviews(
    rpc: Rpc,
    *,
    state: str | None = None,
    user_id: UserId | None = None,
    limit: Limit = 50,
    cursor: AccessReviewId | None = None,
) -> AccessReviewPage:
    """The practice's reviews, newest first. Raises `RoleRequired`."""
    query = ListAccessReviews(
        state=given(AccessReviewState, state), user_id=user_id, limit=limit, cursor=cursor
    )
    return rpc.call(LIST_ACCESS_REVIEWS, query)


def get_access_review(rpc: Rpc, review_id: str) -> AccessReview:
    """One review. Raises `RoleRequired`, `NotFound`."""
    return rpc.call(GET_ACCESS_REVIEW, OneAccessReview(review_id=review_id))


def list_reviewed_colleagues(
    rpc: Rpc,
    review_id: str,
    *,
    user_id: UserId | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> ReviewedColleaguePage:
    """Whom a review is of, by name. Raises `RoleRequired`, `NotFound`."""
    query = ListReviewedColleagues(review_id=review_id, user_id=user_id, limit=limit, cursor=cursor)
    return rpc.call(LIST_REVIEWED_COLLEAGUES, query)


def sign_off_access_review(rpc: Rpc, review_id: str) -> AccessReview:
    """End a review whose lines are all decided. Raises `RoleRequired`, `NotFound`, `AccessReviewOver`,
    `AccessReviewNotReady`, `AccessReviewUndecided`.
    """
    return rpc.call(SIGN_OFF_ACCESS_REVIEW, OneAccessReview(review_id=review_id))


def cancel_access_review(rpc: Rpc, review_id: str) -> AccessReview:
    """Give a review up; what it changed stays so. Raises `RoleRequired`, `NotFound`, `AccessReviewOver`."""
    return rpc.call(CANCEL_ACCESS_REVIEW, OneAccessReview(review_id=review_id))

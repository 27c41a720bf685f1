"""The lines of a review of who reaches what, and deciding them (docs/adr/0074)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypedDict

from contracts.access.access_ends import Until
from contracts.access.access_reasons import Reason
from contracts.access.access_reviews import OneAccessReview, ReviewedName
from contracts.access.pages import PageQuery, SentMessages
from contracts.access.states import AccessLevel, ReviewDecision
from contracts.errors import Refusal
from contracts.fields import Text
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, given
from contracts.values import (
    AccessReviewId,
    AccessReviewLineId,
    Count,
    Cursor,
    Limit,
    Timestamp,
    UserId,
)


class AccessChangedSince(Refusal):
    """docs/adr/0074"""

    code = "access_changed_since"
    status = 409
    title = "This access was changed meanwhile"
    template = "This access was changed since you saw it. Look at what it is now, and decide again."


class DecisionNotPossible(Refusal):
    """docs/adr/0074"""

    code = "decision_not_possible"
    status = 409
    title = "This cannot be decided here"
    template = (
        "Of this line you can decide: {possible}. What comes by a role, by a team or with everybody else is "
        "changed there."
    )


class ReviewTooLong(Refusal):
    """docs/adr/0078"""

    code = "review_too_long"
    status = 409
    title = "This review is too long for a PDF"
    template = (
        "A PDF has at most {most} lines, and this review has {lines}. Take its CSV file, which has them all."
    )


class ReviewLine(TypedDict):
    """How a colleague reached a client when the review began. What every admin sees by role, and everybody of
    the practice, is one line each, with how many clients that are, and without `client`.

    `now` is how they reach it at the moment; a decision is of that, and names it by `access_tag`.
    """

    id: AccessReviewLineId
    colleague: ReviewedName
    client: ReviewedName | None
    clients: Count
    reasons: list[Reason]
    level: AccessLevel
    last_change_at: (
        Annotated[
            Timestamp,
            Described("What they last did with the client that the audit trail has, which looking is not"),
        ]
        | None
    )
    decision: ReviewDecision | None
    new_level: Annotated[AccessLevel, Described("What it was changed to")] | None
    new_until: Annotated[Timestamp, Described("When it ends since it was changed")] | None
    decided_by: ReviewedName | None
    decided_at: Timestamp | None
    now: list[Reason]
    changed_since: Annotated[
        bool, Described("Whether it was changed elsewhere, since the review began or since the decision")
    ]
    access_tag: str
    possible: Annotated[list[ReviewDecision], Described("What can be decided of it now")]


class ReviewLineWithMessages(ReviewLine, SentMessages):
    pass


class ReviewLinePage(TypedDict):
    items: list[ReviewLine]
    next_cursor: str | None


class ReviewFilePart(TypedDict):
    csv: str
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ListReviewLines(PageQuery):
    review_id: AccessReviewId
    user_id: UserId | None = None
    undecided: Annotated[bool, Described("Only those without a decision")] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class OneReviewLine(OneAccessReview):
    line_id: AccessReviewLineId


@dataclass(frozen=True, kw_only=True, slots=True)
class DecideReviewLine(OneReviewLine):
    """`keep` leaves what they have. `change` gives what they were given themselves another `level` and end,
    or none. `end` takes what is theirs: their own access, and managing the client. Where the line's
    `access_tag` is left out, it is that of when the review began; what was changed since is refused.
    """

    decision: Annotated[ReviewDecision, Labelled("a decision")]
    level: Annotated[AccessLevel, Labelled("a level")] | None = None
    until: Until | None = None
    access_tag: Annotated[str, Text("what they have now", longest=64)] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GetReviewFile(OneAccessReview):
    cursor: Cursor | None = None


LIST_REVIEW_LINES = Call("access", "list_review_lines", ListReviewLines, ReviewLinePage, "read")
DECIDE_REVIEW_LINE = Call("access", "decide_review_line", DecideReviewLine, ReviewLineWithMessages, "write")
UNDO_REVIEW_DECISION = Call("access", "undo_review_decision", OneReviewLine, ReviewLineWithMessages, "write")
GET_REVIEW_FILE = Call("access", "get_review_file", GetReviewFile, ReviewFilePart, "read")


def list_review_lines(
    rpc: Rpc,
    review_id: str,
    *,
    user_id: UserId | None = None,
    undecided: bool = False,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> ReviewLinePage:
    """A review's lines, by colleague and client. Raises `RoleRequired`, `NotFound`."""
    query = ListReviewLines(
        review_id=review_id, user_id=user_id, undecided=undecided, limit=limit, cursor=cursor
    )
    return rpc.call(LIST_REVIEW_LINES, query)


def decide_review_line(
    rpc: Rpc,
    review_id: str,
    line_id: str,
    decision: str,
    *,
    level: AccessLevel | None = None,
    until: datetime | None = None,
    access_tag: str | None = None,
) -> ReviewLineWithMessages:
    """Keep, change or end. Raises `RoleRequired`, `NotFound`, `AccessReviewOver`, `AccessChangedSince`,
    `DecisionNotPossible`, `InvalidInput`.
    """
    wanted = DecideReviewLine(
        review_id=review_id,
        line_id=line_id,
        decision=given(ReviewDecision, decision),
        level=level,
        until=until,
        access_tag=access_tag,
    )
    return rpc.call(DECIDE_REVIEW_LINE, wanted)


def undo_review_decision(rpc: Rpc, review_id: str, line_id: str) -> ReviewLineWithMessages:
    """Take a decision back, and what it did to the access unless that was changed since.

    Raises `RoleRequired`, `NotFound`, `AccessReviewOver`.
    """
    return rpc.call(UNDO_REVIEW_DECISION, OneReviewLine(review_id=review_id, line_id=line_id))


def review_file(rpc: Rpc, review_id: str) -> Iterator[str]:
    """A review's lines as CSV, in parts. Raises `RoleRequired`, `NotFound`."""
    part = rpc.call(GET_REVIEW_FILE, GetReviewFile(review_id=review_id))
    yield part["csv"]
    while part["next_cursor"] is not None:
        part = rpc.call(GET_REVIEW_FILE, GetReviewFile(review_id=review_id, cursor=part["next_cursor"]))
        yield part["csv"]

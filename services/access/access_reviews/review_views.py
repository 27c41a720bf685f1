"""Reviews as they are listed and shown, with whom they are of: for admins."""

from __future__ import annotations

from sqlalchemy import select, tuple_

from chassis.database import paging
from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import (
    AccessReview,
    AccessReviewPage,
    AccessReviewScope,
    AccessReviewState,
    ListAccessReviews,
    ListReviewedColleagues,
    PracticeRole,
    ReviewedColleaguePage,
    ReviewedName,
)
from contracts.moments import moment
from services.access import permissions
from services.access.access_reviews import review_decision, review_rows
from services.access.access_reviews.review_rows import ReviewRow
from services.access.tables import AccessReview as Review
from services.access.tables import AccessReviewColleague


def page(database: Database, caller: Caller, query: ListAccessReviews) -> AccessReviewPage:
    """The practice's, newest first. Raises `RoleRequired`."""
    with database.read() as connection:
        actor = permissions.admin(connection, caller)
        found = review_rows.ROW.where(Review.practice_id == actor.account_id)
        if query.state is not None:
            found = found.where(Review.state == query.state)
        if query.user_id is not None:
            found = found.where(Review.user_id == query.user_id)
        if query.cursor is not None:
            found = found.where(Review.id < query.cursor)
        found = found.order_by(Review.id.desc()).limit(query.limit + 1)
        rows = [ReviewRow._make(row) for row in connection.execute(found)]
    shown = rows[: query.limit]
    return {
        "items": [view(row, actor.user_id) for row in shown],
        "next_cursor": shown[-1].id if len(rows) > len(shown) else None,
    }


def get(database: Database, caller: Caller, review_id: str) -> AccessReview:
    """One review. Raises `RoleRequired`, `NotFound`."""
    with database.read() as connection:
        actor = permissions.admin(connection, caller)
        return view(review_rows.find(connection, actor.account_id, review_id), actor.user_id)


def colleagues(database: Database, caller: Caller, query: ListReviewedColleagues) -> ReviewedColleaguePage:
    """Whom a review is of, by name. Raises `RoleRequired`, `NotFound`."""
    after = paging.read_cursor(query.cursor, str, str)
    whose = AccessReviewColleague
    with database.read() as connection:
        actor = permissions.admin(connection, caller)
        review_rows.find(connection, actor.account_id, query.review_id)
        found = (
            select(
                whose.user_id, whose.name, whose.role, whose.last_signed_in_at,
                whose.ready, whose.lines, whose.kept, whose.changed, whose.ended,
            )
            .where(whose.review_id == query.review_id)
            .order_by(whose.name, whose.user_id)
            .limit(query.limit + 1)
        )  # fmt: skip
        if query.user_id is not None:
            found = found.where(whose.user_id == query.user_id)
        if after is not None:
            found = found.where(tuple_(whose.name, whose.user_id) > tuple_(*after))
        rows = connection.execute(found).all()
    shown = paging.page(rows, query.limit, lambda row: (row.name, row.user_id))
    return {
        "items": [
            {
                "user_id": row.user_id,
                "name": row.name,
                "role": PracticeRole(row.role),
                "last_signed_in_at": moment(row.last_signed_in_at) if row.last_signed_in_at else None,
                "ready": row.ready,
                "lines": row.lines,
                "kept": row.kept,
                "changed": row.changed,
                "ended": row.ended,
            }
            for row in shown["items"]
        ],
        "next_cursor": shown["next_cursor"],
    }


def view(row: ReviewRow, user_id: str) -> AccessReview:
    """A review as an admin sees it."""
    return {
        "id": row.id,
        "scope": AccessReviewScope(row.scope),
        "team": _named(row.team_id, row.subject_name),
        "colleague": _named(row.user_id, row.subject_name),
        "reviewer": _named(row.reviewer_id, row.reviewer_name),
        "state": AccessReviewState(row.state),
        "started_by": {"id": row.started_by, "name": row.starter_name or ""},
        "started_at": moment(row.started_at),
        "ended_by": _named(row.ended_by, row.ender_name),
        "ended_at": moment(row.ended_at) if row.ended_at is not None else None,
        "colleagues": row.colleagues,
        "ready": row.ready,
        "lines": row.lines,
        "kept": row.kept,
        "changed": row.changed,
        "ended": row.ended,
        "digest": row.digest,
        "may_decide": row.state == AccessReviewState.OPEN and review_decision.decides(user_id, row.facts()),
    }


def _named(identity: str | None, name: str | None) -> ReviewedName | None:
    return None if identity is None else {"id": identity, "name": name or ""}

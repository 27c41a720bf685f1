"""Reviews that are signed off or given up."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from contracts.access import AccessReview, AccessReviewState, OneAccessReview
from services.access import permissions
from services.access.access_reviews import review_decision, review_file, review_rows, review_views
from services.access.access_reviews.review_rows import ReviewRow
from services.access.activity import audit_lines
from services.access.members.member_facts import Actor


def sign_off(database: Database, request: Request[OneAccessReview]) -> AccessReview:
    """End a review whose lines are all decided; the audit trail has the digest of its file.

    Raises `RoleRequired`, `NotFound`, `AccessReviewOver`, `AccessReviewUndecided`.
    """
    with database.unit_of_work(request) as uow:
        actor = permissions.admin(uow.connection, request.caller)
        review = review_rows.lock(uow, actor.account_id, request.data.review_id)
        review_decision.require_decidable(actor.user_id, review.facts())
        review_decision.require_decided(review.undecided, ready=review.ready)
        digest = review_file.digest(uow.connection, review.id)
        noted = {
            "lines": review.lines,
            "lines_kept": review.kept,
            "lines_changed": review.changed,
            "lines_ended": review.ended,
            "digest": digest,
        }
        return uow.answer(_end(uow, actor, review, AccessReviewState.SIGNED_OFF, digest, noted))


def cancel(database: Database, request: Request[OneAccessReview]) -> AccessReview:
    """Give a review up, which any admin may; what was decided in it stays done.

    Raises `RoleRequired`, `NotFound`, `AccessReviewOver`.
    """
    with database.unit_of_work(request) as uow:
        actor = permissions.admin(uow.connection, request.caller)
        review = review_rows.lock(uow, actor.account_id, request.data.review_id)
        review_decision.require_open(review.facts(), AccessReviewState.CANCELLED)
        return uow.answer(_end(uow, actor, review, AccessReviewState.CANCELLED, None, {}))


def _end(
    uow: UnitOfWork, actor: Actor, review: ReviewRow, state: AccessReviewState, digest: str | None,
    noted: dict[str, object],
) -> AccessReview:  # fmt: skip
    review_rows.end(uow, review.id, state, actor.user_id, digest)
    of_team: dict[str, object] = {} if review.team_id is None else {"team_id": review.team_id}
    audit_lines.note(
        uow, f"access_review.{state}", practice_id=actor.account_id, actor_id=actor.user_id, client_id=None,
        user_id=review.user_id, before=None, after={"review_id": review.id, "scope": review.scope, **noted},
        **of_team,
    )  # fmt: skip
    ended = review_rows.find(uow.connection, actor.account_id, review.id)
    return review_views.view(ended, actor.user_id)

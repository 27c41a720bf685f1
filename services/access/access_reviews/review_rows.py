"""Reviews as they are found, locked and changed."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, func, insert, null, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from chassis.database.unit_of_work import UnitOfWork, now
from contracts.access import AccessReviewState, ReviewDecision
from contracts.access.states import ADMINS, MembershipStatus
from contracts.errors import NotFound
from services.access.access_reviews.review_decision import ReviewFacts
from services.access.tables import AccessReview, AccessReviewColleague, Membership, User

_COUNTED: dict[ReviewDecision, InstrumentedAttribute[int]] = {
    ReviewDecision.KEEP: AccessReviewColleague.kept,
    ReviewDecision.CHANGE: AccessReviewColleague.changed,
    ReviewDecision.END: AccessReviewColleague.ended,
}


class ReviewRow(NamedTuple):
    """A review with the names of whom it names, and how far it is."""

    id: str
    practice_id: str
    scope: str
    team_id: str | None
    user_id: str | None
    subject_name: str | None
    reviewer_id: str | None
    state: str
    started_by: str
    started_at: datetime.datetime
    ended_by: str | None
    ended_at: datetime.datetime | None
    digest: str | None
    reviewer_name: str | None
    starter_name: str | None
    ender_name: str | None
    reviewing_id: str | None
    colleagues: int
    ready: bool
    lines: int
    kept: int
    changed: int
    ended: int

    def facts(self) -> ReviewFacts:
        return ReviewFacts(self.state, self.reviewing_id)

    @property
    def undecided(self) -> int:
        return self.lines - self.kept - self.changed - self.ended


_reviewer, _reviewer_here = aliased(User), aliased(Membership)
_starter, _starter_here = aliased(User), aliased(Membership)
_ender, _ender_here = aliased(User), aliased(Membership)
_so_far = (
    select(
        func.count().label("colleagues"),
        func.coalesce(func.bool_and(AccessReviewColleague.ready), true()).label("ready"),
        func.coalesce(func.sum(AccessReviewColleague.lines), 0).label("lines"),
        func.coalesce(func.sum(AccessReviewColleague.kept), 0).label("kept"),
        func.coalesce(func.sum(AccessReviewColleague.changed), 0).label("changed"),
        func.coalesce(func.sum(AccessReviewColleague.ended), 0).label("ended"),
    )
    .where(AccessReviewColleague.review_id == AccessReview.id)
    .lateral()
)


def _here(member: type[Membership], user_id: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    return and_(member.user_id == user_id, member.account_id == AccessReview.practice_id)


#: A `ReviewRow`.
ROW = (
    select(
        AccessReview.id, AccessReview.practice_id, AccessReview.scope, AccessReview.team_id,
        AccessReview.user_id, AccessReview.subject_name, AccessReview.reviewer_id, AccessReview.state,
        AccessReview.started_by, AccessReview.started_at, AccessReview.ended_by, AccessReview.ended_at,
        AccessReview.digest,
        func.coalesce(_reviewer_here.name, _reviewer.name).label("reviewer_name"),
        func.coalesce(_starter_here.name, _starter.name).label("starter_name"),
        func.coalesce(_ender_here.name, _ender.name).label("ender_name"),
        case(
            (
                _reviewer_here.role.in_(ADMINS) & (_reviewer_here.status == MembershipStatus.ACTIVE),
                AccessReview.reviewer_id,
            ),
            else_=null(),
        ).label("reviewing_id"),
        *_so_far.c,
    )
    .outerjoin(_reviewer, _reviewer.id == AccessReview.reviewer_id)
    .outerjoin(_reviewer_here, _here(_reviewer_here, AccessReview.reviewer_id))
    .outerjoin(_starter, _starter.id == AccessReview.started_by)
    .outerjoin(_starter_here, _here(_starter_here, AccessReview.started_by))
    .outerjoin(_ender, _ender.id == AccessReview.ended_by)
    .outerjoin(_ender_here, _here(_ender_here, AccessReview.ended_by))
    .join(_so_far, true())
)  # fmt: skip


def find(connection: Connection, practice_id: str, review_id: str) -> ReviewRow:
    """A review of the practice. Raises `NotFound`."""
    query = ROW.where(AccessReview.practice_id == practice_id, AccessReview.id == review_id)
    row = connection.execute(query).first()
    if row is None:
        raise NotFound(what="review")
    return ReviewRow._make(row)


def lock(uow: UnitOfWork, practice_id: str, review_id: str, *, shared: bool = False) -> ReviewRow:
    """The review, which nobody else ends meanwhile; `shared` is for who decides in it. Raises `NotFound`."""
    query = select(AccessReview.id).where(AccessReview.id == review_id).with_for_update(read=shared)
    uow.execute(query)
    return find(uow.connection, practice_id, review_id)


def add(uow: UnitOfWork, **values: object) -> None:
    uow.execute(insert(AccessReview).values(state=AccessReviewState.OPEN, started_at=now(), **values))


def end(
    uow: UnitOfWork, review_id: str, state: AccessReviewState, actor_id: str, digest: str | None = None
) -> None:
    ended = {"state": state, "ended_by": actor_id, "ended_at": now(), "digest": digest}
    uow.execute(update(AccessReview).where(AccessReview.id == review_id).values(ended))


def count(
    uow: UnitOfWork, review_id: str, user_id: str, before: ReviewDecision | None, after: ReviewDecision | None
) -> None:
    """A line of a colleague has another decision than before, or none."""
    changes: dict[str, object] = {}
    for decision, step in ((before, -1), (after, 1)):
        if decision is not None and before is not after:
            changes[_COUNTED[decision].key] = _COUNTED[decision] + step
    if changes:
        which = (AccessReviewColleague.review_id == review_id, AccessReviewColleague.user_id == user_id)
        uow.execute(update(AccessReviewColleague).where(*which).values(changes))

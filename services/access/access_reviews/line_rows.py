"""A review's lines as they are found, locked and decided."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from chassis.database.unit_of_work import UnitOfWork, now
from contracts.access import AccessLevel, AccessReason, Reason, ReviewDecision
from contracts.errors import NotFound
from services.access.access_reviews import line_decision, review_rows
from services.access.access_reviews.line_decision import Taken
from services.access.members.member_facts import Actor
from services.access.tables import AccessReviewColleague, AccessReviewLine


class LineRow(NamedTuple):
    """A line with what its colleague was called."""

    id: str
    review_id: str
    place: int
    user_id: str
    client_id: str | None
    client_name: str | None
    clients: int
    reasons: list[Reason]
    level: str
    last_change_at: datetime.datetime | None
    decision: str | None
    new_level: str | None
    new_until: datetime.datetime | None
    decided_by: str | None
    decided_by_name: str | None
    decided_at: datetime.datetime | None
    left_reasons: list[Reason] | None
    taken: dict[str, str | bool | list[str] | None] | None
    written: str | None
    colleague_name: str
    role: str
    last_signed_in_at: datetime.datetime | None

    @property
    def reached(self) -> tuple[str, str | None, AccessReason]:
        """What is looked up to see how it is now."""
        return self.user_id, self.client_id, AccessReason(self.reasons[0]["reason"])

    @property
    def decided(self) -> ReviewDecision | None:
        return None if self.decision is None else ReviewDecision(self.decision)


#: A `LineRow`.
ROW = select(
    AccessReviewLine.id, AccessReviewLine.review_id, AccessReviewLine.place, AccessReviewLine.user_id,
    AccessReviewLine.client_id, AccessReviewLine.client_name, AccessReviewLine.clients,
    AccessReviewLine.reasons, AccessReviewLine.level, AccessReviewLine.last_change_at,
    AccessReviewLine.decision, AccessReviewLine.new_level, AccessReviewLine.new_until,
    AccessReviewLine.decided_by, AccessReviewLine.decided_by_name, AccessReviewLine.decided_at,
    AccessReviewLine.left_reasons, AccessReviewLine.taken, AccessReviewLine.written,
    AccessReviewColleague.name.label("colleague_name"), AccessReviewColleague.role,
    AccessReviewColleague.last_signed_in_at,
).join(
    AccessReviewColleague,
    (AccessReviewColleague.review_id == AccessReviewLine.review_id)
    & (AccessReviewColleague.user_id == AccessReviewLine.user_id),
)  # fmt: skip


def find(connection: Connection, review_id: str, line_id: str) -> LineRow:
    """A line of the review. Raises `NotFound`."""
    query = ROW.where(AccessReviewLine.review_id == review_id, AccessReviewLine.id == line_id)
    row = connection.execute(query).first()
    if row is None:
        raise NotFound(what="line")
    return LineRow._make(row)


def lock(uow: UnitOfWork, review_id: str, line_id: str) -> LineRow:
    """The line, which nobody else decides meanwhile. Raises `NotFound`."""
    uow.execute(select(AccessReviewLine.id).where(AccessReviewLine.id == line_id).with_for_update())
    return find(uow.connection, review_id, line_id)


def decide(
    uow: UnitOfWork, line: LineRow, actor: Actor, decision: ReviewDecision, *,
    left: list[Reason], taken: Taken | None,
    level: AccessLevel | None = None, until: datetime.datetime | None = None,
) -> None:  # fmt: skip
    """Write a decision."""
    kept = None if taken is None else line_decision.written(taken)
    _write(
        uow, line, decision, new_level=level, new_until=until, decided_by=actor.user_id,
        decided_by_name=actor.user_name, decided_at=now(), left_reasons=left, taken=kept,
    )  # fmt: skip


def undo(uow: UnitOfWork, line: LineRow) -> None:
    """Take the decision away."""
    _write(
        uow, line, None, new_level=None, new_until=None, decided_by=None, decided_by_name=None,
        decided_at=None, left_reasons=None, taken=None, written=None,
    )  # fmt: skip


def keep_written(uow: UnitOfWork, line_id: str, written: str) -> None:
    """What the review's file has of it from now on."""
    uow.execute(update(AccessReviewLine).where(AccessReviewLine.id == line_id).values(written=written))


def _write(uow: UnitOfWork, line: LineRow, decision: ReviewDecision | None, **values: object) -> None:
    change = update(AccessReviewLine).where(AccessReviewLine.id == line.id)
    uow.execute(change.values(decision=decision, **values))
    review_rows.count(uow, line.review_id, line.user_id, line.decided, decision)

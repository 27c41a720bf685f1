"""Lines that are decided, and undone: what is decided of an access is done to it at once."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from contracts.access import DecideReviewLine, OneReviewLine, Reason, ReviewLineWithMessages
from services.access import permissions
from services.access.access_reviews import (
    line_decision,
    line_rows,
    line_views,
    reached_now,
    review_decision,
    review_line,
    review_rows,
)
from services.access.access_reviews.line_decision import Taken
from services.access.access_reviews.line_rows import LineRow
from services.access.client_access import grant_notices, grant_rows, known_responsibilities
from services.access.client_access.grant_notices import Change
from services.access.client_access.granted_access import Access, Granted
from services.access.members import memberships
from services.access.members.member_facts import Actor


def decide(database: Database, request: Request[DecideReviewLine]) -> ReviewLineWithMessages:
    """Keep, change or end; it counts from their next request on (product.md 8.4).

    Raises `RoleRequired`, `NotFound`, `AccessReviewOver`, `AccessChangedSince`, `DecisionNotPossible`,
    `InvalidInput`.
    """
    data = request.data
    with database.unit_of_work(request) as uow:
        actor, line, before, reached = _locked(uow, request)
        known = line.reasons if line.left_reasons is None else line.left_reasons
        line_decision.require_possible(
            data, known, reached, of_one_client=line.client_id is not None, at=now()
        )
        untouched = line_decision.tag_of(known) == line_decision.tag_of(reached)
        message_ids, taken = [], None
        if before is not None:
            taken = line_decision.to_give_back(before.access, line.user_id, line.taken, untouched=untouched)
            wanted = line_decision.decided(before.access, line.user_id, data.decision, data.level, data.until)
            message_ids = _write(uow, actor, before, wanted)
        left = _reached(uow, actor, line)
        line_rows.decide(
            uow, line, actor, data.decision, left=left, taken=taken, level=data.level, until=data.until
        )
        return uow.answer(_shown(uow, actor, line, message_ids))


def undo(database: Database, request: Request[OneReviewLine]) -> ReviewLineWithMessages:
    """Take a decision back, with what it did: unless that was changed since, which then stays.

    Raises `RoleRequired`, `NotFound`, `AccessReviewOver`.
    """
    with database.unit_of_work(request) as uow:
        actor, line, before, reached = _locked(uow, request)
        message_ids = []
        untouched = line_decision.tag_of(reached) == line_decision.tag_of(line.left_reasons or [])
        if before is not None and line.taken is not None and untouched:
            taken = _still_there(uow, actor, line_decision.read(line.taken))
            wanted = line_decision.given_back(before.access, line.user_id, taken, now())
            message_ids = _write(uow, actor, before, wanted)
        line_rows.undo(uow, line)
        return uow.answer(_shown(uow, actor, line, message_ids))


def _still_there(uow: UnitOfWork, actor: Actor, taken: Taken) -> Taken:
    """Without the responsibilities that the practice has ended since."""
    if not taken.responsibility_ids:
        return taken
    there = known_responsibilities.of(uow.connection, actor.account_id)
    left = tuple(each for each in taken.responsibility_ids if each in there)
    return taken._replace(responsibility_ids=left)


def _locked(
    uow: UnitOfWork, request: Request[DecideReviewLine] | Request[OneReviewLine]
) -> tuple[Actor, LineRow, Granted | None, list[Reason]]:
    """Who decides, the line, its client's access where that can be changed, and how it is reached now."""
    actor = permissions.admin(uow.connection, request.caller)
    memberships.lock_practice(uow, actor.account_id, shared=True)
    review = review_rows.lock(uow, actor.account_id, request.data.review_id, shared=True)
    review_decision.require_decidable(actor.user_id, review.facts())
    # The client before the line, as whoever changes or deletes a client locks it.
    found = line_rows.find(uow.connection, review.id, request.data.line_id)
    granted = None
    if found.client_id is not None and reached_now.is_of(uow, actor.account_id, found.client_id):
        granted = grant_rows.lock(uow, found.client_id)
    line = line_rows.lock(uow, review.id, found.id)
    return actor, line, granted, _reached(uow, actor, line)


def _reached(uow: UnitOfWork, actor: Actor, line: LineRow) -> list[Reason]:
    return reached_now.reasons(uow.connection, actor.account_id, [line.reached])[line.reached]


def _write(uow: UnitOfWork, actor: Actor, before: Granted, wanted: Access) -> list[str]:
    """As whoever says who may see a client; gives the messages' ids, none where nothing is another."""
    if wanted == before.access:
        return []
    message_id = grant_rows.write(uow, actor.user_id, before, wanted)
    change = Change(before.client_id, before.access, wanted)
    grant_notices.note(uow, actor.account_id, actor.user_id, [change])
    return [message_id]


def _shown(uow: UnitOfWork, actor: Actor, line: LineRow, message_ids: list[str]) -> ReviewLineWithMessages:
    after = line_rows.find(uow.connection, line.review_id, line.id)
    if after.decided is not None:
        line_rows.keep_written(uow, after.id, review_line.written(after))
    (shown,) = line_views.views(uow.connection, actor.account_id, [after])
    return {**shown, "message_ids": message_ids}

"""A review's lines as they are shown, beside what is so now: for admins."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from chassis.database import paging
from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import AccessLevel, ListReviewLines, Reason, ReviewLine, ReviewLinePage
from contracts.moments import moment
from services.access import permissions
from services.access.access_reviews import line_decision, line_rows, reached_now, review_rows
from services.access.access_reviews.line_rows import LineRow
from services.access.tables import AccessReviewLine


def page(database: Database, caller: Caller, query: ListReviewLines) -> ReviewLinePage:
    """One page, by colleague and client. Raises `RoleRequired`, `NotFound`."""
    after = paging.read_cursor(query.cursor, int)
    with database.read() as connection:
        actor = permissions.admin(connection, caller)
        review_rows.find(connection, actor.account_id, query.review_id)
        found = line_rows.ROW.where(AccessReviewLine.review_id == query.review_id)
        if query.user_id is not None:
            found = found.where(AccessReviewLine.user_id == query.user_id)
        if query.undecided:
            found = found.where(AccessReviewLine.decision.is_(None))
        if after is not None:
            found = found.where(AccessReviewLine.place > after[0])
        found = found.order_by(AccessReviewLine.place).limit(query.limit + 1)
        rows = [LineRow._make(row) for row in connection.execute(found)]
        of_page = paging.page(rows, query.limit, lambda row: (row.place,))
        items = views(connection, actor.account_id, of_page["items"])
    return {"items": items, "next_cursor": of_page["next_cursor"]}


def views(connection: Connection, practice_id: str, rows: Sequence[LineRow]) -> list[ReviewLine]:
    """Lines with how their clients are reached now."""
    now = reached_now.reasons(connection, practice_id, [row.reached for row in rows])
    return [view(row, now[row.reached]) for row in rows]


def view(row: LineRow, now: list[Reason]) -> ReviewLine:
    """A line as it is shown."""
    known = row.reasons if row.left_reasons is None else row.left_reasons
    by, client = row.decided_by, row.client_id
    return {
        "id": row.id,
        "colleague": {"id": row.user_id, "name": row.colleague_name},
        "client": None if client is None else {"id": client, "name": row.client_name or ""},
        "clients": row.clients,
        "reasons": row.reasons,
        "level": AccessLevel(row.level),
        "last_change_at": None if row.last_change_at is None else moment(row.last_change_at),
        "decision": row.decided,
        "new_level": None if row.new_level is None else AccessLevel(row.new_level),
        "new_until": None if row.new_until is None else moment(row.new_until),
        "decided_by": None if by is None else {"id": by, "name": row.decided_by_name or ""},
        "decided_at": None if row.decided_at is None else moment(row.decided_at),
        "now": now,
        "changed_since": line_decision.tag_of(now) != line_decision.tag_of(known),
        "access_tag": line_decision.tag_of(now),
        "possible": line_decision.possible(now, of_one_client=client is not None),
    }

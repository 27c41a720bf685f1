"""A review's lines as CSV, and the digest of that: what one that is signed off says, it says for good."""

from __future__ import annotations

from sqlalchemy import Connection, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from chassis.database import paging
from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import GetReviewFile, ReviewFilePart
from services.access import permissions
from services.access.access_reviews import line_rows, review_line, review_rows
from services.access.access_reviews.line_rows import LineRow
from services.access.tables import AccessReviewLine

_AT_ONCE = 1000
#: What a file for a spreadsheet begins with, which is in the digest too.
_MARK = "\ufeff"


def part(database: Database, caller: Caller, query: GetReviewFile) -> ReviewFilePart:
    """The next thousand lines, with the header at the beginning. Raises `RoleRequired`, `NotFound`."""
    after = paging.read_cursor(query.cursor, int, source="this file")
    with database.read() as connection:
        actor = permissions.admin(connection, caller)
        review_rows.find(connection, actor.account_id, query.review_id)
        text, last = _part(connection, query.review_id, after[0] if after is not None else 0)
    return {"csv": text, "next_cursor": None if last is None else paging.write_cursor(last)}


def digest(connection: Connection, review_id: str) -> str:
    """SHA-256 of the whole file of a review whose lines are all decided: what `sha256sum` says of it."""
    lines = func.coalesce(
        func.string_agg(AccessReviewLine.written, aggregate_order_by(literal(""), AccessReviewLine.place)), ""
    )
    text = func.convert_to(literal(_MARK + review_line.HEAD).concat(lines), "UTF8")
    query = select(func.encode(func.sha256(text), "hex")).where(AccessReviewLine.review_id == review_id)
    return str(connection.execute(query).scalar_one())


def _part(connection: Connection, review_id: str, after: int) -> tuple[str, int | None]:
    """Lines after this one, and the last of them where there are more."""
    query = line_rows.ROW.where(AccessReviewLine.review_id == review_id, AccessReviewLine.place > after)
    found = connection.execute(query.order_by(AccessReviewLine.place).limit(_AT_ONCE + 1)).all()
    rows = [LineRow._make(row) for row in found[:_AT_ONCE]]
    text = ("" if after else review_line.HEAD) + "".join(
        row.written or review_line.written(row) for row in rows
    )
    return text, rows[-1].place if len(found) > _AT_ONCE else None

"""A review's lines as CSV, and the digest of that: what one that is signed off says, it says for good."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence

from sqlalchemy import Connection

from chassis.database import paging
from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts import spreadsheet_cells
from contracts.access import AccessReason, GetReviewFile, Reason, ReviewFilePart
from contracts.moments import moment
from services.access import permissions
from services.access.access_reviews import line_rows, review_rows
from services.access.access_reviews.line_rows import LineRow
from services.access.tables import AccessReviewLine

_AT_ONCE = 1000
_HEADER = (
    "Line", "Colleague", "Colleague id", "Role", "Last signed in", "Client", "Client id", "Clients", "Why",
    "Level", "Last change of theirs", "Decision", "New level", "New end", "Access then", "Decided by",
    "Decided by id", "Decided at",
)  # fmt: skip
#: What a file for a spreadsheet begins with, which is in the digest too.
_MARK = "\ufeff"
_WORDS = {
    AccessReason.EVERYONE: "everyone", AccessReason.ACCOUNT_MANAGER: "account manager",
    AccessReason.COLLEAGUE: "given to them",
}  # fmt: skip


def part(database: Database, caller: Caller, query: GetReviewFile) -> ReviewFilePart:
    """The next thousand lines, with the header at the beginning. Raises `RoleRequired`, `NotFound`."""
    after = paging.read_cursor(query.cursor, int, source="this file")
    with database.read() as connection:
        actor = permissions.admin(connection, caller)
        review_rows.find(connection, actor.account_id, query.review_id)
        text, last = _part(connection, query.review_id, after[0] if after is not None else 0)
    return {"csv": text, "next_cursor": None if last is None else paging.write_cursor(last)}


def digest(connection: Connection, review_id: str) -> str:
    """SHA-256 of the whole file, in hexadecimal: what `sha256sum` says of it."""
    found = hashlib.sha256(_MARK.encode())
    text, last = _part(connection, review_id, 0)
    found.update(text.encode())
    while last is not None:
        text, last = _part(connection, review_id, last)
        found.update(text.encode())
    return found.hexdigest()


def _part(connection: Connection, review_id: str, after: int) -> tuple[str, int | None]:
    """Lines after this one, and the last of them where there are more."""
    query = line_rows.ROW.where(AccessReviewLine.review_id == review_id, AccessReviewLine.place > after)
    found = connection.execute(query.order_by(AccessReviewLine.place).limit(_AT_ONCE + 1)).all()
    rows = [LineRow._make(row) for row in found[:_AT_ONCE]]
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    if not after:
        writer.writerow(_HEADER)
    writer.writerows([spreadsheet_cells.safe(cell) for cell in cells(row)] for row in rows)
    return text.getvalue(), rows[-1].place if len(found) > _AT_ONCE else None


def cells(row: LineRow) -> list[str]:
    """A line's cells, of nothing but what is kept of it."""
    signed_in, changed, until, at = (
        "" if each is None else moment(each)
        for each in (row.last_signed_in_at, row.last_change_at, row.new_until, row.decided_at)
    )
    return [
        *(str(row.place), row.colleague_name, row.user_id, row.role, signed_in),
        *(row.client_name or "", row.client_id or "", str(row.clients), why(row.reasons), row.level, changed),
        *(row.decision or "", row.new_level or "", until, why(row.left_reasons or [])),
        *(row.decided_by_name or "", row.decided_by or "", at),
    ]


def why(reasons: Sequence[Reason]) -> str:
    """Every way of reaching a client, with its level and end."""
    return "; ".join(map(_way, reasons))


def _way(reason: Reason) -> str:
    kind = AccessReason(reason["reason"])
    if kind is AccessReason.TEAM:
        way = f"team {reason.get('name', '')}"
    elif kind is AccessReason.ROLE:
        way = f"role {reason.get('role', '')}"
    else:
        way = _WORDS.get(kind, kind.value)
    until = f" until {reason['until']}" if "until" in reason else ""
    return f"{way} ({reason.get('level', '')}){until}"

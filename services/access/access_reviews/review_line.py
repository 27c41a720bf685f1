"""A line of a review's file: it is written when it is decided, and stays so (docs/adr/0074)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from contracts import spreadsheet_cells
from contracts.access import AccessReason, Reason
from contracts.moments import moment
from services.access.access_reviews.line_rows import LineRow

_HEADER = (
    "Colleague", "Colleague id", "Role", "Last signed in", "Client", "Client id", "Clients", "Why",
    "Level", "Last change of theirs", "Decision", "New level", "New end", "Access then", "Decided by",
    "Decided by id", "Decided at",
)  # fmt: skip
_WORDS = {
    AccessReason.EVERYONE: "everyone", AccessReason.ACCOUNT_MANAGER: "account manager",
    AccessReason.COLLEAGUE: "given to them",
}  # fmt: skip


def _written(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow([spreadsheet_cells.safe(cell) for cell in cells])
    return text.getvalue()


#: The line that a file begins with.
HEAD = _written(_HEADER)


def written(row: LineRow) -> str:
    """The line as the file has it, with its end."""
    return _written(cells(row))


def cells(row: LineRow) -> list[str]:
    """A line's cells, of nothing but what is kept of it."""
    signed_in, changed, until, at = (
        "" if each is None else moment(each)
        for each in (row.last_signed_in_at, row.last_change_at, row.new_until, row.decided_at)
    )
    return [
        *(row.colleague_name, row.user_id, row.role, signed_in),
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

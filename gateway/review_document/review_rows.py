"""The lines of a review's file, by colleague."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import NamedTuple

from contracts import spreadsheet_cells


class Row(NamedTuple):
    """A line's cells, as `services/access/access_reviews/review_line.py` writes them."""

    colleague: str
    user_id: str
    role: str
    last_signed_in_at: str
    client: str
    client_id: str
    clients: str
    why: str
    level: str
    last_change_at: str
    decision: str
    new_level: str
    new_until: str
    access_then: str
    decided_by: str
    decided_by_id: str
    decided_at: str


def by_colleague(lines: Iterable[str]) -> dict[str, list[Row]]:
    """Each colleague's, in the file's order."""
    found: dict[str, list[Row]] = {}
    reader = csv.reader(lines, strict=True)
    next(reader, None)
    for cells in reader:
        row = Row(*map(spreadsheet_cells.unsafe, cells))
        found.setdefault(row.user_id, []).append(row)
    return found

"""Where in some rows the table is: the row of its headings, and the rows under it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.accounts.import_columns import FIELDS
from contracts.accounts.imports import MOST_COLUMNS, MOST_ROWS
from contracts.characters import one_line
from services.accounts.imports.columns import column_headings

Row = tuple[int, list[str]]

_LONGEST_CELL = 5000
#: Rows with something in them among which the headings are looked for.
_SEARCHED = 40
#: What no heading looks like: an address, a postcode, a company's number, a National Insurance number.
_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.[^@\s.]+"
    r"|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}|(?:[A-Z]{2}|\d\d)\d{5,6}|[A-Z]{2} ?(?:\d\d ?){3}[A-D]",
    re.IGNORECASE,
)
_NO_HEADINGS = "The file has no headings: say what each column is."
_UNKNOWN = "No heading in row {row} is known here. If it is a client, say that there are no headings."
_BREAKS = re.compile(r"[\v\f]")
_NAMED = 5


class Unreadable(Exception):
    """Why a file cannot be read, and how to mend it, in words for the person who chose it."""


@dataclass(frozen=True, slots=True)
class Table:
    """`recognised` is how many of the headings are known. Rows have their numbers in the file."""

    headings: list[str]
    heading_row: int
    rows: list[Row]
    recognised: int
    notices: list[str]


def found(rows: Iterable[Row], heading_row: int | None = None) -> Table:
    """The table in these rows; its headings are looked for unless they are said to be in a row, or none (0).

    Raises `Unreadable`.
    """
    limits = _Limits()
    filled = list(_filled(rows, limits))
    if not filled:
        raise Unreadable("The file is empty. Choose another.")
    if heading_row == 0 or (heading_row is None and _has_no_headings(filled)):
        return _without_headings(filled, limits)
    place = _chosen(filled, heading_row) if heading_row is not None else _likeliest(filled)
    return _under_headings(filled, place, limits, is_chosen=heading_row is not None)


def _under_headings(filled: Sequence[Row], place: int, limits: _Limits, *, is_chosen: bool) -> Table:
    """The table whose headings are in the row at `place`."""
    number, headings = filled[place]
    notices = limits.notices()
    grouped = headings
    if not is_chosen and place > 0 and filled[place - 1][0] == number - 1:
        grouped = _with_groups(filled[place - 1][1], headings)
    below = [(at, cells) for at, cells in filled[place + 1 :] if cells != filled[place][1]]
    if not below:
        raise Unreadable(f"The file has no rows under its headings, which are in row {number}.")
    if len(below) > MOST_ROWS:
        raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it into several.")
    if grouped != headings:
        notices.append(f"The headings are taken from rows {number - 1} and {number}.")
    elif place > 0 and not is_chosen:
        notices.append(f"The headings are taken from row {number}; what stands above them is left out.")
    recognised = _recognised(grouped)
    if not recognised and not is_chosen:
        notices.append(_UNKNOWN.format(row=number))
    return Table(grouped, number, below, recognised, notices)


def _has_no_headings(filled: Sequence[Row]) -> bool:
    """Whether the first row has values in it, and none near it is of headings."""
    is_of_values = any(_VALUE.fullmatch(cell) for cell in filled[0][1])
    return is_of_values and not any(
        _recognised(cells) for _, cells in filled[:_SEARCHED] if _like_headings(cells)
    )


def _without_headings(filled: Sequence[Row], limits: _Limits) -> Table:
    if len(filled) > MOST_ROWS:
        raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it into several.")
    width = max(len(cells) for _, cells in filled)
    return Table([""] * width, 0, list(filled), 0, [*limits.notices(), _NO_HEADINGS])


class _Limits:
    """What of a file is beyond a limit, to be said and never left out in silence."""

    def __init__(self) -> None:
        self._wide: list[int] = []
        self._long: list[int] = []

    def within(self, number: int, cells: list[str]) -> list[str]:
        if len(cells) > MOST_COLUMNS:
            self._wide.append(number)
            cells = cells[:MOST_COLUMNS]
        if any(len(cell) > _LONGEST_CELL for cell in cells):
            self._long.append(number)
            cells = [cell[:_LONGEST_CELL] for cell in cells]
        return cells

    def notices(self) -> list[str]:
        written = []
        if self._wide:
            written.append(
                f"Columns after the first {MOST_COLUMNS} are left out: in {named_rows(self._wide)}."
            )
        if self._long:
            what = f"Of cells with more than {_LONGEST_CELL:,} letters the rest is left out"
            written.append(f"{what}: in {named_rows(self._long)}.")
        return written


def _filled(rows: Iterable[Row], limits: _Limits) -> Iterable[Row]:
    """Rows with something in them, their cells as text in one line."""
    count = 0
    for number, row in rows:
        cells = [_in_one_line(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        count += 1
        if count > MOST_ROWS + _SEARCHED:
            raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it into several.")
        yield number, limits.within(number, cells)


def named_rows(numbers: Sequence[int]) -> str:
    """Such as `rows 3, 5`."""
    shown = ", ".join(map(str, numbers[:_NAMED])) + (" and more" if len(numbers) > _NAMED else "")
    return f"row {shown}" if len(numbers) == 1 else f"rows {shown}"


def _in_one_line(cell: str) -> str:
    return "".join(sign for sign in one_line(_BREAKS.sub(" ", cell)) if unicodedata.category(sign) != "Cc")


def _chosen(filled: Sequence[Row], heading_row: int) -> int:
    for place, (number, _) in enumerate(filled):
        if number == heading_row:
            return place
    raise Unreadable(f"Row {heading_row} has nothing in it. Choose the row of the headings.")


def _likeliest(filled: Sequence[Row]) -> int:
    """The row of which most headings are known; else the first that looks like headings."""
    candidates = filled[:_SEARCHED]
    scores = [_recognised(cells) if _like_headings(cells) else 0 for _, cells in candidates]
    if max(scores) > 0:
        return scores.index(max(scores))
    widest = max(len([cell for cell in cells if cell]) for _, cells in candidates)
    return next(
        place for place, (_, cells) in enumerate(candidates) if len([c for c in cells if c]) * 2 > widest
    )


def _like_headings(cells: Sequence[str]) -> bool:
    return all(len(cell) <= 80 and "@" not in cell for cell in cells)


def _recognised(cells: Sequence[str]) -> int:
    known = max(
        (column_headings.suggested(cells, kind) for kind in FIELDS),
        key=lambda fields: len([field for field in fields if field]),
    )
    return len([field for field in known if field])


def _with_groups(above: Sequence[str], headings: Sequence[str]) -> list[str]:
    """Headings in two rows: `Client` over `Name` and `Code` makes `Client Name` and `Client Code`.

    A title over the table is one cell, and so no row of groups.
    """
    if len([cell for cell in above if cell]) < 2:
        return list(headings)
    joined, group = [], ""
    for place, heading in enumerate(headings):
        group = (above[place] if place < len(above) else "") or group
        joined.append(f"{group} {heading}".strip() if heading else group)
    return joined if _recognised(joined) >= _recognised(headings) else list(headings)

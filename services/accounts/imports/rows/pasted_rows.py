"""What is pasted from a spreadsheet, or as text with commas, as rows of cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contracts.characters import one_line

_LONGEST_HEADING = 80
Known = Callable[[list[str], frozenset[int]], Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class PastedRows:
    """Rows, with the field of each column where the first line said what they are."""

    rows: list[list[str]]
    fields: list[str | None] | None


def read(text: str, into: str, known: Known) -> PastedRows:
    """The rows of a text. `into` is the field of the column it is pasted into; `known` finds the fields of
    headings, of which some columns are empty.
    """
    found = _apart(text)
    width = max((len(cells) for cells in found), default=0)
    rows = [cells + [""] * (width - len(cells)) for cells in found]
    if len(rows) < 2:
        return PastedRows(rows, None)
    first, below = rows[0], rows[1:]
    empty = frozenset(at for at in range(width) if not any(cells[at] for cells in below))
    fields = list(known(first, empty))
    return PastedRows(below, fields) if _are_headings(first, fields, into) else PastedRows(rows, None)


def _are_headings(first: Sequence[str], fields: Sequence[str | None], into: str) -> bool:
    """Whether most of the first line are headings; of a single column, whether it is that of its own field.

    A line of data may have words of headings too: a type `Business`, or a client called `Property`.
    """
    written = [cell for cell in first if cell]
    named = [each for each in fields if each is not None]
    if any(len(cell) > _LONGEST_HEADING or "@" in cell for cell in written):
        return False
    if len(written) == 1:
        return named == [into]
    return len(named) >= 2 and len(named) * 2 >= len(written)


def _apart(text: str) -> list[list[str]]:
    if "\t" in text:
        return _rows(text, "\t")
    for delimiter in ",;":
        rows = _rows(text, delimiter)
        # A column of names may have commas in some of them.
        if rows and len({len(cells) for cells in rows}) == 1 and len(rows[0]) > 1:
            return rows
    return _rows(text, "\t")


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """As spreadsheets copy them; a quote that nothing closes is a letter like others."""
    written = io.StringIO(text, newline="")
    if text.count('"') % 2:
        lines = csv.reader(written, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        lines = csv.reader(written, delimiter=delimiter)
    rows = ([_plain(cell) for cell in line] for line in lines)
    return [cells for cells in rows if any(cells)]


def _plain(cell: str) -> str:
    """A cell's text in one line, without what cannot be printed."""
    return one_line("".join(sign if sign.isprintable() or sign.isspace() else "" for sign in cell))

"""XLSX as rows, their cells as a spreadsheet shows them."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from contracts.accounts.imports import MOST_COLUMNS
from services.accounts.imports.file_reader import number_formats, packages
from services.accounts.imports.file_reader.tables import Row, Unreadable

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAMAGED = "This XLSX file cannot be read. Open it in the spreadsheet and save it again, or save it as CSV."


class Workbook:
    """The sheets of a file. `visible` are those that can be seen, `active` the one that was open."""

    def __init__(self, book: Any, beyond: Sequence[str]) -> None:
        self._book = book
        cells = ", ".join(beyond)
        self.notices = [f"Cells far to the right are left out, such as {cells}."] if beyond else []
        self.visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        active = getattr(book.active, "title", None)
        self.active = active if active in self.visible else next(iter(self.visible), None)

    def choices(self, sheet: str | None) -> list[str]:
        """The sheets to look at: the chosen one, or all that can be seen. Raises `Unreadable`."""
        if sheet is None:
            return self.visible
        if sheet not in self.visible:
            raise Unreadable(f"The file has no sheet “{sheet}” that can be seen. Choose another.")
        return [sheet]

    def rows_of(self, name: str) -> Iterator[Row]:
        """The rows of a sheet. Raises `Unreadable`."""
        sheet = self._book[name]
        sheet.reset_dimensions()
        try:
            # Without a width rows are as wide as they are, and the many that are empty cost nothing.
            for number, row in enumerate(sheet.iter_rows(), start=1):
                if row:
                    yield number, [_shown(cell) for cell in row[:MOST_COLUMNS]]
        except Unreadable:
            raise
        except Exception:  # noqa: BLE001  a file can be broken in every way; none may be ours to fail of
            raise Unreadable(_DAMAGED) from None


def opened(file: bytes) -> Workbook:
    """The workbook. Raises `Unreadable`."""
    from openpyxl import load_workbook

    mended, beyond = packages.mended(file)
    try:
        book = load_workbook(io.BytesIO(mended), read_only=True, data_only=True, keep_links=False)
        return Workbook(book, beyond)
    except Exception:  # noqa: BLE001  as above
        raise Unreadable(_DAMAGED) from None


def _shown(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return _whole(_ESCAPED.sub(_unescaped, value))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_formats.shown(value, cell.number_format or "General")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _unescaped(found: re.Match[str]) -> str:
    """A sign that XML cannot hold, as Open XML writes it (ECMA-376, 22.9.2.19)."""
    return chr(int(found[1], 16))


def _whole(text: str) -> str:
    """Signs that were escaped in two halves as one; half of one is none, and shown as such."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

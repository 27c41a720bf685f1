"""A file as a table of clients, with what there is to choose and to know about how it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TypedDict

from contracts.accounts.imports import EXPLANATIONS
from services.accounts.imports.file_reader import delimited, tables, workbooks
from services.accounts.imports.file_reader.tables import Table, Unreadable

_PREVIEWED = 3
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
#: Names of the stream that has the sheets of an old file; into a protected one nobody can look.
_OLD_EXCEL = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_NOT_A_TABLE = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a text document (RTF)",
    b"<html": "a web page",
    b"<!doc": "a web page",
}
_SAVE = "Save the clients as CSV (UTF-8) or XLSX and choose it again."


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decided about a file; None is for us to find out. `heading_row` is counted from 1."""

    encoding: str | None = None
    sheet: str | None = None
    heading_row: int | None = None


class PreviewedCell(TypedDict):
    row: int
    text: str


@dataclass(slots=True)
class ReadFile:
    """A table, and how it was found. `preview` is of cells with signs beyond ASCII, by their row."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    heading_row: int
    encoding: str | None = None
    sheet: str | None = None
    sheets: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    preview: list[PreviewedCell] = field(default_factory=list)

    def plain(self) -> dict[str, object]:
        return asdict(self)


def read(file: bytes, choice: Choice) -> ReadFile:
    """Raises `Unreadable`, in words that say how to mend it."""
    if not file.strip():
        raise Unreadable("The file is empty. Choose another.")
    if file.startswith(_OLE):
        raise Unreadable(_of_ole(file))
    if file.startswith(_ZIP):
        return _workbook(file, choice)
    start = file.lstrip()[:5].lower()
    for mark, what in _NOT_A_TABLE.items():
        if start.startswith(mark.lower()):
            raise Unreadable(f"This is {what}. {_SAVE}")
    return _text(file, choice)


def _of_ole(file: bytes) -> str:
    if any(stream in file for stream in _OLD_EXCEL):
        return f"This is a file of an old version of Excel (XLS). {_SAVE}"
    return "This file is protected with a password. Remove it in the spreadsheet, and save the file again."


def _text(file: bytes, choice: Choice) -> ReadFile:
    read = delimited.rows_of(file, choice.encoding)
    table = tables.found(read.rows, choice.heading_row)
    notices = [*read.notices, *table.notices, *_apart_too_often(table)]
    return _file_of(table, encoding=read.encoding, notices=notices)


def _apart_too_often(table: Table) -> list[str]:
    """What to say of rows in which a comma of a name was taken for the end of a cell."""
    wide = [number for number, cells in table.rows if len(cells) > len(table.headings)]
    if not wide or 2 * len(wide) > len(table.rows):
        return []
    which, have = tables.named_rows(wide), "has" if len(wide) == 1 else "have"
    said = f"{which.capitalize()} {have} more cells than there are headings."
    return [f"{said} A name with a comma needs quotes: look there before you go on."]


def _workbook(file: bytes, choice: Choice) -> ReadFile:
    book = workbooks.opened(file)
    names = [name for name in book.choices(choice.sheet) if name != EXPLANATIONS] or book.visible
    found: list[tuple[tuple[int, bool], str, Table]] = []
    problem: Unreadable | None = None
    for name in names:
        try:
            table = tables.found(book.rows_of(name), choice.heading_row)
        except Unreadable as unreadable:
            problem = problem or unreadable
            continue
        found.append(((table.recognised, name == book.active), name, table))
    if not found:
        raise problem or Unreadable("The file has no sheet with rows that can be seen.")
    _, name, table = max(found, key=lambda each: each[0])
    notices = [*table.notices, *book.notices]
    if len(found) > 1:
        others = ", ".join(each for _, each, _ in found if each != name)
        notices.append(f"The sheet “{name}” was read. Others that can be chosen: {others}.")
    return _file_of(table, sheet=name, sheets=book.visible, notices=notices)


def _file_of(
    table: Table,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    sheets: Sequence[str] = (),
    notices: Sequence[str] = (),
) -> ReadFile:
    beyond = ((number, cell) for number, cells in table.rows for cell in cells if not cell.isascii())
    preview: list[PreviewedCell] = [
        {"row": number, "text": cell[:100]}
        for (number, cell), _ in zip(beyond, range(_PREVIEWED))  # noqa: B905
    ]
    return ReadFile(
        headings=table.headings,
        rows=table.rows,
        heading_row=table.heading_row,
        preview=preview,
        encoding=encoding,
        sheet=sheet,
        sheets=list(sheets),
        notices=list(notices),
    )

"""Rows of an import as a table: typed or pasted in one sitting, and mended in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.accounts.import_columns import ColumnField, ColumnOf
from contracts.accounts.import_states import ImportField
from contracts.accounts.imports import Import
from contracts.fields import ListOf, Part, Text, Whole
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import RequestShape, schema_of
from contracts.values import ImportId

#: Rows of a table that is typed; more come in by a file.
MOST_TYPED = 500
#: Cells that are written at a time, and letters of one.
MOST_CELLS = 2000
LONGEST_CELL = 1000
#: Letters that are pasted at a time.
LONGEST_PASTE = 150_000

#: What a typed table has columns for from the start.
USUAL = (
    ImportField.NAME,
    ImportField.TYPE,
    ImportField.PRACTICE_CODE,
    ImportField.EMAIL,
    ImportField.INVITEE_NAME,
    ImportField.INVITEE_EMAIL,
    ImportField.INVITEE_MOBILE,
    ImportField.ACCOUNT_MANAGER,
)

RowNumber = Annotated[int, Whole(1, 1_000_000)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell(RequestShape):
    """What is to stand in a cell; nothing empties it, and a row with nothing in it is none."""

    row: RowNumber
    field: ColumnField
    text: Annotated[str, Text("a cell", longest=LONGEST_CELL, shortest=0)]


@dataclass(frozen=True, kw_only=True, slots=True)
class WriteCells(RequestShape):
    """Cells to write; all rows are checked again then."""

    import_id: ImportId
    cells: Annotated[
        list[Cell], ListOf(Part(schema_of(Cell, "request"), "a cell"), longest=MOST_CELLS, shortest=1)
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class PasteRows(RequestShape):
    """Text from a spreadsheet, or with commas, put into these rows and columns.

    Where its first line is one of headings that are known, they say what the columns are. What is more
    than the rows goes into those that follow on the last, unless it is for `only_these`.
    """

    import_id: ImportId
    rows: Annotated[list[RowNumber], ListOf(Whole(1, 1_000_000), longest=MOST_TYPED, shortest=1)]
    only_these: bool = False
    columns: Annotated[list[str], ListOf(ColumnOf(), longest=40, shortest=1)]
    text: str


class Pasted(TypedDict):
    """What was put in, and how many rows had no room and how many columns are no field of a client."""

    rows: int
    rows_left_out: int
    columns_left_out: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplaceCells(RequestShape):
    """One text in place of another, in all rows that are not valid and have it in this field."""

    import_id: ImportId
    field: ColumnField
    was: Annotated[str, Text("the text that is there", longest=5000)]
    text: Annotated[str, Text("the text to put in its place", longest=LONGEST_CELL, shortest=0)]


BEGIN_TABLE = Call("accounts", "begin_import_table", NoArguments, Import, "write")
WRITE_CELLS = Call("accounts", "write_import_cells", WriteCells, Import, "write")
PASTE_ROWS = Call("accounts", "paste_import_rows", PasteRows, Pasted, "write")
REPLACE_CELLS = Call("accounts", "replace_import_cells", ReplaceCells, Import, "write")


def begin_table(rpc: Rpc) -> Import:
    """An import without rows, to be typed. Raises `RoleRequired`, `ImportLimit`."""
    return rpc.call(BEGIN_TABLE, NoArguments())


def write_cells(rpc: Rpc, import_id: str, cells: Sequence[Cell]) -> Import:
    """Write cells, and have all rows checked. Raises `ImportState`, `InvalidInput`, `NotFound`."""
    return rpc.call(WRITE_CELLS, WriteCells(import_id=import_id, cells=list(cells)))


def paste_rows(
    rpc: Rpc,
    import_id: str,
    *,
    rows: Sequence[int],
    columns: Sequence[str],
    text: str,
    only_these: bool = False,
) -> Pasted:
    """Put text with several cells in. Raises `ImportState`, `InvalidInput`, `NotFound`."""
    return rpc.call(
        PASTE_ROWS,
        PasteRows(
            import_id=import_id, rows=list(rows), columns=list(columns), text=text, only_these=only_these
        ),
    )


def replace_cells(rpc: Rpc, import_id: str, *, field: str, was: str, text: str) -> Import:
    """Mend several rows that are wrong in the same way. Raises `ImportState`, `InvalidInput`, `NotFound`."""
    return rpc.call(REPLACE_CELLS, ReplaceCells(import_id=import_id, field=field, was=was, text=text))

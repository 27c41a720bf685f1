"""A table made at random, as programs write it: read back equal, or the difference told (product.md 2)."""

from __future__ import annotations

import csv
import io
import string
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from services.accounts.imports.file_reader import reading
from services.accounts.imports.file_reader.reading import Choice, ReadFile
from services.accounts.imports.file_reader.tables import Unreadable
from tests.accounts.test_import_files import EXAMPLES, as_csv, read, workbook

LETTERS = string.ascii_letters + string.digits + " .,;:'&()/-_@#+!?£éüñøß€’“”–"
TEXT = st.text(LETTERS, min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    headings = ["Client name", "Client code", "Email", "Postcode", "Notes"][:width]
    row = st.lists(TEXT | st.just(""), min_size=width, max_size=width)
    rows = draw(st.lists(row.filter(any).filter(lambda cells: cells != headings), min_size=1, max_size=6))
    return [headings, *rows]


def by_xlsxwriter(rows: list[list[str]]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("Clients")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell)
    book.close()
    return file.getvalue()


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    return [row[: max((place + 1 for place, cell in enumerate(row) if cell), default=0)] for row in rows]


def writable(rows: list[list[str]], encoding: str) -> list[list[str]]:
    """What of a table the encoding has signs for."""
    rows = [[cell.encode(encoding, "ignore").decode(encoding).strip() for cell in row] for row in rows]
    return [rows[0], *[row for row in rows[1:] if any(row)]]


def same_or_told(table: ReadFile, rows: list[list[str]]) -> bool:
    """Bytes of another encoding may by chance be good UTF-8: then the preview shows what they became."""
    same = [table.headings, *[cells for _, cells in table.rows]] == trimmed(rows)
    return same or bool(table.notices) or (table.encoding == "utf-8" and bool(table.preview))


@settings(max_examples=EXAMPLES, deadline=None)
@given(tables())
def test_a_table_by_either_writer_of_workbooks_is_read_back(rows: list[list[str]]) -> None:
    for file in (workbook(rows), by_xlsxwriter(rows)):
        assert read(file) == trimmed(rows)


DIALECTS: list[dict[str, Any]] = [
    {}, {"delimiter": ";"}, {"delimiter": "\t", "lineterminator": "\n"}, {"quoting": csv.QUOTE_ALL},
    {"quoting": csv.QUOTE_ALL, "delimiter": ";"}, {"quoting": csv.QUOTE_ALL, "delimiter": "\t"},
]  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None)
@given(tables(), st.sampled_from(DIALECTS))
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman", "iso-8859-15", "ascii"],
)
def test_a_table_in_any_encoding_and_dialect_is_read_back_or_the_difference_is_told(
    encoding: str, rows: list[list[str]], dialect: dict[str, Any]
) -> None:
    rows = writable(rows, encoding)
    if len(rows) < 2:
        return
    codec = {"utf-16-le": "utf-16-le"}.get(encoding, encoding)
    try:
        table = reading.read(as_csv(rows, codec, **dialect), Choice())
    except Unreadable:
        pytest.fail("it was not read")
    assert same_or_told(table, rows)

"""The template as XLSX: a sheet to fill in, one that explains it, and a hidden one with lists."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Protocol

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from contracts.accounts.imports import EXPLANATIONS, MOST_ROWS


class Explained(Protocol):
    """A column to fill in."""

    @property
    def field(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def explanation(self) -> str: ...
    @property
    def example(self) -> str: ...


def made(columns: Sequence[Explained], offered: Mapping[str, Sequence[str]]) -> bytes:
    """The workbook; `offered` are lists to choose from, by the field of their column."""
    book = Workbook()
    clients = book.worksheets[0]
    clients.title = "Clients"
    _fill_in(clients, columns)
    _explain(book.create_sheet(EXPLANATIONS), columns)
    places = {column.field: place for place, column in enumerate(columns, start=1)}
    _offer(clients, book.create_sheet("Lists"), places, offered)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill_in(sheet: Worksheet, columns: Sequence[Explained]) -> None:
    for place, column in enumerate(columns, start=1):
        sheet.cell(1, place, column.heading).font = Font(bold=True)
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(14, len(column.heading) + 4)
        # What is typed stays as it is: 01234567 is no number.
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "B2"


def _explain(sheet: Worksheet, columns: Sequence[Explained]) -> None:
    for place, width in enumerate((30, 80, 34), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row, cells in enumerate(
        [
            ("Column", "What to write", "For example"),
            *((c.heading, c.explanation, c.example) for c in columns),
        ],
        start=1,
    ):
        for place, text in enumerate(cells, start=1):
            cell = sheet.cell(row, place, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=row == 1)


def _offer(
    clients: Worksheet,
    lists: Worksheet,
    places: Mapping[str, int],
    offered: Mapping[str, Sequence[str]],
) -> None:
    """Lists to choose from. Several names with semicolons may be typed too: a list refuses nothing."""
    lists.sheet_state = "hidden"
    for place, (field, names) in enumerate(offered.items(), start=1):
        for row, name in enumerate(names, start=1):
            cell = lists.cell(row, place, name)
            # A name is a text, also one that begins with =.
            cell.data_type = "s"
        if names:
            letter, target = get_column_letter(place), get_column_letter(places[field])
            choice = DataValidation(
                type="list", formula1=f"Lists!${letter}$1:${letter}${len(names)}", showErrorMessage=False
            )
            choice.add(f"{target}2:{target}{MOST_ROWS + 1}")
            clients.add_data_validation(choice)

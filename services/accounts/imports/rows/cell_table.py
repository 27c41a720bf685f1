"""The rows of an import as a table whose cells are written: plain values, of which some have changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from contracts import spreadsheet_cells
from contracts.accounts.import_states import ImportField
from contracts.accounts.imports import MOST_COLUMNS, Column
from services.accounts.client_lists import exported_headings
from services.accounts.clients import self_employed


@dataclass(slots=True)
class CellTable:
    """`rows` are cells by the row's number; `changed` those to be kept anew, empty ones to be forgotten.
    `responsibilities` are names by what their columns are.
    """

    columns: list[Column]
    rows: dict[int, list[str]]
    responsibilities: Mapping[str, str] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)

    def text(self, number: int, of: str) -> str:
        """What a cell says; nothing where there is none."""
        place, cells = self._place(of), self.rows.get(number, [])
        return spreadsheet_cells.unsafe(cells[place]) if place is not None and place < len(cells) else ""

    def put(self, number: int, of: str, text: str) -> None:
        """Write a cell; a column that the table lacks is added at its end.

        A National Insurance number is shown masked, and what comes back as it was shown is left as it is.
        """
        before = self.text(number, of)
        if text == before or (
            of == ImportField.NATIONAL_INSURANCE_NUMBER and before and text == self_employed.masked(before)
        ):
            return
        place = self._place(of)
        if place is None:
            place = len(self.columns)
            if place >= MOST_COLUMNS:
                return
            name = self.responsibilities.get(of)
            heading = words_of(of) if name is None else exported_headings.of_responsibility(name)
            self.columns.append({"heading": heading, "samples": [], "field": of})
        cells = self.rows.setdefault(number, [])
        cells += [""] * (place + 1 - len(cells))
        cells[place] = text
        self.changed.add(number)

    def kept(self) -> dict[int, list[str]]:
        """The changed rows with something in them."""
        return {number: self.rows[number] for number in sorted(self.changed) if any(self.rows[number])}

    def emptied(self) -> list[int]:
        """The changed rows with nothing left in them."""
        return [number for number in sorted(self.changed) if not any(self.rows[number])]

    def _place(self, of: str) -> int | None:
        return next((at for at, column in enumerate(self.columns) if column["field"] == of), None)


def of_fields(fields: Sequence[ImportField]) -> list[Column]:
    """Columns of a table that is typed, each under its usual heading."""
    return [{"heading": words_of(each), "samples": [], "field": each} for each in fields]


def words_of(of: str) -> str:
    """The heading under which a field's column is known again."""
    return of.replace("_", " ").capitalize()

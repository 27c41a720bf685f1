"""Rows of an import as a table to write in: its columns, its cells, and what is wrong in the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from typing import Any, NamedTuple

from contracts import accounts
from contracts.accounts import import_tables, imports
from contracts.accounts.import_columns import FIELDS, responsibility_of
from contracts.accounts.import_states import ImportKind
from contracts.accounts.import_tables import Cell
from contracts.errors import FieldError
from gateway.web.imports import responsibility_columns
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Visit

#: Headings, in the order in which columns are shown.
HEADINGS = {
    "crn": "CRN",
    "name": "Name",
    "first_name": "First name",
    "last_name": "Last name",
    "type": "Type",
    "practice_code": "Practice code",
    "company_number": "Company number",
    "email": "Email",
    "invitee_name": "Person to invite",
    "invitee_email": "Their email",
    "invitee_mobile": "Their mobile",
    "account_manager": "Account manager",
    "colleagues": "Colleagues",
    "teams": "Teams",
    "access_level": "Access level",
    "industry": "SIC code",
    "solutions": "Solutions",
    "postcode": "Postcode",
    "national_insurance_number": "NI number",
    "income_sources": "Income sources",
}
#: Cells of a page: it is not to be heavier than others.
_CELLS = 320
_BLANK = 10
_MOST_BLANK = 100


class Alike(NamedTuple):
    """So many rows that say the same in a field, which is wrong."""

    field: str
    text: str
    rows: int
    message: str


class Where(NamedTuple):
    """Which rows and columns are shown, as the address says."""

    verdict: str
    cursor: int
    columns: str
    more: int

    @property
    def query(self) -> dict[str, str]:
        """Those that are not as usual, for an address or hidden fields."""
        given = {
            "verdict": self.verdict,
            "cursor": str(self.cursor or ""),
            "columns": self.columns,
            "more": str(self.more or ""),
        }
        return {name: value for name, value in given.items() if value}


def where(given: Form) -> Where:
    """Read leniently: an address may be old, or typed."""
    return Where(
        "invalid" if given.text("verdict") == "invalid" else "",
        number(given.text("cursor")),
        "all" if given.text("columns") == "all" else "",
        min(number(given.text("more")), _MOST_BLANK),
    )


def number(text: str) -> int:
    """Of digits; else none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def is_typed(found: imports.Import) -> bool:
    """Whether it is no file."""
    return found.get("typed", False)


def headings(visit: Visit, found: imports.Import | None) -> dict[str, str]:
    """Of all columns that there can be, in their order."""
    kind = _kind(found)
    own = {field: said for field, said in HEADINGS.items() if field in FIELDS[kind]}
    return responsibility_columns.among(own, responsibility_columns.of_practice(visit, kind))


def _kind(found: imports.Import | None) -> str:
    return ImportKind.CLIENTS if found is None else found["kind"]


def fields(found: imports.Import | None, at: Where, possible: Iterable[str]) -> list[str]:
    """The columns that are shown: those the table has, the usual ones, or all there can be."""
    named = {column["field"] for column in found["columns"]} if found is not None else set[str | None]()
    wanted = named if found is not None and not is_typed(found) else named | set(import_tables.USUAL)
    return [each for each in possible if at.columns == "all" or each in wanted]


def blank(first: int, at: Where) -> list[dict[str, Any]]:
    """Rows to write in, from this number on."""
    return [_empty(first + place) for place in range(_BLANK + at.more)]


def _empty(row: int) -> dict[str, Any]:
    return {"number": row, "values": {}, "errors": {}, "row": None}


def written(visit: Visit, found: imports.Import, at: Where, shown: Sequence[str]) -> dict[str, Any]:
    """A page of the rows, with empty ones between them and under the last of a table that is typed."""
    limit = max(10, _CELLS // len(shown))
    verdict = at.verdict or None
    page = accounts.list_import_rows(visit.rpc, found["id"], verdict=verdict, limit=limit, cursor=at.cursor)
    rows = [_row(each, shown) for each in page["items"]]
    if is_typed(found) and not at.verdict:
        rows = _with_gaps(rows, at)
        if page["next_cursor"] is None:
            rows += blank(rows[-1]["number"] + 1 if rows else at.cursor + 1, at)
    return {"rows": rows, "next_cursor": page["next_cursor"]}


def _with_gaps(rows: list[dict[str, Any]], at: Where) -> list[dict[str, Any]]:
    """With the rows that were left empty, unless these are very many."""
    there = {row["number"]: row for row in rows}
    numbers = range(at.cursor + 1, max(there, default=at.cursor) + 1)
    if len(numbers) > len(rows) + _MOST_BLANK:
        return rows
    return [there.get(each) or _empty(each) for each in numbers]


def _row(row: accounts.Row, shown: Sequence[str]) -> dict[str, Any]:
    errors: dict[str, list[str]] = {}
    for error in row["errors"]:
        errors.setdefault(error["field"] if error["field"] in shown else "", []).append(error["message"])
    return {"number": row["number"], "values": row["values"], "errors": errors, "row": row}


def alike(visit: Visit, found: imports.Import, possible: Container[str]) -> list[Alike]:
    """What is wrong in the same way in several rows, of the first two hundred that are not valid."""
    if found["counts"].get("invalid", 0) < 2:
        return []
    rows = accounts.list_import_rows(visit.rpc, found["id"], verdict="invalid", limit=200)["items"]
    counted = Counter(_wrong(rows, possible))
    return [
        Alike(field, text, count, message)
        for (field, text, message), count in counted.most_common()
        if count > 1
    ]


def _wrong(rows: Iterable[accounts.Row], possible: Container[str]) -> Iterable[tuple[str, str, str]]:
    """What a National Insurance number is cannot be seen, so they are not compared."""
    for row in rows:
        for error in row["errors"]:
            field = error["field"]
            text = row["values"].get(field)
            if text and field in possible and field != "national_insurance_number":
                yield field, text, error["message"]


def cells(form: Form) -> list[Cell]:
    """The cells that a form sent; of more than may be written at a time the service says so."""
    found = []
    for name, value in form.pairs:
        row, _, field = name.partition(".")
        if number(row) and is_field(field):
            found.append(Cell(row=number(row), field=field, text=value))
    return found


def is_field(name: str) -> bool:
    """Whether this names a column at all; whether the practice has it, the service says."""
    return name in HEADINGS or responsibility_of(name) is not None


def typed_over(rows: Iterable[dict[str, Any]], sent: Iterable[Cell]) -> None:
    """Let rows say what was sent and not taken: it is not lost."""
    by_row: dict[int, dict[str, str]] = {}
    for cell in sent:
        by_row.setdefault(cell.row, {})[cell.field] = cell.text
    for row in rows:
        row["values"] = {**row["values"], **by_row.get(row["number"], {})}


def numbers(text: str) -> list[int]:
    """Numbers of rows between commas."""
    return [found for each in text.split(",") if (found := number(each))][: import_tables.MOST_TYPED]


def mistakes(errors: Iterable[FieldError], sent: Sequence[Cell]) -> list[FieldError]:
    """Errors of cells, at the names that these have in the page."""
    found = list[FieldError]()
    for error in errors:
        parts = error["pointer"].split("/")
        at = number(parts[2]) if len(parts) > 2 and parts[1] == "cells" else len(sent)
        cell = sent[at] if at < len(sent) else None
        pointer = f"/{cell.row}/{cell.field}" if cell is not None else error["pointer"]
        found.append({"pointer": pointer, "code": error["code"], "message": error["message"]})
    return found

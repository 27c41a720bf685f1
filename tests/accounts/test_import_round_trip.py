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

from contracts import accounts
from contracts.access import AccessLevel
from contracts.accounts.client_lists import ExportClients
from services.accounts.imports.file_reader import reading
from services.accounts.imports.file_reader.reading import Choice, ReadFile
from services.accounts.imports.file_reader.tables import Unreadable
from tests.access.test_responsibilities import made
from tests.accounts.import_calls import checks, does, rows, uploads
from tests.accounts.test_import_files import EXAMPLES, as_csv, read, workbook
from tests.builders import Mailbox, Person, a_colleague, eventually

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


#: What each client has of its own, or says of it alone.
OF_EACH = ("CRN", "Name", "Extract email", "Created at")
NAMES = ("Oak Ltd", "Elm Ltd", "Sam Stone", "Ash Ltd")


def exported(owner: Person) -> dict[str, dict[str, str]]:
    """The lines of the list by name, with who has access in any order."""
    with owner.acting():
        text = "".join(accounts.export_clients(owner.rpc, ExportClients()))
    lines = {line["Name"]: line for line in csv.DictReader(io.StringIO(text))}
    return {
        name: {**line, "Access": "; ".join(sorted(line["Access"].split("; ")))}
        for name, line in lines.items()
    }


def test_what_the_product_exports_it_reads_back_unchanged(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.2, docs/adr/0064, 0073: with who sees each client, and who is responsible for what."""
    bob, cy = a_colleague(owner, mailbox, name="Bob Jones"), a_colleague(owner, mailbox, name="=Cy")
    tax, vat = made(owner, "Tax", AccessLevel.VIEW), made(owner, "VAT & MTD; other", AccessLevel.WORK)
    levels = [{"user_id": bob.user_id, "level": "view"}]
    given = {"colleague_ids": [bob.user_id], "account_manager_id": cy.user_id, "levels": levels}
    both = [{"responsibility_id": each, "user_id": who.user_id} for each, who in ((tax, bob), (vat, cy))]
    owner.adds_client(
        name="Oak Ltd", access=given, responsibilities=both, industry="62012", postcode="M1 1AE"
    )
    owner.adds_client(name="Elm Ltd", access={"everyone": True}, responsibilities=both[1:])
    owner.adds_self_employed(name="Sam Stone", responsibilities=both[:1])
    owner.adds_client(name="Ash Ltd", solutions=["bookkeeping", "insights"])
    before = exported(owner)
    assert before["Oak Ltd"]["Responsible for VAT & MTD; other"] == "'=Cy"
    with owner.acting():
        file = "".join(accounts.export_clients(owner.rpc, ExportClients()))
    for name in NAMES:
        file = file.replace(f'"{name}"', f'"{name} B"')
    found = uploads(owner, file)
    assert {each["heading"] for each in found["columns"] if each["field"] is None} <= {
        "Status", "Industry name", "Base currency", "Country", "Extract email", "Connected to", "Connection",
        "Invitation", "Created at",
    }  # fmt: skip
    done = does(owner, checks(owner, found, near="create", exact="create"))
    assert [row["detail"] for row in rows(owner, done)] == [None] * len(NAMES)

    def of_copies() -> bool:
        after = exported(owner)
        return all(
            {**after[f"{name} B"], **{each: before[name][each] for each in OF_EACH}} == before[name]
            for name in NAMES
        )

    assert eventually(of_copies)

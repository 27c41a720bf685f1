"""What is pasted from a spreadsheet, and how cells of a table are written: rules only (product.md 2)."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.accounts.import_states import ImportField
from services.accounts.imports.columns import column_headings
from services.accounts.imports.rows import cell_table, pasted_rows
from services.accounts.imports.rows.cell_table import CellTable
from services.accounts.imports.rows.pasted_rows import PastedRows


def read(text: str, into: str = "name") -> PastedRows:
    return pasted_rows.read(
        text, into, lambda headings, empty: column_headings.suggested(headings, "clients", empty)
    )


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Acme Ltd\tA1\r\nBramble\tB1\r\n", [["Acme Ltd", "A1"], ["Bramble", "B1"]]),
        ("\tA1\n\tB1\n", [["", "A1"], ["", "B1"]]),
        ("Acme Ltd\tA1\n\n\t\nBramble", [["Acme Ltd", "A1"], ["Bramble", ""]]),
        ('"Harbour\nHoldings"\tH1\n', [["Harbour Holdings", "H1"]]),
        ('"Say ""hi"" Ltd"\tS1', [['Say "hi" Ltd', "S1"]]),
        ('5" Pipes Ltd\tP1\nAcme\tA1', [['5" Pipes Ltd', "P1"], ["Acme", "A1"]]),
        ("Acme Ltd, A1\nBramble, B1", [["Acme Ltd", "A1"], ["Bramble", "B1"]]),
        ("Acme Ltd;A1\nBramble;B1", [["Acme Ltd", "A1"], ["Bramble", "B1"]]),
        ("Smith, Jones & Co\nAcme Ltd", [["Smith, Jones & Co"], ["Acme Ltd"]]),
        ("Acme\x00 Ltd\tA\x071", [["Acme Ltd", "A1"]]),
        ("", []),
        ("\t\n\t", []),
    ],
)
def test_rows_are_taken_apart_as_spreadsheets_copy_them(text: str, rows: list[list[str]]) -> None:
    assert read(text) == PastedRows(rows, None)


CELL = st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=8)


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=5))
def test_whatever_a_spreadsheet_copies_is_read_back(rows: list[list[str]]) -> None:
    copied = io.StringIO(newline="")
    csv.writer(copied, delimiter="\t").writerows(rows)
    found = pasted_rows.read(copied.getvalue(), "name", lambda headings, _empty: [None] * len(headings))
    assert found.rows == rows


@pytest.mark.parametrize(
    ("text", "into", "fields"),
    [
        ("Code\tClient name\nA1\tAcme", "name", ["practice_code", "name"]),
        ("Client name\tPhone\tEmail\nAcme\t1\ta@b.example", "name", ["name", None, "email"]),
        ("Client name,Code\nAcme,A1", "type", ["name", "practice_code"]),
        ("Client name\nAcme\nBramble", "name", ["name"]),
        ("Email\nEmail\tx@y.example", "name", None),
        # A column of types, in which `Business` is one; a first row whose words happen to be headings.
        ("Business\nSelf-employed", "type", None),
        ("Business\tAcme\nBusiness\tBramble", "type", None),
        ("Client name\tCode", "name", None),
        ("Contact\tjo@acme.example\nPat\tpat@b.example", "invitee_name", None),
    ],
)
def test_headings_in_the_first_line_say_what_the_columns_are(
    text: str, into: str, fields: list[str | None] | None
) -> None:
    assert read(text, into).fields == fields


def a_table(*rows: list[str]) -> CellTable:
    columns = cell_table.of_fields([ImportField.NAME, ImportField.NATIONAL_INSURANCE_NUMBER])
    return CellTable(columns, dict(enumerate(rows, start=1)))


def test_a_cell_is_written_and_a_row_with_nothing_left_is_forgotten() -> None:
    table = a_table(["Acme", "TC663795B"], ["Bramble"])
    table.put(1, ImportField.NAME, "Acme Ltd")
    table.put(2, ImportField.NAME, "")
    table.put(3, ImportField.NATIONAL_INSURANCE_NUMBER, "TC663795A")
    assert table.kept() == {1: ["Acme Ltd", "TC663795B"], 3: ["", "TC663795A"]}
    assert table.emptied() == [2]


def test_what_is_as_it_was_is_no_change_and_a_masked_number_is_as_it_was() -> None:
    table = a_table(["Acme", "TC663795B"])
    table.put(1, ImportField.NAME, "Acme")
    table.put(1, ImportField.NATIONAL_INSURANCE_NUMBER, "*****795B")
    table.put(2, ImportField.NAME, "")
    assert (table.kept(), table.emptied()) == ({}, [])
    table.put(1, ImportField.NATIONAL_INSURANCE_NUMBER, "*****795A")
    assert table.kept() == {1: ["Acme", "*****795A"]}, "another masked number is what was typed"


def test_a_column_that_the_table_lacks_is_added_under_a_heading_that_is_known() -> None:
    table = a_table(["Acme"])
    table.put(1, ImportField.TEAMS, "Payroll")
    assert table.kept() == {1: ["Acme", "", "Payroll"]}
    for field in ImportField:
        heading = cell_table.words_of(field)
        kind = "practice_codes" if field == ImportField.CRN else "clients"
        assert column_headings.suggested([heading], kind) == [field]

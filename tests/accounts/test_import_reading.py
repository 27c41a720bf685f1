"""Files as practices really have them: encodings, where the table is, cells as on screen (product.md 2)."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from contracts.accounts.imports import MOST_COLUMNS
from services.accounts.imports.columns import column_headings
from tests.accounts.test_import_files import CLIENTS, as_csv, found, read, refused, workbook

FILES = Path(__file__).with_name("import_files")


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("blank-rows-and-duplicate-headings.csv", ["Dup Ltd"]),
        ("capital-shared-strings.xlsx", ["Capital Ltd"]),
        ("carriage-return-escape.xlsx", ["First Line Second Line Ltd"]),
        ("cover-sheet.xlsx", ["Second Sheet Ltd"]),
        ("cp1252-euro.csv", ["Euro€Cars Ltd"]),
        ("empty-fill.xlsx", ["Fill Ltd"]),
        ("error-cell-name.xlsx", ["#N/A", "Acme Fine Ltd"]),
        ("excel-unicode-text.txt", ["Café Crème & £ Ltd", "Zoë’s € Bakery"]),
        ("hidden-first-sheet.xlsx", ["Seen hidden Ltd"]),
        ("macroman-cr.csv", ["Café Noël", "Zoë’s £ Bakery"]),
        ("newline-in-cell.xlsx", ["Harbour Holdings Ltd"]),
        ("null-names.csv", ["Null", "None", "TRUE"]),
        ("number-format.xlsx", ["Shown as 0042 Ltd"]),
        ("senta-101-columns.csv", ["Wide Ltd"]),
        ("sep-semicolon.csv", ["Acme One Ltd"]),
        ("strict-open-xml.xlsx", ["Strict Ltd"]),
        ("title-rows.xlsx", ["Title Rows Ltd"]),
        ("two-row-heading.xlsx", ["Merged Ltd"]),
        ("utf16-no-bom.txt", ["Acme Ltd"]),
        ("utf8-one-cp1252-line.csv", ["Café One Ltd", "Café Two Ltd"]),
    ],
)
def test_files_that_practices_had_are_read_with_their_clients_names(name: str, names: list[str]) -> None:
    table = found((FILES / name).read_bytes())
    column = column_headings.suggested(table.headings, "clients").index("name")
    assert [cells[column] for _, cells in table.rows] == names


def test_a_protected_file_that_a_practice_had_is_named_as_such() -> None:
    assert "protected with a password" in refused((FILES / "password-protected.xlsx").read_bytes())


HEAD = "Client name,Client code\r\n"


@pytest.mark.parametrize(
    ("file", "names", "encoding"),
    [
        ((HEAD + "Euro€Cars Ltd,E1\r\n").encode("cp1252"), ["Euro€Cars Ltd"], "windows-1252"),
        (
            (HEAD + "Café Noël,M1\r\nZoë’s £ Bakery,M2\r\n").replace("\r\n", "\r").encode("mac_roman"),
            ["Café Noël", "Zoë’s £ Bakery"],
            "mac_roman",
        ),
        (
            (HEAD + "Café Noël,M1\r\nØrsted & Søn,M2\r\n").encode("mac_roman"),
            ["Café Noël", "Ørsted & Søn"],
            "mac_roman",
        ),
        (
            (HEAD + "Café Noël,M1\r\nØrsted & Søn,M2\r\n").encode("cp1252"),
            ["Café Noël", "Ørsted & Søn"],
            "windows-1252",
        ),
        (
            (HEAD + "O’Brien’s “Best” – Ltd,M1\r\n").encode("cp1252"),
            ["O’Brien’s “Best” – Ltd"],
            "windows-1252",
        ),
        (
            (HEAD + "O’Brien’s “Best” – Ltd,M1\r\n").encode("mac_roman"),
            ["O’Brien’s “Best” – Ltd"],
            "mac_roman",
        ),
        ((HEAD + "Café Crème,T1\r\n").encode("utf-16"), ["Café Crème"], "utf-16"),
        ((HEAD + "Acme Ltd,N1\r\n").encode("utf-16-le"), ["Acme Ltd"], "utf-16"),
        ((HEAD + "Acme Ltd,N1\r\n").encode("utf-16-be"), ["Acme Ltd"], "utf-16"),
        ((HEAD + "Café,N1\r\n").encode("utf-8-sig"), ["Café"], "utf-8"),
    ],
)
def test_an_encoding_is_found_by_what_makes_words(file: bytes, names: list[str], encoding: str) -> None:
    table = found(file)
    assert [cells[0] for _, cells in table.rows] == names
    assert table.encoding == encoding
    signs = [name for name in names if not name.isascii()]
    assert [cell["text"] for cell in table.preview] == signs[:3]


def test_a_line_in_another_encoding_is_read_as_it_is_and_named() -> None:
    file = HEAD.encode() + "Café One Ltd,U1\r\n".encode() + "Café Two Ltd,U2\r\n".encode("cp1252")
    table = found(file)
    assert [cells[0] for _, cells in table.rows] == ["Café One Ltd", "Café Two Ltd"]
    assert table.notices == [
        "Line 3 is in another encoding than the rest, and read as Windows-1252. Check the names there."
    ]


def test_whoever_knows_better_says_the_encoding() -> None:
    file = (HEAD + "Żółw,P1\r\n").encode("cp1250")
    assert read(file, encoding="windows-1250")[1][0] == "Żółw"
    assert "Choose another encoding" in refused(file, encoding="utf-8")


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\r\n', "SEP=;\n"])
def test_the_first_line_may_say_the_delimiter(first: str) -> None:
    table = found((first + "Client name;Client code\r\nAcme, One Ltd;S1\r\n").encode())
    assert (table.headings, table.rows) == (["Client name", "Client code"], [(3, ["Acme, One Ltd", "S1"])])


@pytest.mark.parametrize(
    "above",
    [
        [["Example & Co Accountants"], ["Client list"], ["As of 5 April 2026"], []],
        [["Client list", "", "Confidential"]],
        [[], [], ["Name of the practice: Example & Co"]],
    ],
)
def test_titles_above_the_headings_are_passed_over(above: list[list[str]]) -> None:
    for file in (workbook([*above, *CLIENTS]), as_csv([*above, *CLIENTS])):
        table = found(file)
        assert table.headings == CLIENTS[0]
        assert table.rows == [(len(above) + 2, CLIENTS[1])]
        assert table.heading_row == len(above) + 1
        assert f"row {len(above) + 1}; what stands above" in table.notices[0]


def test_headings_in_two_rows_are_read_together() -> None:
    rows = [
        ["Client", "", "Contact", ""],
        ["Name", "Code", "Email", "Mobile"],
        ["Merged Ltd", "M1", "m@e.example"],
    ]
    table = found(workbook(rows))
    assert table.headings == ["Client Name", "Client Code", "Contact Email", "Contact Mobile"]
    assert [cells[0] for _, cells in table.rows] == ["Merged Ltd"]


def test_the_row_of_the_headings_can_be_said() -> None:
    rows = [["Anna", "A1"], ["X", "Y"], ["Acme", "1"]]
    assert found(workbook(rows), heading_row=2).headings == ["X", "Y"]
    assert "Row 9 has nothing in it" in refused(workbook(rows), heading_row=9)


def sheets(*wanted: tuple[str, str, list[list[str]]], active: int = 0) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, state, rows in wanted:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    book.active = active
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


LISTS = [["Types"], ["Limited"], ["Sole trader"]]
INSTRUCTIONS = [["How to fill in this template"], ["Do not change the headings"]]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_not_read(state: str) -> None:
    table = found(sheets(("Lists", state, LISTS), ("Clients", "visible", CLIENTS), active=1))
    assert (table.sheet, table.sheets, table.rows) == ("Clients", ["Clients"], [(2, CLIENTS[1])])


@pytest.mark.parametrize("active", [0, 1])
def test_the_sheet_with_the_clients_is_read_and_another_can_be_chosen(active: int) -> None:
    file = sheets(("Instructions", "visible", INSTRUCTIONS), ("Clients", "visible", CLIENTS), active=active)
    table = found(file)
    assert (table.sheet, table.sheets) == ("Clients", ["Instructions", "Clients"])
    assert "Others that can be chosen: Instructions" in table.notices[-1]
    assert found(file, sheet="Instructions").headings == ["How to fill in this template"]
    assert "no sheet “Other”" in refused(file, sheet="Other")


def test_two_hundred_columns_are_read_and_what_is_beyond_is_named() -> None:
    wide = [["Client name", *[f"F{n}" for n in range(199)]], ["Wide Ltd", *["x"] * 199]]
    assert read(as_csv(wide)) == wide
    assert found(as_csv(wide)).notices == []
    wider = [[*row, "more"] for row in wide]
    assert f"Columns after the first {MOST_COLUMNS} are left out" in found(as_csv(wider)).notices[0]
    assert "far to the right" in found(workbook(wider)).notices[0]


def test_a_client_far_down_after_blank_rows_is_read() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(CLIENTS[0])
    sheet.cell(row=45_000, column=1, value="Far Down Ltd")
    file = io.BytesIO()
    book.save(file)
    assert found(file.getvalue()).rows == [(45_000, ["Far Down Ltd"])]
    assert found(b"Client name\n" + b"\n" * 44_998 + b"Far Down Ltd\n").rows == [(45_000, ["Far Down Ltd"])]

"""Files as practices really have them: encodings, where the table is, cells as on screen (product.md 2)."""

from __future__ import annotations

import csv
import io
import re
import string
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from contracts.accounts.imports import MOST_COLUMNS
from services.accounts import import_headings
from services.accounts.file_reader import reading
from services.accounts.file_reader.number_formats import shown
from services.accounts.file_reader.reading import Choice, ReadFile
from services.accounts.file_reader.tables import Unreadable
from tests.accounts.test_import_files import EXAMPLES, found, read, refused, workbook, zipped


def parts_of(file: bytes) -> dict[str, bytes]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


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
    column = import_headings.suggested(table.headings, "clients").index("name")
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


CLIENTS = [["Client name", "Client code"], ["Acme Ltd", "A1"]]


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


def sheets(*told: tuple[str, str, list[list[str]]], active: int = 0) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, state, rows in told:
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


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (42, "0000", "0042"), (42, "General", "42"), (42.0, "General", "42"), (0.1 + 0.2, "General", "0.3"),
        (123456, "00-00-00", "12-34-56"), (7, '"ACM"000', "ACM007"), (1234.5, "#,##0.00", "1,234.50"),
        (-5, "0", "-5"), (0.25, "0%", "25%"), (12, "[Red]0000;[Blue]-0000", "0012"), (5, "@", "5"),
        (1e20, "General", "1e+20"), (12345678, "00000000", "12345678"), (3, "0 \\e\\a", "3 ea"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_shown(value: float, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_a_code_with_leading_zeros_by_its_format_keeps_them() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(CLIENTS[0])
    sheet.append(["Acme", 42])
    sheet["B2"].number_format = "0000"
    file = io.BytesIO()
    book.save(file)
    assert read(file.getvalue())[1] == ["Acme", "0042"]


def in_sheet(cell: str, **parts: bytes) -> bytes:
    """A workbook with one client, whose name is this cell."""
    file = parts_of(workbook([["Client name"], ["Acme"]]))
    sheet = file["xl/worksheets/sheet1.xml"].decode()
    file["xl/worksheets/sheet1.xml"] = re.sub(r'<c r="A2".*?</c>', cell, sheet).encode()
    return zipped({**file, **{name.replace("__", "/"): content for name, content in parts.items()}})


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ('<c r="A2" t="inlineStr"><is><t>Harbour\nHoldings Ltd</t></is></c>', "Harbour Holdings Ltd"),
        ('<c r="A2" t="inlineStr"><is><t>First_x000D_Second</t></is></c>', "First Second"),
        ('<c r="A2" t="inlineStr"><is><t>A_x005F_x000D_B</t></is></c>', "A_x000D_B"),
        ('<c r="A2" t="inlineStr"><is><t>Owl _xD83E__xDD89_ Ltd</t></is></c>', "Owl 🦉 Ltd"),
        ('<c r="A2" t="inlineStr"><is><t>Half_xD83E_</t></is></c>', "Half�"),
        ('<c r="A2" t="inlineStr"><is><r><t>Rich </t></r><r><t>Text</t></r></is></c>', "Rich Text"),
        ('<c r="A2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="A2" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A2" t="str"><f>A1</f><v>Worked out</v></c>', "Worked out"),
    ],
)
def test_cells_are_read_as_on_screen(cell: str, name: str) -> None:
    assert read(in_sheet(cell))[1] == [name]


STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
USUAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_strict_open_xml_is_read() -> None:
    parts = {
        name: content.replace(USUAL.encode(), STRICT.encode()).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, content in parts_of(workbook(CLIENTS)).items()
    }
    assert read(zipped(parts)) == CLIENTS


def test_styles_do_not_matter() -> None:
    parts = parts_of(workbook(CLIENTS))
    parts["xl/styles.xml"] = (
        f'<styleSheet xmlns="{USUAL}"><fills><fill/></fills><cellXfs/></styleSheet>'.encode()
    )
    assert read(zipped(parts)) == CLIENTS


def test_names_of_parts_in_other_case_are_found() -> None:
    parts = {
        name.replace("sheet1", "Sheet1"): content for name, content in parts_of(workbook(CLIENTS)).items()
    }
    assert read(zipped(parts)) == CLIENTS


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1528), "password"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Workbook".encode("utf-16-le"),
            "old version of Excel",
        ),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"<html><table><tr><td>Client name</table>", "a web page"),
    ],
)
def test_other_kinds_of_files_are_named_as_what_they_are(file: bytes, why: str) -> None:
    assert why in refused(file)


# A table made at random, as real programs write it, is read back equal. ------------------------

LETTERS = string.ascii_letters + string.digits + " .,;:'&()/-_@#+!?£éüñøß€’“”–"
TEXT = st.text(LETTERS, min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    headings = ["Client name", "Client code", "Email", "Postcode", "Notes"][:width]
    row = st.lists(TEXT | st.just(""), min_size=width, max_size=width)
    rows = draw(st.lists(row.filter(any).filter(lambda cells: cells != headings), min_size=1, max_size=6))
    return [headings, *rows]


def as_csv(rows: list[list[str]], encoding: str = "utf-8", **dialect: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, **dialect).writerows(rows)
    return text.getvalue().encode(encoding)


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
    rows = [[cell.encode(encoding, "ignore").decode(encoding).strip() for cell in row] for row in rows]
    rows = [rows[0], *[row for row in rows[1:] if any(row)]]
    if len(rows) < 2:
        return
    told = {"utf-16-le": "utf-16-le"}.get(encoding, encoding)
    try:
        table = reading.read(as_csv(rows, told, **dialect), Choice())
    except Unreadable:
        pytest.fail("it was not read")
    assert same_or_told(table, rows)

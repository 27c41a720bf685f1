"""Files as people have them, and as somebody may make them to do harm (issue 5)."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from contracts.accounts.imports import MOST_COLUMNS, MOST_ROWS
from services.accounts import import_columns, import_files

CONTENT = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def read(file: bytes, form: str = "csv") -> list[list[str]]:
    return [cells for _, cells in import_files.rows_of(file, form)]


def refused(file: bytes, form: str = "csv") -> str:
    with pytest.raises(import_files.Unreadable) as why:
        import_files.rows_of(file, form)
    return str(why.value)


def workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_sheet(sheet: bytes, file: bytes | None = None) -> bytes:
    """A workbook of which the sheet is something else."""
    made = io.BytesIO()
    packed = io.BytesIO(file or workbook([["name"], ["Acme"]]))
    with zipfile.ZipFile(packed) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else before.read(name))
    return made.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_encoding_and_delimiter_is_read(encoding: str, delimiter: str) -> None:
    text = f"Name{delimiter}Town\r\nCafé Zoë{delimiter}Besançon\r\nÅre Bygg{delimiter}Örebro\r\n"
    assert read(text.encode(encoding)) == [["Name", "Town"], ["Café Zoë", "Besançon"], ["Åre Bygg", "Örebro"]]


def test_quoted_cells_blank_lines_and_short_rows_are_read() -> None:
    file = b'name,note\n"Acme, Widgets","says ""hi""\nand more"\n\n,,\nBramble\n'
    assert import_files.rows_of(file, "csv") == [
        (1, ["name", "note"]),
        (2, ["Acme, Widgets", 'says "hi"and more']),
        (5, ["Bramble"]),
    ]


def test_a_workbook_is_read_with_its_numbers_and_dates_as_text() -> None:
    file = workbook([["name", "code", "since"], ["Acme", 7, None], [None, None, None], ["Bramble", 1.5, "x"]])
    assert read(file, "xlsx") == [["name", "code", "since"], ["Acme", "7"], ["Bramble", "1.5", "x"]]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "empty"),
        (b"name\n", "no rows"),
        (b'name,code\n"Acme,1\nBramble,2\n', "quotes do not balance"),
        (b"name\n" + b"x" * 70_000, "too long"),
        (b"PK\x03\x04\x00\x00name\nAcme", "no text file"),
        ((",".join(["x"] * 200) + "\n").encode() * 3, f"more than {MOST_COLUMNS} columns"),
        (b"name\n" + b"Acme\n" * (MOST_ROWS + 1), "more than 20,000 rows"),
    ],
)
def test_what_cannot_be_read_as_csv_is_refused_with_how_to_mend_it(file: bytes, why: str) -> None:
    assert why in refused(file)


def test_what_is_no_workbook_is_refused() -> None:
    good = workbook([["name"], ["Acme"]])
    for file in (b"name\nAcme\n", good[:-30], good[:200], b"PK\x05\x06" + b"\x00" * 18):
        assert "cannot be read" in refused(file, "xlsx")


def test_a_zip_bomb_is_refused() -> None:
    assert "too large unpacked" in refused(with_sheet(CONTENT.encode() + b" " * 60_000_000), "xlsx")


def test_a_workbook_that_lies_about_its_size_is_refused() -> None:
    file = with_sheet(CONTENT.encode() + b" " * 60_000_000)
    lying = file.replace((60_000_000 + len(CONTENT)).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != file
    assert "cannot be read" in refused(lying, "xlsx")


def test_entities_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert "no sheet needs" in refused(with_sheet(bomb), "xlsx")


def test_cells_at_the_end_of_the_sheet_are_not_room_for_all_before_them() -> None:
    far = (
        CONTENT + '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Acme</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    )
    assert read(with_sheet(far.encode()), "xlsx") == [["name"], ["Acme"]]


def test_formulas_are_text_here_and_are_made_harmless_where_they_leave() -> None:
    assert read(b"name\n=1+1\n") == [["name"], ["=1+1"]]
    # A workbook gives the value that was worked out, never the formula.
    assert refused(workbook([["name"], ["=1+1"]]), "xlsx").startswith("The file has no rows")


def test_hostile_files_take_less_than_200_megabytes(tmp_path: Path) -> None:
    """Measured in a process of its own, with everything that reading needs."""
    cells = "".join(f'<c t="inlineStr"><is><t>{number:030}</t></is></c>' for number in range(90))
    sheet = f"{CONTENT}<sheetData>{f'<row>{cells}</row>' * 1500}</sheetData></worksheet>"
    files = {
        "bomb.xlsx": with_sheet(CONTENT.encode() + b" " * 60_000_000),
        "many.xlsx": with_sheet(sheet.encode()),
        "wide.csv": (b"x" * 99 + b",") * 100_000 + b"\n",
        "quotes.csv": b'"' * 10_000_000,
        "many.csv": (b"x" * 20 + b",") * 20 * 20_000,
        "letters.csv": b"\xe9" * 10_000_000,
    }
    for name, file in files.items():
        (tmp_path / name).write_bytes(file)
    measure = (
        "import re, sys, pathlib\n"
        "from services.accounts import import_files\n"
        "for path in map(pathlib.Path, sys.argv[1:]):\n"
        "    try:\n"
        "        import_files.rows_of(path.read_bytes(), path.suffix[1:])\n"
        "    except import_files.Unreadable:\n"
        "        pass\n"
        # Not getrusage, whose maximum is also that of the process before it became this one.
        "    peak = re.search('VmHWM:\\\\s+([0-9]+)', pathlib.Path('/proc/self/status').read_text())[1]\n"
        "    print(path.name, int(peak) // 1024)\n"
    )
    command = [sys.executable, "-c", measure, *[str(tmp_path / name) for name in files]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert max(int(line.split()[1]) for line in done.stdout.splitlines()) < 200, done.stdout


@given(st.binary(max_size=300), st.sampled_from(["csv", "xlsx"]))
def test_any_bytes_are_read_or_refused(file: bytes, form: str) -> None:
    try:
        rows = import_files.rows_of(file, form)
    except import_files.Unreadable:
        return
    assert len(rows) > 1
    assert all(cell.isprintable() for _, cells in rows for cell in cells)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"name": "A", "industry": "62012 - Software"}, {"type": "business", "industry": "62012"}),
        ({"name": "A", "industry": "1110"}, {"industry": "01110"}),
        ({"name": "A", "type": "Sole Trader"}, {"type": "self_employed"}),
        ({"name": "A", "type": "LLP"}, {"type": "business"}),
        ({"name": "A", "national_insurance_number": "TC663795B"}, {"type": "self_employed"}),
        ({"name": "A", "solutions": "Bookkeeping; insights"}, {"solutions": ["bookkeeping", "insights"]}),
    ],
)
def test_a_row_says_what_people_write(said: dict[str, str], expected: dict[str, Any]) -> None:
    made = import_columns.creation(said, {})
    assert {key: made[key] for key in expected} == expected

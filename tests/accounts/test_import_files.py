"""Files as people have them, and as somebody may make them to do harm (issue 5)."""

import contextlib
import csv
import io
import os
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from contracts.accounts.imports import MOST_ROWS
from services.accounts.imports import reader_process
from services.accounts.imports.file_reader import reading
from services.accounts.imports.file_reader.reading import Choice, ReadFile
from services.accounts.imports.file_reader.tables import Unreadable
from services.accounts.imports.rows import row_contents

DTD = "This XLSX file holds what no sheet needs (a DTD). Save the clients as CSV."
DAMAGED = "This XLSX file is damaged. Open it in the spreadsheet and save it again."
CONTENT = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def found(file: bytes, **chosen: Any) -> ReadFile:
    table = reading.read(file, Choice(**chosen))
    assert orjson.loads(orjson.dumps(table.plain())) is not None, "the reader's process can say it"
    return table


def read(file: bytes, **chosen: Any) -> list[list[str]]:
    """The headings and the rows."""
    table = found(file, **chosen)
    return [table.headings, *[cells for _, cells in table.rows]]


def refused(file: bytes, **chosen: Any) -> str:
    with pytest.raises(Unreadable) as why:
        reading.read(file, Choice(**chosen))
    message = str(why.value)
    assert not re.search(r"[A-Z][a-z]+Error|Bad[A-Z]|Exception", message), "no name of a class"
    return message


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


def zipped(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return made.getvalue()


def parts_of(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def as_csv(rows: list[list[str]], encoding: str = "utf-8", **dialect: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, **dialect).writerows(rows)
    return text.getvalue().encode(encoding)


CLIENTS = [["Client name", "Client code"], ["Acme Ltd", "A1"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_encoding_and_delimiter_is_read(encoding: str, delimiter: str) -> None:
    text = f"Name{delimiter}Town\r\nCafé Zoë{delimiter}Besançon\r\nÅre Bygg{delimiter}Örebro\r\n"
    assert read(text.encode(encoding)) == [["Name", "Town"], ["Café Zoë", "Besançon"], ["Åre Bygg", "Örebro"]]


def test_quoted_cells_blank_lines_and_short_rows_are_read() -> None:
    file = b'name,note\n"Acme, Widgets","says ""hi""\nand more"\n\n,,\nBramble\n'
    assert found(file).rows == [(2, ["Acme, Widgets", 'says "hi" and more']), (5, ["Bramble"])]


def test_a_workbook_is_read_with_its_numbers_and_dates_as_text() -> None:
    file = workbook([["name", "code", "since"], ["Acme", 7, None], [None, None, None], ["Bramble", 1.5, "x"]])
    assert read(file) == [["name", "code", "since"], ["Acme", "7"], ["Bramble", "1.5", "x"]]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "empty"),
        (b"name\n", "no rows"),
        (b'name,code\n"Acme,1\nBramble,2\n', "quotes do not balance"),
        (b"name\n" + b"x" * 1_100_000, "too long"),
        (b"name\nAcme\x00Ltd", "no text file"),
        (b"PK\x03\x04\x00\x00name\nAcme", "damaged"),
        (b"name\n" + b"Acme\n" * (MOST_ROWS + 1), "more than 20,000 rows"),
    ],
)
def test_what_cannot_be_read_as_csv_is_refused_with_how_to_mend_it(file: bytes, why: str) -> None:
    assert why in refused(file)


def test_what_is_no_workbook_is_refused() -> None:
    good = workbook([["name"], ["Acme"]])
    for file in (good[:-30], good[:200], b"PK\x03\x04" + b"\x00" * 18):
        assert "damaged" in refused(file)
    assert "zip, and no spreadsheet" in refused(zipped({"clients.csv": b"name\nAcme"}))
    assert "OpenDocument" in refused(zipped({"mimetype": b"application/vnd.oasis", "content.xml": b"<a/>"}))


def test_a_zip_bomb_is_refused() -> None:
    assert "too large unpacked" in refused(with_sheet(CONTENT.encode() + b" " * 60_000_000))


def test_a_workbook_that_lies_about_its_size_is_refused() -> None:
    file = with_sheet(CONTENT.encode() + b" " * 60_000_000)
    lying = file.replace((60_000_000 + len(CONTENT)).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != file
    assert "damaged" in refused(lying)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_entities_are_refused_in_every_encoding(encoding: str) -> None:
    stated = "utf-16" if encoding.startswith("utf-16") else encoding
    bomb = f'<?xml version="1.0" encoding="{stated}"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert refused(with_sheet(bomb.encode(encoding))) in (DTD, DAMAGED)
    billion = bomb.replace("<x>", "<!-- " + "x" * 70_000 + " --><x>")
    assert refused(with_sheet(billion.encode(encoding))) in (DTD, DAMAGED)


def test_cells_at_the_end_of_the_sheet_are_not_room_for_all_before_them() -> None:
    far = (
        CONTENT + '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Acme</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    )
    assert read(with_sheet(far.encode())) == [["name"], ["Acme"]]
    assert found(with_sheet(far.encode())).notices == [
        "Cells far to the right are left out, such as XFD1048576."
    ]


def test_formulas_are_text_here_and_are_made_harmless_where_they_leave() -> None:
    assert read(b"name\n=1+1\n") == [["name"], ["=1+1"]]
    # A workbook gives the value that was worked out, never the formula.
    assert refused(workbook([["name"], ["=1+1"]])).startswith("The file has no rows")


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
        "from services.accounts.imports.file_reader import reading\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "try:\n"
        "    reading.read(path.read_bytes(), reading.Choice())\n"
        "except reading.Unreadable:\n"
        "    pass\n"
        # Not getrusage, whose maximum is also that of the process before it became this one.
        "peak = re.search('VmHWM:\\\\s+([0-9]+)', pathlib.Path('/proc/self/status').read_text())[1]\n"
        "print(int(peak) // 1024)\n"
    )
    for name in files:
        command = [sys.executable, "-c", measure, str(tmp_path / name)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        assert int(done.stdout) < 200, name


def test_the_process_that_reads_files_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTELE_SECRET_KEYS", "known to the service alone")
    assert reader_process.read(b"name\nAcme\n", Choice()).rows == [(2, ["Acme"])]
    # In the place of the reader, one that answers with what it knows.
    telling = "import os, orjson; print(orjson.dumps({'unreadable': repr(dict(os.environ))}).decode())"
    monkeypatch.setattr(reader_process, "_COMMAND", (sys.executable, "-c", telling))
    with pytest.raises(Unreadable, match="PATH") as raised:
        reader_process.read(b"name\nAcme\n", Choice())
    assert "CLIENTELE" not in str(raised.value)
    assert "known to the service" not in str(raised.value)


def test_the_process_that_reads_files_ends_itself_when_it_takes_too_long() -> None:
    begun = "from services.accounts.imports.file_reader import __main__ as m; m.PATIENCE = 1; m.main()"
    with subprocess.Popen([sys.executable, "-c", begun], stdin=subprocess.PIPE) as reading:
        # The file does not come to its end.
        assert reading.wait() == -signal.SIGALRM


def test_a_file_that_takes_too_long_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    ends_itself = "import signal; signal.alarm(1); signal.pause()"
    monkeypatch.setattr(reader_process, "_COMMAND", (sys.executable, "-c", ends_itself))
    with pytest.raises(Unreadable, match="takes too long"):
        reader_process.read(b"name\nAcme\n", Choice())


EXAMPLES = int(os.environ.get("CLIENTELE_FUZZ_EXAMPLES", "6")) * 20


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"name,code\n", b"\xff\xfe"]))
def test_any_bytes_are_read_or_refused(file: bytes, before: bytes) -> None:
    try:
        table = found(before + file)
    except Unreadable:
        return
    assert table.rows
    assert all(len(cell.splitlines()) <= 1 for _, cells in table.rows for cell in cells)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data())
def test_a_workbook_with_broken_parts_is_read_or_refused(data: st.DataObject) -> None:
    """Some bytes of one of its parts are others."""
    good = workbook([["name", "code"], ["Acme", 7]])
    with zipfile.ZipFile(io.BytesIO(good)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    at = data.draw(st.integers(0, len(parts[name])))
    broken = (
        parts[name][:at]
        + data.draw(st.binary(max_size=20))
        + parts[name][at + data.draw(st.integers(0, 9)) :]
    )
    with contextlib.suppress(Unreadable):
        found(zipped({**parts, name: broken}))


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
    made = row_contents.creation(said, {})
    assert {key: made[key] for key in expected} == expected

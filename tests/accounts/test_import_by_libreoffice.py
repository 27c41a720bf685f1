"""Tables at random as LibreOffice writes them, as a workbook and as text: read back, or the difference told.

Where the machine has no LibreOffice they are skipped, and say so.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.accounts.imports.file_reader import reading
from services.accounts.imports.file_reader.reading import Choice
from tests.accounts.test_import_files import EXAMPLES, read
from tests.accounts.test_import_round_trip import same_or_told, tables, trimmed, writable

SOFFICE = shutil.which("soffice") or ""
pytestmark = [
    pytest.mark.skipif(not SOFFICE, reason="needs LibreOffice (Debian: libreoffice-calc-nogui)"),
    pytest.mark.timeout(600),
]

#: A start of LibreOffice takes seconds, so that each one writes a number of tables.
AT_ONCE = 20
TEXT_FILE = "csv:Text - txt - csv (StarCalc)"
#: Its name for a dialect: delimiter, quotes and character set by their numbers, first line, and so on.
AS_TEXT = {
    ("utf-8", "comma"): "44,34,76,1",
    ("utf-8", "comma, all quoted"): "44,34,76,1,,0,true",
    ("cp1252", "semicolon"): "59,34,1,1",
    ("utf-16", "tab"): "9,34,65535,1",
    ("iso-8859-15", "comma"): "44,34,22,1",
    ("mac_roman", "semicolon"): "59,34,2,1",
}
#: An OpenDocument file in one piece of XML; digits in the second style stand eight together.
DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">
<office:automatic-styles>
<number:number-style style:name="N8"><number:number number:decimal-places="0" number:min-integer-digits="8"/>
</number:number-style>
<style:style style:name="eight" style:family="table-cell" style:data-style-name="N8"/>
</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="Clients">%s</table:table></office:spreadsheet>
</office:body>
</office:document>
"""


def as_document(rows: Sequence[Sequence[str | int]]) -> str:
    return DOCUMENT % "".join(
        f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows
    )


def _cell(value: str | int) -> str:
    if isinstance(value, int):
        kind = f'table:style-name="eight" office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {kind}><text:p>{value:08}</text:p></table:table-cell>"
    if not value:
        return "<table:table-cell/>"
    text = f"<text:p>{escape(value)}</text:p>"
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


def written(folder: Path, documents: list[str], form: str) -> list[bytes]:
    """The documents as LibreOffice saves them. `form` is an ending, or one with a filter and its options."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "saved").mkdir(parents=True)
    for number, document in enumerate(documents):
        (folder / f"{number}.fods").write_text(document, "utf-8")
    subprocess.run(
        [
            SOFFICE, "--headless", f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}",
            "--convert-to", form, "--outdir", str(folder / "saved"), *map(str, sorted(folder.glob("*.fods"))),
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    ending = form.partition(":")[0]
    return [(folder / "saved" / f"{number}.{ending}").read_bytes() for number in range(len(documents))]


few = settings(
    max_examples=1 + EXAMPLES // 120,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@few
@given(many=st.lists(tables(), min_size=AT_ONCE, max_size=AT_ONCE))
def test_a_workbook_is_read_back(tmp_path: Path, many: list[list[list[str]]]) -> None:
    files = written(tmp_path / "tables", [as_document(rows) for rows in many], "xlsx")
    assert [read(file) for file in files] == [trimmed(rows) for rows in many]


@pytest.mark.parametrize(("encoding", "dialect"), AS_TEXT)
@few
@given(many=st.lists(tables(), min_size=AT_ONCE, max_size=AT_ONCE))
def test_text_is_read_back_or_the_difference_told(
    tmp_path: Path, encoding: str, dialect: str, many: list[list[list[str]]]
) -> None:
    many = [rows for rows in (writable(rows, encoding) for rows in many) if len(rows) > 1]
    form = f"{TEXT_FILE}:{AS_TEXT[encoding, dialect]}"
    files = written(tmp_path / "tables", [as_document(rows) for rows in many], form)
    for file, rows in zip(files, many, strict=True):
        assert same_or_told(reading.read(file, Choice()), rows), (file, rows)


def test_numbers_are_read_as_they_are_shown(tmp_path: Path) -> None:
    numbers = [1, 42, 123456, 7654321, 12345678]
    rows: list[list[str | int]] = [["Acme", number] for number in numbers]
    document = as_document([["Client name", "Company number"], *rows])
    [workbook] = written(tmp_path / "tables", [document], "xlsx")
    [text] = written(tmp_path / "tables", [document], f"{TEXT_FILE}:44,34,76,1,,0,false,true")
    assert read(workbook)[1:] == read(text)[1:] == [["Acme", f"{number:08}"] for number in numbers]

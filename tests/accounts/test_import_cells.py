"""What stands in the cells of a workbook, and what else somebody may choose for one (product.md 2)."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import Workbook

from services.accounts.imports.file_reader.number_formats import shown
from tests.accounts.test_import_files import CLIENTS, parts_of, read, refused, workbook, zipped


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

"""The zip of an XLSX, checked as it is unpacked and written anew in the form that openpyxl reads.

Every size that a zip states is anybody's guess, so what comes out of it is counted. No part of a sheet needs
a DTD, whose entities make much of little. Programs write what Excel takes and openpyxl does not: parts named
in other case, the namespaces of Strict Open XML, styles with empty parts; only number formats matter here.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from services.accounts.imports.file_reader.tables import Unreadable

#: Bytes that a workbook may unpack to: many times what twenty thousand rows of clients take.
LARGEST_UNPACKED = 40 * 1024 * 1024
_MOST_PARTS = 500
_CHUNK = 64 * 1024
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_TARGET = re.compile(rb'(Target|PartName)="([^"]*)"')
_FAR = re.compile(rb'<c\b[^>]*\br="((?:[A-Z]{3}|G[S-Z]|[H-Z][A-Z])[0-9]+)"[^>]*(?<!/)>')
_NAMED = 3
_STYLES = "xl/styles.xml"
_DATA = re.compile(r"^(\[content_types\]\.xml|_rels/.*|xl/[^/]*\.xml|xl/_rels/.*|xl/worksheets/[^/]*\.xml)$")


def mended(file: bytes) -> tuple[bytes, list[str]]:
    """The same workbook with what its sheets need, as openpyxl reads it, and some cells that are left out:
    those beyond the last column that is read. Raises `Unreadable`.
    """
    try:
        parts = _parts(file)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Unreadable("This XLSX file is damaged. Open it in the spreadsheet and save it again.") from None
    if "xl/workbook.xml" not in parts:
        raise Unreadable(_other_kind(parts))
    parts[_STYLES] = _styles(parts.get(_STYLES, b""))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, content in parts.items():
            made.writestr("[Content_Types].xml" if name == "[content_types].xml" else name, content)
    beyond = [cell for name, part in parts.items() if "/worksheets/" in name for cell in _beyond(part)]
    return packed.getvalue(), beyond[:_NAMED]


def _beyond(sheet: bytes) -> list[str]:
    """Cells with something in them to the right of the last column that is read (GR, the 200th)."""
    return [found[1].decode() for found, _ in zip(_FAR.finditer(sheet), range(_NAMED), strict=False)]


def _parts(file: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        members = packed.infolist()
        if len(members) > _MOST_PARTS:
            raise Unreadable("This XLSX file holds too many parts. Save the sheet of the clients alone.")
        for member in members:
            name = member.filename.replace("\\", "/").lstrip("/").lower()
            if member.flag_bits & 1:
                raise Unreadable(
                    "This file is protected with a password. Remove it, and save the file again."
                )
            if not _DATA.match(name) and name not in ("mimetype", "content.xml"):
                continue
            content = bytearray()
            with packed.open(member) as opened:
                while chunk := opened.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise Unreadable("This XLSX file is too large unpacked. Save it as CSV.")
                    content += chunk
            found[name] = _xml(bytes(content)) if name.endswith((".xml", ".rels")) else bytes(content)
    return found


def _xml(content: bytes) -> bytes:
    """A part in UTF-8, without a DTD, in the transitional namespaces."""
    _refuse_dtd(content)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[:2] in (b"<\x00", b"\x00<"):
        codec = (
            "utf-16"
            if content[:1] in (b"\xff", b"\xfe")
            else "utf-16-le"
            if content[:1] == b"<"
            else "utf-16-be"
        )
        content = re.sub(r"^\ufeff?<\?xml[^>]*\?>", "", content.decode(codec)).encode()
    for strict, usual in _STRICT:
        content = content.replace(strict, usual)
    return _TARGET.sub(lambda found: found[1] + b'="' + found[2].lower() + b'"', content)


def _refuse_dtd(content: bytes) -> None:
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Unreadable("This XLSX file holds what no sheet needs (a DTD). Save the clients as CSV.")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):  # also an encoding that nobody knows
        raise Unreadable("This XLSX file is damaged. Open it in the spreadsheet and save it again.") from None


def _styles(content: bytes) -> bytes:
    """Styles with number formats and nothing else."""
    formats: dict[str, str] = {}
    cells: list[str] = []
    inside: list[str] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "numFmt":
            formats[attributes.get("numFmtId", "0")] = attributes.get("formatCode", "General")
        elif tag == "xf" and inside and inside[-1] == "cellXfs":
            cells.append(attributes.get("numFmtId", "0"))
        inside.append(tag)

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _name: inside.pop()
    if content:
        parser.Parse(content, True)
    declared = "".join(
        f"<numFmt numFmtId={quoteattr(key)} formatCode={quoteattr(code)}/>"
        for key, code in formats.items()
        if key.isdecimal()
    )
    used = "".join(
        f'<xf numFmtId="{int(each) if each.isdecimal() else 0}" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        for each in cells or ["0"]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{f'<numFmts>{declared}</numFmts>' if declared else ''}<fonts><font/></fonts>"
        '<fills><fill><patternFill patternType="none"/></fill></fills><borders><border/></borders>'
        '<cellStyleXfs><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f"<cellXfs>{used}</cellXfs>"
        '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ).encode()


def _other_kind(parts: dict[str, bytes]) -> str:
    if "content.xml" in parts or "mimetype" in parts:
        return "This is an OpenDocument file (ODS). Save the clients as XLSX or CSV and choose it again."
    return "This is a zip, and no spreadsheet. Unpack it, and choose the CSV or XLSX inside."

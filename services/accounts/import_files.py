"""Reads files that people upload: CSV of whatever encoding and delimiter, and XLSX. Trusts none of them."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from contracts.accounts.imports import MOST_COLUMNS, MOST_ROWS

#: Bytes that an XLSX may unpack to: many times what twenty thousand rows of clients take.
_LARGEST_UNPACKED = 40 * 1024 * 1024
_MOST_MEMBERS = 200
_LONGEST_CELL = 1000
_DELIMITERS = ",;\t|"
_SNIFFED = 64 * 1024
_QUOTED = re.compile(r'"[^"]*"')

csv.field_size_limit(64 * 1024)


class Unreadable(Exception):
    """Why a file cannot be read, and how to mend it, in one sentence."""


def rows_of(file: bytes, form: str) -> list[tuple[int, list[str]]]:
    """The rows with something in them, with their numbers, headings first. Raises `Unreadable`."""
    if not file:
        raise Unreadable("The file is empty. Choose another.")
    found = _csv(file) if form == "csv" else _xlsx(file)
    rows: list[tuple[int, list[str]]] = []
    for number, row in enumerate(found, start=1):
        cells = [_plain(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(
                f"The file has more than {MOST_COLUMNS} columns. Keep those of the clients only."
            )
        if len(rows) > MOST_ROWS:
            raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it into several.")
        rows.append((number, cells))
    if len(rows) < 2:
        raise Unreadable("The file has no rows under its headings. The first row must be the headings.")
    return rows


def _csv(file: bytes) -> Iterator[list[str]]:
    text = _decoded(file)
    if "\x00" in text:
        raise Unreadable("This is no text file. Save it as CSV (UTF-8) or XLSX and choose it again.")
    delimiter = _delimiter(text)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        why = f"The quotes do not balance, or a cell is too long ({error})."
        raise Unreadable(f"{why} Save it again as CSV.") from None


def _decoded(file: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if file.startswith(mark):
            return _decode(file, encoding)
    try:
        return file.decode("utf-8")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes  # as openpyxl below

        telling = b"\n".join(line for line in file.splitlines() if not line.isascii())[:_SNIFFED]
        # What spreadsheets of the countries that practices are in save: more guesses are more mistakes.
        best = from_bytes(telling, cp_isolation=["cp1252", "mac_roman"]).best()
        return _decode(file, best.encoding if best is not None else "cp1252")


def _decode(file: bytes, encoding: str) -> str:
    try:
        return file.decode(encoding)
    except UnicodeDecodeError:
        message = "The file's encoding is not known. Save it as CSV (UTF-8) and choose it again."
        raise Unreadable(message) from None


def _delimiter(text: str) -> str:
    """The delimiter that splits the headings into most cells."""
    first = _QUOTED.sub("", text[:_SNIFFED].lstrip("\r\n")).partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _xlsx(file: bytes) -> Iterator[Iterable[Any]]:
    # With the first such file only: its 8 MB would be a tenth of what an idle service needs.
    from openpyxl import load_workbook

    try:
        _look_into(file)
        book = load_workbook(io.BytesIO(file), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        # One column and row more than may be, so that too many are noticed and no more is read.
        yield from sheet.iter_rows(max_row=2 * MOST_ROWS, max_col=MOST_COLUMNS + 1, values_only=True)
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001  a file can be broken in every way; none may be ours to fail of
        why = f"This XLSX file cannot be read ({type(error).__name__})."
        raise Unreadable(f"{why} Save it again, or as CSV.") from None


def _look_into(file: bytes) -> None:
    """Unpack it once without keeping anything, as what a zip says of its sizes is anybody's guess."""
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        members = packed.infolist()
        if len(members) > _MOST_MEMBERS:
            raise Unreadable("This XLSX file holds too many parts. Save the sheet alone, or as CSV.")
        left = _LARGEST_UNPACKED
        for member in members:
            with packed.open(member) as opened:
                while chunk := opened.read(64 * 1024):
                    left -= len(chunk)
                    if left < 0:
                        raise Unreadable("This XLSX file is too large unpacked. Save it as CSV.")
                    if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                        raise Unreadable("This XLSX file holds what no sheet needs. Save it as CSV.")


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime.datetime | datetime.date):
        cell = cell.isoformat()
    text = str(cell)[:_LONGEST_CELL].strip()
    return text if text.isprintable() else "".join(filter(str.isprintable, text))

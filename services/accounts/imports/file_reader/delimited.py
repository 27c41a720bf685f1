"""CSV and its kin as rows, whatever their delimiter; Excel's first line `sep=;` says which."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from services.accounts.imports.file_reader.decoding import decoded
from services.accounts.imports.file_reader.tables import Row, Unreadable

_DELIMITERS = ",;\t|"
_SNIFFED = 64 * 1024
_LINES = 20
_QUOTED = re.compile(r'"[^"]*"')
_SEP = re.compile(r"\s*\"?sep=(.)\"?[^\r\n]*(?:\r\n|\r|\n)", re.IGNORECASE)

csv.field_size_limit(1024 * 1024)


@dataclass(frozen=True, slots=True)
class Delimited:
    rows: list[Row]
    encoding: str
    notices: list[str]


def rows_of(file: bytes, encoding: str | None = None) -> Delimited:
    """The rows with their numbers. Raises `Unreadable`."""
    read = decoded(file, encoding)
    if "\x00" in read.text:
        raise Unreadable("This is no text file. Save it as CSV (UTF-8) or XLSX and choose it again.")
    said = _SEP.match(read.text)
    text, first = (read.text[said.end() :], 2) if said is not None else (read.text, 1)
    delimiter = said[1] if said is not None else _delimiter(text)
    # A space before a quoted cell is no part of it; of other cells it is taken away anyhow.
    lines = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=delimiter != "\t"
    )
    try:
        rows = [(number, cells) for number, cells in enumerate(lines, start=first)]
    except csv.Error:
        at = lines.line_num + first - 1
        why = f"The quotes do not balance in line {at}, or a cell there is too long."
        raise Unreadable(f"{why} Mend it, or save the file again as CSV.") from None
    return Delimited(rows, read.encoding, read.notices)


def _delimiter(text: str) -> str:
    """The delimiter that splits most lines alike; of several, that which makes most cells of them."""
    lines = [line for line in _QUOTED.sub("", text[:_SNIFFED]).splitlines() if line.strip(" ")][:_LINES]

    def merit(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines if delimiter in line]
        common = max(set(counts), key=counts.count) if counts else 0
        return counts.count(common) if common else 0, common

    return max(_DELIMITERS, key=merit)

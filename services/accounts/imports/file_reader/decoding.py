"""Bytes as text. What says how it is encoded is believed; else it is found out by what would make words.

The single-byte encodings all read any byte as something, so that a wrong guess puts wrong letters into names:
Windows-1252 is taken first, and MacRoman where its letters fit their words better.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from services.accounts.imports.file_reader.tables import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
_SNIFFED = 256 * 1024
_NAMED = 3
_LONGEST_EXAMPLE = 40
_OPENING = "‘“„‹«¿¡"


@dataclass(frozen=True, slots=True)
class Decoded:
    """`encoding` is one of `contracts.accounts.states.Encoding`."""

    text: str
    encoding: str
    notices: list[str] = field(default_factory=list)


def decoded(file: bytes, chosen: str | None = None) -> Decoded:
    """The file as text, in the encoding that was chosen or in the one that fits. Raises `Unreadable`."""
    if chosen is not None:
        return Decoded(_decode(file, chosen, chosen), chosen)
    for mark, codec, name in _MARKS:
        if file.startswith(mark):
            return _once(Decoded(_decode(file, codec, name), name))
    wide = _utf16_without_mark(file)
    if wide is not None:
        return _once(Decoded(_decode(file, wide, "utf-16"), "utf-16"))
    try:
        return _once(Decoded(file.decode(), "utf-8"))
    except UnicodeDecodeError:
        return _mixed(file) or _single_byte(file)


def _once(read: Decoded) -> Decoded:
    """With letters that a product before us has encoded twice, so that é became Ã©, as they were."""
    if read.text.isascii():
        return read
    from ftfy import fix_encoding

    lines = read.text.splitlines(keepends=True)
    mended = [line if line.isascii() else fix_encoding(line) for line in lines]
    places = [at for at, (line, other) in enumerate(zip(lines, mended, strict=True)) if line != other]
    if not places:
        return read
    before, after = _example(lines[places[0]], mended[places[0]])
    said = f"Letters had been encoded twice: “{before}” is read as “{after}”, in {_lines(places)}."
    choose = "Choose the encoding to have them as they stand in the file."
    return Decoded("".join(mended), read.encoding, [*read.notices, f"{said} {choose}"])


def _example(line: str, mended: str) -> tuple[str, str]:
    """The first word that became another, as it was and as it is."""
    words = zip(re.split(r"[\s,;|\"]+", line), re.split(r"[\s,;|\"]+", mended), strict=False)
    before, after = next((pair for pair in words if pair[0] != pair[1]), (line, mended))
    return before[:_LONGEST_EXAMPLE], after[:_LONGEST_EXAMPLE]


def _lines(places: list[int]) -> str:
    """Such as `lines 2, 5 and others`, of places that are counted from 0."""
    shown = ", ".join(str(at + 1) for at in places[:_NAMED]) + (" and others" if len(places) > _NAMED else "")
    return f"line {shown}" if len(places) == 1 else f"lines {shown}"


def _decode(file: bytes, codec: str, name: str) -> str:
    codec = "utf-8-sig" if codec == "utf-8" else codec
    try:
        return file.decode(codec)
    except (UnicodeDecodeError, LookupError):
        message = f"The file is not encoded as {name}. Choose another encoding, or save it as "
        raise Unreadable(f"{message}CSV (UTF-8).") from None


def _utf16_without_mark(file: bytes) -> str | None:
    """UTF-16 of mostly Latin text has a zero in every other byte."""
    sample = file[:_SNIFFED]
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > 0.5 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[::2].count(0) > 0.5 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _mixed(file: bytes) -> Decoded | None:
    """UTF-8 with lines that were pasted in from Windows: each line in its own encoding."""
    lines = file.splitlines(keepends=True)
    unicode = sum(1 for line in lines if not line.isascii() and _is_utf8(line))
    others = [at for at, line in enumerate(lines) if not _is_utf8(line)]
    if unicode < len(others):
        return None
    parts = [line.decode() if _is_utf8(line) else _windows(line) for line in lines]
    what = f"{_lines(others).capitalize()} {'is' if len(others) == 1 else 'are'}"
    notice = f"{what} in another encoding than the rest, and read as Windows-1252. Check the names there."
    return Decoded("".join(parts), "utf-8", [notice])


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _windows(line: bytes) -> str:
    """Windows-1252, whose five unused bytes are those of ISO 8859-1."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in line)


def _single_byte(file: bytes) -> Decoded:
    telling = b"\n".join(line for line in file[:_SNIFFED].splitlines() if not line.isascii())
    windows, mac = _windows(telling), telling.decode("mac_roman")
    # A line of Mac OS 9 and Excel for Mac ends with CR alone.
    old_mac = file.count(b"\r") > 0 and b"\n" not in file
    if _fitness(mac) > _fitness(windows) - (1 if old_mac else 0):
        return Decoded(file.decode("mac_roman"), "mac_roman", [_guessed("Mac")])
    return Decoded(_windows(file), "windows-1252", [_guessed("Windows")])


def _guessed(what: str) -> str:
    return f"The file does not say how it is encoded: it was read as of {what}. Check names with accents."


def _fitness(text: str) -> float:
    """How well the signs beyond ASCII fit where they stand."""
    score = 0.0
    padded = f"\n{text}\n"
    for before, sign, after in zip(padded, padded[1:], padded[2:], strict=False):
        if sign.isascii():
            continue
        score += _fits(before, sign, after)
    return score


def _fits(before: str, sign: str, after: str) -> float:
    if sign.isalpha():
        in_word = before.isalpha() or after.isalpha()
        odd = (sign.isupper() and before.islower()) or (sign.islower() and after.isupper())
        return -1.0 if odd else 1.0 if in_word else -0.5
    if sign in "’”":
        return 1.0 if before.isalnum() or before in ".!?" else 0.0
    if sign in _OPENING:
        return -1.0 if before.isalnum() else 1.0 if after.isalnum() else 0.0
    if sign in "–—":
        return 1.0 if before == after == " " else 0.2
    if sign in "£€":
        return 0.5
    if sign in "…•®©™°·\u00a0":
        return 0.2
    return -1.0 if before.isalpha() and after.isalpha() else -0.5

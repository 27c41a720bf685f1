"""Text as it is drawn: letters joined, from right to left where they are read so, nothing unseen."""

from __future__ import annotations

import unicodedata

import arabic_reshaper
from bidi import get_display

#: Arabic's letters, which have another form at each place of a word.
_JOINED = range(0x600, 0x780)
#: What only says how its neighbours join, or look, and has no picture of its own.
_SILENT = dict.fromkeys([0x200C, 0x200D, 0xFE0E, 0xFE0F])
#: Signs that would turn text round, or hide in it, stand in boxes with their number: until then they are
#: private ones.
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_PRIVATE = 0xF0000
_reshaper = arabic_reshaper.ArabicReshaper({"delete_harakat": False, "support_zwj": True})


def joined(text: str) -> str:
    """In the order of reading, in the forms that are drawn."""
    if text.isascii() and text.isprintable():
        return text
    seen = unicodedata.normalize("NFC", " ".join(text.split()))
    if any(ord(sign) in _JOINED for sign in seen):
        seen = _reshaper.reshape(seen)
    return "".join(map(_shown, seen.translate(_SILENT)))


def placed(line: str, *, right_to_left: bool) -> str:
    """A line from left to right as it is drawn."""
    if line.isascii():
        return line
    return str(get_display(line, base_dir="R" if right_to_left else "L"))


def is_right_to_left(text: str) -> bool:
    """By the first letter that says so."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def original(sign: str) -> str:
    """What stands for it in the text."""
    code = ord(sign)
    return chr(code - _PRIVATE) if _PRIVATE <= code < _PRIVATE + 0x10000 else sign


def number(sign: str) -> str:
    """Its code point, as boxes have it."""
    return f"{ord(original(sign)):04X}"


def _shown(sign: str) -> str:
    # A tag or another sign of a far plane has no font, and so its box already.
    if unicodedata.category(sign) in _HIDDEN and ord(sign) < 0x10000:
        return chr(_PRIVATE + ord(sign))
    return sign

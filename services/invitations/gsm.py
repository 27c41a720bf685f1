"""What a text message can carry: the basic set of GSM-7 (3GPP TS 23.038), one septet each."""

from __future__ import annotations

import unicodedata

#: Septets in one segment.
SEGMENT = 160
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


def fits(text: str) -> bool:
    """Whether it is one segment."""
    return len(text) <= SEGMENT and not foreign(text)


def foreign(text: str) -> list[str]:
    """Those characters of it that are in another set: one would halve what the whole may hold."""
    return sorted({character for character in text if character not in _GSM})


def plain(text: str) -> str:
    """In this set and in one line: accents it lacks are dropped, other writing becomes question marks."""
    return "".join(map(_plain, text)).replace("\n", " ").replace("\r", " ")


def _plain(character: str) -> str:
    if character in _GSM:
        return character
    decomposed = unicodedata.normalize("NFKD", character)
    kept = "".join(c for c in decomposed if c in _GSM)
    return kept or ("" if unicodedata.combining(character) else "?")

"""How a text travels: in GSM-7 where its characters can, else in UCS-2 (3GPP TS 23.038 and 23.040).

In GSM-7 a segment holds 160 septets, in UCS-2 seventy characters; of several that belong together each holds
less. So what has a likeness in GSM-7 becomes that, and nothing ever becomes a question mark.
"""

from __future__ import annotations

import unicodedata

from contracts.invitations import TextEncoding

#: Septets in one segment that stands alone.
SEGMENT = 160
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Two septets each.
_EXTENSION = frozenset("^{}\\[~]|€")

#: Signs of typesetting, and letters that Unicode does not take apart, with what stands for them.
_LIKENESSES = {
    **dict.fromkeys("‘’‚‛′ʼʻ`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−⁃", "-"),
    **dict.fromkeys("•·∙●▪", "-"),
    **dict.fromkeys("‹", "<"),
    **dict.fromkeys("›", ">"),
    **dict.fromkeys("\t\v\f\u2028\u2029", " "),
    "…": "...", "™": "TM", "©": "(c)", "®": "(R)", "№": "No", "×": "x", "÷": "/", "⁄": "/", "°": " deg",
    "¦": "|", "¢": "c", "ª": "a", "º": "o", "¸": ",", "¨": '"', "¯": "-",
    "ç": "c", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
    "ħ": "h", "Ħ": "H", "ı": "i", "İ": "I", "ŀ": "l", "Ŀ": "L", "ŉ": "n", "ŋ": "n", "Ŋ": "N", "œ": "oe",
    "Œ": "OE", "ŧ": "t", "Ŧ": "T", "ĸ": "k", "ẞ": "SS", "ə": "e", "Ə": "E", "ſ": "s", "ƒ": "f",
}  # fmt: skip
#: Greek is written in capitals in texts, and those that look like Latin ones are.
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True))

_ALONE = {TextEncoding.GSM_7: SEGMENT, TextEncoding.UCS_2: 70}
_ONE_OF_SEVERAL = {TextEncoding.GSM_7: 153, TextEncoding.UCS_2: 67}


def encoding(text: str) -> TextEncoding:
    """The encoding that a text as it is travels in."""
    return TextEncoding.UCS_2 if foreign(text) else TextEncoding.GSM_7


def foreign(text: str) -> list[str]:
    """Those characters of it that GSM-7 has not: one of them makes the whole travel in UCS-2."""
    return sorted({character for character in text if character not in _BASIC | _EXTENSION})


def size(text: str) -> int:
    """Septets in GSM-7, characters of 16 bits in UCS-2."""
    if encoding(text) is TextEncoding.GSM_7:
        return sum(2 if character in _EXTENSION else 1 for character in text)
    return len(text.encode("utf-16-le")) // 2


def segments(text: str) -> int:
    """In how many segments it travels."""
    how, units = encoding(text), size(text)
    return 1 if units <= _ALONE[how] else -(-units // _ONE_OF_SEVERAL[how])


def likeness(text: str) -> str:
    """The text in one line, with what GSM-7 lacks as its likeness there, where it has one; the rest as it is.

    What is in other writing stays whole: half of a name in another alphabet would be no name.
    """
    line = " ".join(unicodedata.normalize("NFC", text).splitlines())
    liked = "".join(map(_likeness, line))
    return liked if not foreign(liked) else line


def cut(text: str, room: int) -> str:
    """The text in GSM-7, its end replaced by two dots where it needs more septets than there is room for."""
    if size(text) <= room:
        return text
    while text and size(text) > room - 2:
        text = text[:-1]
    return text.rstrip() + ".."


def _likeness(character: str) -> str:
    if character in _BASIC or character in _EXTENSION:
        return character
    if character in _LIKENESSES:
        return _LIKENESSES[character]
    if unicodedata.category(character) == "Zs":
        return " "
    if unicodedata.category(character) in ("Mn", "Cf"):
        return ""
    letters = unicodedata.normalize("NFKD", character)
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    if unicodedata.name(bare[:1] or " ", "").startswith("GREEK"):
        bare = "".join(_GREEK.get(each, each) for each in bare.upper())
    return bare if all(each in _BASIC or each in _EXTENSION for each in bare) else character

"""A number as its cell shows it: `0042` where the format is `0000`, and `12-34-56` where it is `00-00-00`.

Formats are those of ECMA-376, 18.8.31, as far as codes and amounts go; what is beyond that is shown in full.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_ASIDE = re.compile(r"\[[^\]]*\]|_.|\*.")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
#: Places for digits, with what stands there where the number has none.
_EMPTY = {"0": "0", "#": "", "?": ""}
_PLACES = "".join(_EMPTY)


def shown(value: float, number_format: str) -> str:
    """The number in this format."""
    sections = number_format.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    sign = "-" if value < 0 and len(sections) == 1 else ""
    pattern = _ASIDE.sub("", section)
    plain = _LITERAL.sub("", pattern)
    if not any(place in plain for place in _PLACES) or re.search(r"[Ee/]", plain):
        return general(value)
    return sign + _formatted(abs(Decimal(repr(float(value)))), pattern)


def general(value: float) -> str:
    """As a cell without a format: whole numbers without a point, at most fifteen digits."""
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"


def _formatted(number: Decimal, pattern: str) -> str:
    percent = pattern.count("%")
    number *= Decimal(100) ** percent
    whole, _, fraction = _without_literals(pattern).partition(".")
    decimals = sum(fraction.count(place) for place in _PLACES)
    least = fraction.count("0")
    rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    digits, _, rest = f"{rounded:f}".partition(".")
    while len(rest) > least and rest.endswith("0"):
        rest = rest[:-1]
    thousands = "," in whole.strip(",")
    head = pattern.partition(".")[0] if "." in _without_literals(pattern) else pattern
    shown_whole = _fill(head, digits.lstrip("0"), thousands=thousands)
    point = f".{rest}" if rest else ""
    tail = "%" * percent if "." in _without_literals(pattern) else ""
    return f"{shown_whole}{point}{tail}".strip()


def _without_literals(pattern: str) -> str:
    return _LITERAL.sub("", pattern)


def _fill(pattern: str, digits: str, *, thousands: bool) -> str:
    """Digits in their places from the right; more than there are places stand before the first."""
    parts = re.findall(r'"[^"]*"|\\.|.', pattern)
    places = [at for at, part in enumerate(parts) if part in _PLACES]
    left, out = digits, list[str]()
    for at in range(len(parts) - 1, -1, -1):
        part = parts[at]
        if part in _PLACES:
            digit = left[-1:] or _EMPTY[part]
            left = left[:-1]
            out.append(digit)
            if at == places[0] and left:
                out.append(left[::-1])
        elif part != "," or not thousands:
            out.append((part[1:-1] if part.startswith('"') else part.lstrip("\\"))[::-1])
    text = "".join(out)[::-1]
    return f"{int(text):,}" if thousands and text.isdigit() else text

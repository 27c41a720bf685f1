"""Text in lines that have room: at its spaces, and inside a word where a word alone is too wide."""

from __future__ import annotations

from functools import lru_cache

from gateway.review_document import typefaces, written_text


@lru_cache(maxsize=20_000)
def lines(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """As they are drawn from left to right. Text that says nothing is no line."""
    seen = written_text.joined(text)
    right_to_left = written_text.is_right_to_left(seen)
    found = _wrapped(seen.split(), width / size, bold=bold)
    return tuple(written_text.placed(line, right_to_left=right_to_left) for line in found)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide drawn text is."""
    return size * sum(typefaces.sign(each, bold=bold).width for each in text)


def _wrapped(words: list[str], room: float, *, bold: bool) -> list[str]:
    found, line, used = [], "", 0.0
    space = typefaces.sign(" ", bold=bold).width
    for word in words:
        wide = width(word, 1, bold=bold)
        if line and used + space + wide <= room:
            line, used = f"{line} {word}", used + space + wide
            continue
        if line:
            found.append(line)
        *full, line = _pieces(word, room, bold=bold) if wide > room else [word]
        found += full
        used = width(line, 1, bold=bold) if full else wide
    return [*found, line] if line else found


def _pieces(word: str, room: float, *, bold: bool) -> list[str]:
    """A word in parts of which each has room."""
    found, part, used = [], "", 0.0
    for each in word:
        wide = typefaces.sign(each, bold=bold).width
        if part and used + wide > room:
            found.append(part)
            part, used = "", 0.0
        part, used = part + each, used + wide
    return [*found, part]

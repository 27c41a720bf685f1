"""Tables and numbers as they stand in a document."""

from __future__ import annotations

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """With a line beneath the head."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def rounded(value: float) -> str:
    """Two digits, and no more of large numbers."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{float(f'{value:.2g}'):,.0f}"
    return f"{float(f'{value:.2g}'):g}"


def of_bytes(size: float) -> str:
    """In the largest unit that leaves a number above one."""
    for unit, factor in (("PB", 1e15), ("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{rounded(size / factor)} {unit}"
    return f"{size:.0f} B"


def percent(part: float) -> str:
    return f"{100 * part:.0f} %"


def milliseconds(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"

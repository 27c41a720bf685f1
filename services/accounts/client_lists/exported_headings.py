"""Headings of what is exported that an import knows again, whatever they are of."""

from __future__ import annotations

#: Begins that of each of the practice's responsibilities (docs/adr/0073).
RESPONSIBLE = "Responsible for "


def of_responsibility(name: str) -> str:
    """The heading under which it is exported who has a responsibility."""
    return f"{RESPONSIBLE}{name}"

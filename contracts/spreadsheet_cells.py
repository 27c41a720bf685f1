"""Cells that are safe to open in a spreadsheet, and as they were before."""

from __future__ import annotations

#: What spreadsheets take for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; `unsafe` gives it back."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def unsafe(cell: str) -> str:
    """A cell as it was before `safe`, or before a spreadsheet's mark for text."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell

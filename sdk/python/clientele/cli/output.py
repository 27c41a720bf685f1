"""Tables that fit the terminal for people, tabs for what reads a pipe, JSON for programs."""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")

#: Signs between two columns, and those that a column keeps.
_GAP, _NARROWEST = 2, 8


def printable(text: str) -> str:
    """Text without what a terminal would take for a command."""
    return "".join(sign if not unicodedata.category(sign).startswith("C") else " " for sign in text)


def say_json(document: Any) -> None:
    """One document, indented on a terminal."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def say_json_line(document: Any) -> None:
    """One document on one line, at once."""
    click.echo(json.dumps(document, ensure_ascii=False))
    sys.stdout.flush()


def say_table(headings: Sequence[str], rows: Sequence[Sequence[object]], spare: Sequence[str] = ()) -> None:
    """A table no wider than the terminal; where there is no terminal, tabs, all columns and no headings.

    Of `spare` columns the first go first where there is no room; then the widest of the others is cut.
    """
    cells = [[printable("" if each is None else str(each)) for each in row] for row in rows]
    if not sys.stdout.isatty():
        for row in cells:
            click.echo("\t".join(row))
        return
    # Asked for here, as a terminal that knows no commands has a width too.
    columns, lines = shutil.get_terminal_size()
    console = Console(highlight=False, width=columns, height=lines)
    widths = _fitting(headings, cells, spare, console.width)
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for heading, width in widths.items():
        table.add_column(Text(heading), overflow="ellipsis", no_wrap=True, min_width=width, max_width=width)
    for row in cells:
        table.add_row(*(Text(cell) for heading, cell in zip(headings, row, strict=True) if heading in widths))
    console.print(table)


def _fitting(
    headings: Sequence[str], cells: Sequence[Sequence[str]], spare: Sequence[str], room: int
) -> dict[str, int]:
    """The columns that are shown, with their widths."""
    lines = [headings, *cells]
    widths = {heading: max(cell_len(line[place]) for line in lines) for place, heading in enumerate(headings)}

    def beyond() -> int:
        return sum(widths.values()) + _GAP * (len(widths) - 1) - room

    for heading in spare:
        if beyond() > 0:
            del widths[heading]
    while beyond() > 0:
        widest = max(widths, key=lambda heading: widths[heading])
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] = max(_NARROWEST, widths[widest] - beyond())
    return widths


def note(text: str) -> None:
    """A word to the person, beside what the command gives."""
    click.echo(printable(text), err=True)

"""Where each line of text stands, on which page: A4 across, with headings anew on each page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gateway.review_document import review_blocks, wrapped_text
from gateway.review_document.review_blocks import Section, Table
from gateway.review_document.review_facts import ReviewFacts
from gateway.review_document.review_rows import Row

WIDTH, HEIGHT, MARGIN = 842.0, 595.0, 36.0
_ROOM = WIDTH - 2 * MARGIN
#: The lowest line of text, above the footer.
_END = MARGIN + 22
_TEXT, _LESS, _HEADING, _TITLE = 7.5, 6.5, 11.0, 18.0
#: The height of a line, in sizes of its text.
_LEADING = 1.32
#: Between the text of neighbouring cells, and around a row.
_GAP, _AROUND = 8.0, 3.0


class Line(NamedTuple):
    """A line of text that begins at this place, counted from the page's lower left corner."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    less: bool = False


#: A line of a cell: its text and size, and whether it is bold, or says less.
CellLine = tuple[str, float, bool, bool]


class Page(NamedTuple):
    """`rules` are heights of lines across; `begins` the sections that begin here, by heading and height."""

    lines: list[Line]
    rules: list[float]
    begins: list[tuple[str, float]]


class Layout:
    """The pages so far, the last of which is being filled from above."""

    def __init__(self, review: ReviewFacts) -> None:
        self._review = review
        self.pages: list[Page] = []
        self._y = 0.0
        self._turn()

    def whole(self, rows: Mapping[str, Sequence[Row]]) -> list[Page]:
        """All pages of the review."""
        self._say(self._review["practice"], _TITLE, bold=True)
        self._say("Access review", 13)
        self._y -= 6
        for name, said in review_blocks.facts(self._review):
            self._row([_cell(name, "", 90, bold=True), _cell(said, "", _ROOM - 90)], [90, _ROOM - 90])
        for section in review_blocks.sections(self._review, rows):
            self._section(section)
        return self.pages

    def _turn(self) -> None:
        self.pages.append(Page([], [], []))
        self._y = HEIGHT - MARGIN
        if len(self.pages) > 1:
            above = f"{self._review['practice']}: access review, {self._review['subject']}"
            self._line(MARGIN, wrapped_text.lines(above, _ROOM, _LESS)[0], _LESS, less=True)
            self._y -= 2 * _LESS

    def _section(self, section: Section) -> None:
        self._leave_room(90)
        self._y -= 14
        self.pages[-1].begins.append((section.heading, self._y))
        self._say(section.heading, _HEADING, bold=True)
        self._say(section.said, _TEXT, less=True)
        for title, table in section.tables:
            self._y -= 4
            if title:
                self._leave_room(40)
                self._say(title, _TEXT, bold=True)
            if isinstance(table, str):
                self._say(table, _TEXT, less=True)
            else:
                self._table(section.heading, table)

    def _table(self, heading: str, table: Table) -> None:
        widths = [width for _, width in table.columns]
        titles = [_cell(title, "", width, bold=True) for title, width in table.columns]
        self._row(titles, widths)
        for row in table.rows:
            cells = [_cell(*texts, width) for texts, width in zip(row, widths, strict=True)]
            at = 0
            while at < (most := max(map(len, cells))):
                room = self._lines_of_room()
                # What has room on one page stays together; what has not, goes on to the next.
                if room < min(most - at, 40):
                    self._turn()
                    self._say(f"{heading}, continued", _TEXT, bold=True)
                    self._row(titles, widths)
                    room = max(1, self._lines_of_room())
                self._row([cell[at : at + room] for cell in cells], widths)
                at += room

    def _lines_of_room(self) -> int:
        return int((self._y - _END - 2 * _AROUND) / (_TEXT * _LEADING))

    def _row(self, cells: Sequence[Sequence[CellLine]], widths: Sequence[float]) -> None:
        self.pages[-1].rules.append(self._y)
        self._y -= _AROUND
        above, lowest, x = self._y, self._y, MARGIN
        for cell, width in zip(cells, widths, strict=True):
            self._y = above
            for text, size, bold, less in cell:
                self._line(x, text, size, bold=bold, less=less)
            lowest = min(lowest, self._y)
            x += width
        self._y = lowest - _AROUND

    def _say(self, text: str, size: float, *, bold: bool = False, less: bool = False) -> None:
        for line in wrapped_text.lines(text, _ROOM, size, bold=bold):
            self._leave_room(size * _LEADING)
            self._line(MARGIN, line, size, bold=bold, less=less)

    def _line(self, x: float, text: str, size: float, *, bold: bool = False, less: bool = False) -> None:
        self._y -= size * _LEADING
        self.pages[-1].lines.append(Line(x, self._y + size * (_LEADING - 1), text, size, bold, less))

    def _leave_room(self, height: float) -> None:
        if self._y - height < _END:
            self._turn()


def _cell(first: str, second: str, width: float, *, bold: bool = False) -> list[CellLine]:
    """A cell's lines, the first of which is of the larger size at most."""
    found = [(each, _TEXT, bold, False) for each in wrapped_text.lines(first, width - _GAP, _TEXT, bold=bold)]
    below = wrapped_text.lines(second, width - _GAP, _LESS)
    return found + [(each, _LESS, False, True) for each in below]


def pages(review: ReviewFacts, rows: Mapping[str, Sequence[Row]]) -> Iterator[Page]:
    """The pages of a review."""
    yield from Layout(review).whole(rows)

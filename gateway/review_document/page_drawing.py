"""The pages as PDF: text that can be selected, the same bytes each time, no fonts but those in it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import groupby

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from gateway.review_document import review_blocks, typefaces, wrapped_text, written_text
from gateway.review_document.page_layout import HEIGHT, MARGIN, WIDTH, Line, Page
from gateway.review_document.review_facts import ReviewFacts

_BLACK, _GREY, _RULE = 0.1, 0.36, 0.78
_FOOTER = 6.5


def draw(review: ReviewFacts, pages: Sequence[Page]) -> bytes:
    """The document."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(WIDTH, HEIGHT), pageCompression=1, invariant=1, lang="en-GB")
    canvas.setTitle(f"Access review: {review['subject']}")
    canvas.setAuthor(review["practice"])
    canvas.setSubject(review_blocks.footer(review))
    canvas.setCreator("Clientele")
    for number, page in enumerate(pages, 1):
        _draw(canvas, page)
        _draw_footer(canvas, review, f"Page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _draw(canvas: Canvas, page: Page) -> None:
    canvas.setStrokeGray(_RULE)
    canvas.setLineWidth(0.4)
    for y in page.rules:
        canvas.line(MARGIN, y, WIDTH - MARGIN, y)
    for heading, y in page.begins:
        key = f"{canvas.getPageNumber()}-{y}"
        canvas.bookmarkHorizontal(key, 0, y)
        canvas.addOutlineEntry(heading, key)
    text = canvas.beginText()
    for line in page.lines:
        _write(canvas, text, line)
    canvas.drawText(text)


def _draw_footer(canvas: Canvas, review: ReviewFacts, count: str) -> None:
    text = canvas.beginText()
    at_end = WIDTH - MARGIN - wrapped_text.width(count, _FOOTER)
    _write(canvas, text, Line(MARGIN, MARGIN, review_blocks.footer(review), _FOOTER, less=True))
    _write(canvas, text, Line(at_end, MARGIN, count, _FOOTER, less=True))
    canvas.drawText(text)


def _write(canvas: Canvas, text: PDFTextObject, line: Line) -> None:
    """A line sign by sign, each in the font that has it, or in a box with its number."""
    text.setFillGray(_GREY if line.less else _BLACK)
    x = line.x
    for font, signs in groupby(line.text, lambda sign: typefaces.sign(sign, bold=line.bold).font):
        part = "".join(signs)
        if font is None:
            for sign in part:
                _write_box(canvas, text, sign, x, line)
                x += typefaces.BOX * line.size
            continue
        text.setTextOrigin(x, line.y)
        text.setFont(font, line.size)
        text.textOut(part)
        x += wrapped_text.width(part, line.size, bold=line.bold)


def _write_box(canvas: Canvas, text: PDFTextObject, sign: str, x: float, line: Line) -> None:
    """A box with the number of a sign that no font has, in two rows; the sign is what is copied of it."""
    size, number = line.size, written_text.number(sign)
    canvas.rect(x + size * 0.05, line.y - size * 0.15, size * (typefaces.BOX - 0.1), size * 0.95)
    # The operators of marked content (ISO 32000-1, 14.9.4), which the library has no function for.
    copied = written_text.original(sign).encode("utf-16-be", "replace").hex()
    text._code.append(f"/Span <</ActualText <feff{copied}>>> BDC")  # noqa: SLF001  see above
    half = (len(number) + 1) // 2
    for row, y in ((number[:half], 0.36), (number[half:], -0.06)):
        text.setTextOrigin(x + size * 0.14, line.y + size * y)
        text.setFont(typefaces.PLAIN, size * 0.36)
        text.textOut(row)
    text._code.append("EMC")  # noqa: SLF001  see above

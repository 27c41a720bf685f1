"""A page of a PDF as a picture, by PDFium, which is built without scripts and XFA, and reaches nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from contracts.accounts.document_states import PreviewProblem
from services.accounts.documents.page_drawer import png_files

#: Pixels: a page of A4 at 150 to the inch.
_WIDTH, _HEIGHT = 1240, 1754
#: For a page that is a stamp, not more than this; for all of them, not less than a pixel.
_LARGEST_SCALE = 4.0
#: Bytes of a picture. A scan in colour has more: then it is drawn in greys, and smaller.
MOST = 1024 * 1024
_GREY_SCALES = (1.0, 0.7, 0.5, 0.3)


class NoPage(Exception):
    """The page cannot be drawn."""

    def __init__(self, problem: PreviewProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as a PNG, and how many the PDF has."""

    png: bytes
    pages: int


def draw(pdf: bytes, number: int) -> DrawnPage:
    """Draw a page; the first is 1. Raises `NoPage`."""
    try:
        document = pypdfium2.PdfDocument(pdf)
        document.init_forms()
        pages = len(document)
        if not 1 <= number <= pages:
            raise NoPage(PreviewProblem.BROKEN)
        page = document[number - 1]
        return DrawnPage(_png(page), pages)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise NoPage(PreviewProblem.LOCKED if locked else PreviewProblem.BROKEN) from None
    except MemoryError:
        raise NoPage(PreviewProblem.TOO_MUCH) from None


def _png(page: pypdfium2.PdfPage) -> bytes:
    scale = _scale(*page.get_size())
    png = png_files.in_colour(page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False))
    for smaller in _GREY_SCALES:
        if len(png) <= MOST:
            return png
        png = png_files.in_greys(page.render(scale=scale * smaller, grayscale=True))
    if len(png) <= MOST:
        return png
    raise NoPage(PreviewProblem.TOO_MUCH)


def _scale(width: float, height: float) -> float:
    """How many pixels a point is. Raises `NoPage` for a page that has no size."""
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise NoPage(PreviewProblem.BROKEN)
    return min(_WIDTH / width, _HEIGHT / height, _LARGEST_SCALE)

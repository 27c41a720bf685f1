"""Pages of PDFs as pictures (docs/adr/0066)."""

from __future__ import annotations

import struct
import zlib

import pytest

from contracts.accounts.document_states import PreviewProblem
from services.accounts.documents.page_drawer import pdf_pages
from services.accounts.documents.page_drawer.pdf_pages import MOST, NoPage
from tests.accounts.pdf_files import ACTIVE, BLUE, RED, TWO_PAGES, a_pdf, a_scan, itself, locked

Pixels = tuple[int, int, int, bytes]


def pixels(png: bytes) -> Pixels:
    """Width, height, bits, and the rows without what is before each."""
    width, height, depth, colours = struct.unpack(">IIBB", png[16:26])
    at, packed = 8, b""
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        (checked,) = struct.unpack(">I", png[at + 8 + size : at + 12 + size])
        assert checked == zlib.crc32(kind + data)
        packed += data if kind == b"IDAT" else b""
        at += 12 + size
    rows, long = zlib.decompress(packed), (width * depth * (3 if colours == 2 else 1) + 7) // 8
    assert len(rows) == height * (long + 1)
    return (
        width,
        height,
        depth,
        b"".join(rows[at + 1 : at + 1 + long] for at in range(0, len(rows), long + 1)),
    )


def test_each_page_is_drawn_and_counted() -> None:
    for number, colour in ((1, b"\xff\0\0"), (2, b"\0\0\xff")):
        drawn = pdf_pages.draw(TWO_PAGES, number)
        width, height, depth, found = pixels(drawn.png)
        assert (width, height, depth, drawn.pages) == (1240, 1754, 8, 2)
        assert found == colour * (width * height)


def test_what_it_would_do_is_not_done_and_it_is_drawn_all_the_same() -> None:
    assert pdf_pages.draw(ACTIVE, 1).png == pdf_pages.draw(TWO_PAGES, 1).png


@pytest.mark.parametrize(
    ("size", "drawn"), [("842 595", (1240, 876)), ("100 100", (400, 400)), ("14400 14400", (1240, 1240))]
)
def test_a_page_of_any_size_fits(size: str, drawn: tuple[int, int]) -> None:
    width, height, _, _ = pixels(pdf_pages.draw(a_pdf(RED, size=size), 1).png)
    assert abs(width - drawn[0]) <= 1
    assert abs(height - drawn[1]) <= 1


def test_a_scan_is_drawn_in_greys_that_travel_in_one_message() -> None:
    png = pdf_pages.draw(a_scan(), 1).png
    width, height, depth, found = pixels(png)
    assert len(png) <= MOST
    assert (depth, len(set(found)) > 100) == (4, True)
    assert width > 600 < height


@pytest.mark.parametrize(
    ("pdf", "page", "problem"),
    [
        (locked(), 1, PreviewProblem.LOCKED),
        (b"", 1, PreviewProblem.BROKEN),
        (b"%PDF-1.7\n", 1, PreviewProblem.BROKEN),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", 1, PreviewProblem.BROKEN),
        (TWO_PAGES, 3, PreviewProblem.BROKEN),
        (a_pdf(), 1, PreviewProblem.BROKEN),
        (TWO_PAGES[:200], 1, PreviewProblem.BROKEN),
    ],
)
def test_what_cannot_be_drawn_says_why(pdf: bytes, page: int, problem: PreviewProblem) -> None:
    with pytest.raises(NoPage) as refused:
        pdf_pages.draw(pdf, page)
    assert refused.value.problem is problem


def test_one_that_draws_itself_comes_to_an_end() -> None:
    assert pixels(pdf_pages.draw(itself(), 1).png)[0] == 1240


def test_a_cut_table_is_mended() -> None:
    """As other readers do: files are cut and joined on their way."""
    assert pdf_pages.draw(a_pdf(BLUE).partition(b"xref")[0] + b"trailer << /Root 1 0 R >>", 1).pages == 1

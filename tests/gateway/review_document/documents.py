"""Reviews to be written as PDF, and the PDF read back."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2

from gateway.review_document import __main__ as process
from gateway.review_document.review_facts import ColleagueFacts, ReviewFacts
from services.access.access_reviews import review_line
from services.access.access_reviews.line_rows import LineRow
from tests.access.test_review_file import LINE

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
FACTS: ReviewFacts = {
    "practice": "Smith & Co Accountants",
    "subject": "All colleagues",
    "state": "Signed off",
    "reviewer": "Rita Moss",
    "started_by": "Ann Smith",
    "started_at": "2026-11-02T08:00:01Z",
    "ended_by": "Rita Moss",
    "ended_at": "2026-11-03T09:30:02Z",
    "made_at": "2026-11-30T10:00:00Z",
    "lines": 61,
    "kept": 58,
    "changed": 1,
    "ended": 2,
    "digest": DIGEST,
    "file_digest": DIGEST,
    "colleagues": [],
    "crns": {},
}
BEN: ColleagueFacts = {
    "user_id": "user_B",
    "name": "Ben Ash",
    "role": "Standard",
    "last_signed_in_at": "2026-11-01T16:20:00Z",
    "kept": 58,
    "changed": 1,
    "ended": 2,
    "connections": [],
}


def of_clients(*names: str) -> list[LineRow]:
    """A line of Ben's for each name."""
    return [
        LINE._replace(client_name=name, client_id=f"client_{place:03}") for place, name in enumerate(names)
    ]


def written(
    lines: Sequence[LineRow] = (), colleagues: Sequence[ColleagueFacts] = (BEN,), facts: ReviewFacts = FACTS
) -> bytes:
    """The document of a review with these lines in its file."""
    file = review_line.HEAD + "".join(map(review_line.written, lines))
    of_review: ReviewFacts = {**facts, "colleagues": list(colleagues)}
    return process.written(of_review, io.StringIO(file, newline=""))


def pages(document: bytes) -> list[str]:
    """The text of each page, as it is copied from there."""
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(document)]


def in_one_line(document: bytes) -> str:
    """All text, with a space between any two words of it."""
    return " ".join(" ".join(pages(document)).split())


def boxes(document: bytes) -> list[tuple[float, float, float, float]]:
    """Where each sign is: left, bottom, right and top."""
    found = []
    for page in pypdfium2.PdfDocument(document):
        text = page.get_textpage()
        found += [text.get_charbox(place) for place in range(text.count_chars())]
    return found

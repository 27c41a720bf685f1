"""Writes one review: a line of JSON with what is known of it, then its CSV file; answers the PDF.

It may use so much memory and time of the processor and no more, however long the review is.
"""

from __future__ import annotations

import io
import resource
import signal
import sys

import orjson

from gateway.review_document import page_drawing, page_layout, review_rows, typefaces
from gateway.review_document.review_facts import ReviewFacts

#: Bytes of address space, which has Python and its libraries in it too, and seconds of the processor.
MEMORY = 512 * 1024 * 1024
SECONDS = 30
#: Seconds by the clock.
PATIENCE = 45


def main() -> None:
    signal.alarm(PATIENCE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    review: ReviewFacts = orjson.loads(sys.stdin.buffer.readline())
    lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline="")
    sys.stdout.buffer.write(written(review, lines))


def written(review: ReviewFacts, lines: io.TextIOBase) -> bytes:
    """The document of a review and its file."""
    typefaces.register()
    rows = review_rows.by_colleague(lines)
    return page_drawing.draw(review, list(page_layout.pages(review, rows)))


if __name__ == "__main__":
    main()

"""Draws the page whose number is its argument, of the PDF that is its input: a line of JSON and a PNG.

It may use so much memory and time of the processor, opens and writes no file once it has begun, and starts no
other process: what a PDF makes of that is its own affair.
"""

from __future__ import annotations

import resource
import signal
import sys

import orjson

from services.accounts.documents.page_drawer import pdf_pages
from services.accounts.documents.page_drawer.pdf_pages import NoPage

#: Bytes of address space, which has Python and the library in it too, and seconds of the processor.
#: With 256 MiB a page of 2800 x 2800 pixels in colour is drawn.
MEMORY = 256 * 1024 * 1024
SECONDS = 4
#: Seconds by the clock, of the five that a call has: then a signal ends it.
PATIENCE = 4
_FILES = 8


def main() -> None:
    signal.alarm(PATIENCE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        drawn = pdf_pages.draw(sys.stdin.buffer.read(), int(sys.argv[1]))
        pages, problem, png = drawn.pages, None, drawn.png
    except NoPage as none:
        pages, problem, png = 0, none.problem, b""
    sys.stdout.buffer.write(orjson.dumps({"pages": pages, "problem": problem}) + b"\n" + png)


if __name__ == "__main__":
    main()

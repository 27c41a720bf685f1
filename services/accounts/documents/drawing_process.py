"""Has a page of a PDF drawn by a process of its own (`page_drawer`), whose limits keep this one whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import orjson

from chassis.process import child_environment
from contracts.accounts.document_states import PreviewProblem

_COMMAND = (sys.executable, "-m", "services.accounts.documents.page_drawer")
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page as a PNG, of how many; or why there is none. `is_final`: it would be the same another time."""

    png: bytes
    pages: int
    problem: PreviewProblem | None
    is_final: bool = True


def draw(pdf: bytes, number: int) -> Drawing:
    """Draw a page, the first of which is 1."""
    done = subprocess.run(
        (*_COMMAND, str(number)),
        input=pdf,
        capture_output=True,
        cwd=_ROOT,
        env=child_environment.without_keys(),
        check=False,
    )
    if done.returncode == -signal.SIGALRM:
        # The machine may have been busy with something else.
        return Drawing(b"", 0, PreviewProblem.TOO_MUCH, is_final=False)
    line, _, png = done.stdout.partition(b"\n")
    if done.returncode != 0 or not line:
        # Its limits ended it, or what it was given did.
        return Drawing(b"", 0, PreviewProblem.TOO_MUCH)
    found = orjson.loads(line)
    problem = PreviewProblem(found["problem"]) if found["problem"] is not None else None
    return Drawing(png, found["pages"], problem)

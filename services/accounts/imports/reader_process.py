"""Has a file read by a process of its own (`file_reader`): none can take this one's memory or time."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import orjson

from chassis.process import child_environment
from services.accounts.imports.file_reader.reading import Choice, ReadFile
from services.accounts.imports.file_reader.tables import Unreadable

__all__ = ["Choice", "ReadFile", "Unreadable", "read"]

_COMMAND = (sys.executable, "-m", "services.accounts.imports.file_reader")
_ROOT = Path(__file__).parents[3]


def read(file: bytes, choice: Choice) -> ReadFile:
    """The table in a file. Raises `Unreadable`."""
    sent = orjson.dumps(asdict(choice)) + b"\n" + file
    try:
        done = subprocess.run(
            _COMMAND,
            input=sent,
            capture_output=True,
            cwd=_ROOT,
            env=child_environment.without_keys(),
            check=False,
        )
        answer = orjson.loads(done.stdout)
    except orjson.JSONDecodeError:
        # It has ended itself, or its limits have.
        message = "This file takes too long or too much memory to be read. Split it, or save it as CSV."
        raise Unreadable(message) from None
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    as_read = answer["read"]
    return ReadFile(**{**as_read, "rows": [(number, cells) for number, cells in as_read["rows"]]})

"""Has a mail read by a process of its own (`mail_reader`): none can take this one's memory or time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson

from services.accounts.intake.mail_reader.mail_files import MailFile

#: Seconds that reading may take.
_PATIENCE = 60
_COMMAND = (sys.executable, "-m", "services.accounts.intake.mail_reader")
_ROOT = Path(__file__).parents[3]
#: What Python needs to find itself; the keys that a service has are none of a mail's business.
_NEEDED = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")


def files_in(mail: bytes) -> list[MailFile]:
    """The files in a mail; none where it cannot be taken apart: it is kept as a whole in any case."""
    try:
        done = subprocess.run(
            _COMMAND,
            input=mail,
            capture_output=True,
            cwd=_ROOT,
            env={n: v for n, v in os.environ.items() if n in _NEEDED or n.startswith("PYTHON")},
            timeout=_PATIENCE,
            check=True,
        )
        return list(_files(done.stdout))
    except (subprocess.SubprocessError, ValueError):
        return []


def _files(answer: bytes) -> Iterator[MailFile]:
    """Raises ValueError where the answer is not whole."""
    at = 0
    while (end := answer.index(b"\n", at)) > at:
        said = orjson.loads(answer[at:end])
        at = end + 1 + said["size"]
        yield MailFile(said["name"], answer[end + 1 : at])

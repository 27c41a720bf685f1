"""What Eventlet changes under a name that stays."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CAUGHT = re.compile(r"except .*TimeoutExpired")


def test_no_green_process_catches_a_child_that_takes_too_long() -> None:
    """What Eventlet raises is another class than `subprocess.TimeoutExpired`: have the child end itself."""
    files = [file for part in ("chassis", "services", "gateway") for file in (ROOT / part).rglob("*.py")]
    assert [str(file) for file in files if CAUGHT.search(file.read_text())] == []
    assert files

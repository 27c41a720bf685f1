"""What `make` settles for whatever it runs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_what_is_imported_is_compiled_once_whatever_the_environment_says() -> None:
    """Nothing is compiled when it is installed, so each process would do it all again."""
    printed = subprocess.run(
        ["make", "--silent", "--eval=told: ; @echo written: $${PYTHONDONTWRITEBYTECODE-always}", "told"],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert printed.stdout == "written: always\n"

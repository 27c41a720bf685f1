"""What npm installed, run."""

from __future__ import annotations

import subprocess
from pathlib import Path


def by_npm(folder: Path, *command: str) -> None:
    """Run what npm installed there; what it complains of fails the test."""
    ran = subprocess.run(
        [str(folder / "node_modules" / ".bin" / command[0]), *command[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr

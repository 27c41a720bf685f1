"""What the tests of several languages share."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sdk import generate

_KEPT = ("package.json", "package-lock.json", ".npmrc", "tsconfig.json", "api.ts")


@pytest.fixture(scope="session")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of `sdk/typescript` with what npm installs for it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed; test_typescript.py still reads the types for what they lack")
    folder = tmp_path_factory.mktemp("typescript")
    for name in _KEPT:
        shutil.copy(generate.ROOT / "sdk" / "typescript" / name, folder)
    installed = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=180,
    )
    if installed.returncode:
        pytest.skip(f"npm has no registry to install from: {installed.stderr[-300:]}")
    return folder

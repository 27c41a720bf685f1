"""CONTRIBUTING.md walks through adding a field: every step is right, as its own blocks are applied."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

# It starts PostgreSQL in the copy, as the service's tests do.
pytestmark = pytest.mark.service

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^( *)```(diff|python|sh)(?: (\S+))?\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`([\w/]+/[\w]+\.(?:py|html))`")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the walk: what kind it is, and which file it is about; none for what is run."""

    kind: str
    file: str
    text: str


def walk() -> str:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    return text[text.index("## A walk") : text.index("## Add an event")]


def blocks() -> Iterator[Block]:
    """A block is about the file that it names, or that the text before it named last."""
    text = walk()
    for found in _BLOCK.finditer(text):
        indent, kind, named, body = found.groups()
        before = _FILE.findall(_BLOCK.sub("", text[: found.start()]))
        yield Block(
            kind, named or before[-1], textwrap.dedent(body) if not indent else _dedented(body, indent)
        )


def _dedented(body: str, indent: str) -> str:
    return "\n".join(line.removeprefix(indent) for line in body.split("\n"))


def changed(text: str, diff: str) -> str:
    """`text` with a block applied, whose lines must be there once."""
    lines = diff.rstrip("\n").split("\n")
    old = "\n".join(line[1:] for line in lines if line[:1] != "+") + "\n"
    new = "\n".join(line[1:] for line in lines if line[:1] != "-") + "\n"
    assert text.count(f"\n{old}") == 1, f"not there, or more than once:\n{old}"
    return text.replace(f"\n{old}", f"\n{new}")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree as it is here, with every block of the walk applied."""
    there = tmp_path_factory.mktemp("walk") / "tree"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file():
            (there / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, there / name)
    if (ROOT / ".mypy_cache").exists():
        shutil.copytree(ROOT / ".mypy_cache", there / ".mypy_cache")
    for block in blocks():
        target = there / block.file
        if block.kind == "python":
            assert not target.exists(), (
                f"{block.file} is there already: the walk needs another name or number"
            )
            target.write_text(block.text)
        elif block.kind == "diff":
            target.write_text(changed(target.read_text(), block.text))
    return there


def test_the_walk_has_every_kind_of_step() -> None:
    files = {block.file for block in blocks() if block.kind != "sh"}
    for part in (
        "contracts/",
        "services/accounts/migrations/",
        "services/accounts/tables/",
        "gateway/web/",
        "tests/",
    ):
        assert any(file.startswith(part) for file in files), part


@pytest.mark.parametrize(
    "command", [line for block in blocks() if block.kind == "sh" for line in block.text.splitlines() if line]
)
def test_its_checks_pass(copy: Path, command: str) -> None:
    """In the order of the walk: documents are written first."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(copy),
    }
    done = subprocess.run(  # noqa: S602  lines of CONTRIBUTING.md, as whoever reads it runs them
        command,
        shell=True,
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]

"""The requirements files: complete, pinned with hashes, of one mind, and silent about any index."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = [
    *ROOT.glob("services/*/requirements.txt"),
    *ROOT.glob("deploy/images/*/requirements.txt"),
    ROOT / "gateway" / "requirements.txt",
]
COMPILED = [*sorted(ROOT.glob("requirements/*.txt")), *sorted(PARTS)]
PIN = re.compile(r"^([a-z0-9-]+)==([^ ]+)(?: ; [^\\]+)? \\$")


def pins(file: Path) -> set[tuple[str, ...]]:
    """The name and version of each requirement."""
    return {match.groups() for line in file.read_text().splitlines() if (match := PIN.match(line))}


@pytest.fixture(params=COMPILED, ids=lambda file: str(file.relative_to(ROOT)))
def compiled(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_every_requirement_has_a_version_and_a_hash(compiled: Path) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", compiled.read_text())[1:]
    assert blocks
    for block in blocks:
        assert PIN.match(block.splitlines()[0])
        assert "--hash=sha256:" in block


def test_no_address_of_an_index_is_written(compiled: Path) -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host", compiled.read_text())


def test_an_image_runs_the_versions_that_the_tests_run(compiled: Path) -> None:
    if compiled.name != "bench.txt":
        assert pins(compiled) <= pins(ROOT / "requirements" / "test.txt")

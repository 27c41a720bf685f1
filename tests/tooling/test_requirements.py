"""The requirements files: complete, pinned with hashes, of one mind, and silent about any index."""

import re
import subprocess
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from contracts.subscriptions import SERVICES

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


@pytest.mark.parametrize("name", SERVICES)
def test_a_services_first_layer_is_what_it_needs_anyway(name: str) -> None:
    """Else the next layer of its image would install a second version over it."""
    common = pins(ROOT / "requirements" / "service.txt")
    assert common <= pins(ROOT / "services" / name / "requirements.txt")


def test_no_address_of_an_index_is_written(compiled: Path) -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host", compiled.read_text())


def test_an_image_runs_the_versions_that_the_tests_run(compiled: Path) -> None:
    if compiled.name not in ("bench.txt", "pip.txt"):
        assert pins(compiled) <= pins(ROOT / "requirements" / "test.txt")


#: What the images run, by the requirements they have.
RUN = {
    "gateway/requirements.txt": ["gateway.hosted_gateway", "gateway.review_document.__main__"],
    **{
        f"services/{name}/requirements.txt": [
            f"services.{name}.service",
            "chassis.relay_process",
            "chassis.migrations",
            # What is imported only when it is needed.
            "alembic",
            *(("openpyxl", "botocore.session") if name == "accounts" else ()),
        ]
        for name in SERVICES
    },
    "requirements/service.txt": ["chassis.topology", "chassis.dead_letters", "deploy.compose.secrets"],
    "deploy/images/mailbox/requirements.txt": [
        "deploy.sandbox.mailbox",
        "deploy.sandbox.twilio",
        "deploy.sandbox.vendors.server",
    ],
}


@pytest.mark.service
@pytest.mark.parametrize("file", RUN)
def test_an_image_has_all_that_its_processes_import(file: str) -> None:
    there = {_normal(name) for name, _ in pins(ROOT / file)}
    lacking = [package for package, names in _installed().items() if there.isdisjoint(names)]
    script = [f"import sys; sys.modules |= dict.fromkeys({lacking!r})"]
    if "mailbox" not in file:
        script.append("from chassis.process.patching import patch; patch()")
    script += [f"import {module}" for module in RUN[file]]
    command = [sys.executable, "-W", "ignore", "-c", "\n".join(script)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr


@cache
def _installed() -> dict[str, set[str]]:
    """The distributions that each package here comes from."""
    return {package: set(map(_normal, names)) for package, names in packages_distributions().items()}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

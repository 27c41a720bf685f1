"""A test run that is killed leaves nothing that disturbs the next one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests import containers
from tests.builders import unique
from tests.containers import LABEL, docker

pytestmark = pytest.mark.integration


@pytest.fixture
def gone() -> str:
    """The label of a process that has ended."""
    killed = subprocess.Popen(["sleep", "60"])
    label = containers.owner(killed.pid)
    assert not containers.is_gone(label)
    killed.kill()
    killed.wait()
    return label


@pytest.fixture
def left_behind(images: str, gone: str) -> Iterator[str]:
    """A container, a network and a volume of one name."""
    name = unique("clientele-abandoned")
    docker("network", "create", f"--label={LABEL}={gone}", name)
    docker("volume", "create", f"--label={LABEL}={gone}", name)
    image = f"clientele/mailbox:{images}"
    mounted = ("--volume", f"{name}:/mail", f"--network={name}")
    docker("run", "--detach", f"--name={name}", f"--label={LABEL}={gone}", *mounted, image)
    yield name
    docker("rm", "--force", name, check=False)
    docker("network", "rm", name, check=False)
    docker("volume", "rm", name, check=False)


def test_what_a_killed_run_left_behind_is_removed_and_nothing_else(left_behind: str) -> None:
    own = unique("clientele-own")
    docker("volume", "create", f"--label={LABEL}={containers.owner()}", own)
    try:
        containers.remove_abandoned()
        for kind in ("container", "network", "volume"):
            assert docker(kind, "inspect", left_behind, check=False).returncode != 0, kind
        docker("volume", "inspect", own)
    finally:
        docker("volume", "rm", own)


def test_of_another_boot_or_another_process_with_the_same_pid_is_gone() -> None:
    boot, pid, started = containers.owner().split("-")
    assert not containers.is_gone(f"{boot}-{pid}-{started}")
    assert containers.is_gone(f"{boot}-{pid}-{int(started) + 1}")
    assert containers.is_gone(f"00000000-{pid}-{started}")


def test_a_label_of_somebody_else_is_left_alone() -> None:
    assert not containers.is_gone("mine")

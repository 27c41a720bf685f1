"""Tests in containers wait while the machine is still being made ready for them, and learn how that ended."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests import containers

pytestmark = pytest.mark.service


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "prepared"
    file.touch()
    monkeypatch.setenv("CLIENTELE_CONTAINERS_PREPARED", str(file))
    return file


def test_a_machine_that_cannot_be_made_ready_is_told(prepared: Path) -> None:
    preparing = subprocess.Popen(["bash", "-c", 'sleep 0.2; echo 7 >"$0"', prepared])
    assert containers.docker_is_missing() == "the machine was not made ready for them (exit code 7)"
    preparing.wait()


def test_it_is_not_waited_for_without_end(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MOST_PREPARING", 0.1)
    assert containers.docker_is_missing() == "the machine was not made ready for them (it takes too long)"


def test_one_that_is_ready_is_asked_for_its_engine(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared.write_text("0\n")
    monkeypatch.setenv("PATH", "")
    assert containers.docker_is_missing() == "there is no docker command"

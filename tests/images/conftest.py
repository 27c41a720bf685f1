"""The images as CI builds them. Where there is no Docker engine this tier is skipped, with the reason."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import containers
from tests.images.installation import Installation

ROOT = Path(__file__).parents[2]
TAG = "tests"


@pytest.fixture(scope="session")
def images() -> str:
    """Builds every image; gives their tag."""
    missing = containers.docker_is_missing()
    if missing:
        pytest.skip(f"Docker is needed: {missing}")
    containers.remove_abandoned()
    built = subprocess.run(
        [ROOT / "deploy" / "images" / "build"],
        env={**os.environ, "TAG": TAG},
        capture_output=True,
        text=True,
        timeout=840,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return TAG


@pytest.fixture(scope="session")
def installation(images: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The product by `docker compose up --wait`, two of each service, under a name and port of its own."""
    running = Installation(images, tmp_path_factory.mktemp("installation"))
    try:
        running.up()
        yield running
    finally:
        running.down()

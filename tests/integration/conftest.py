"""Containers for this tier. Where there is no Docker engine it is skipped, with the reason."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import containers
from tests.integration import system

# Its clean-up container is an image more; the fixtures end what they start.
os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")


@pytest.fixture(scope="session")
def backing() -> Iterator[system.Backing]:
    """RabbitMQ 4.0 and PostgreSQL 17."""
    missing = containers.docker_is_missing()
    if missing:
        pytest.skip(f"Docker is needed: {missing}")
    containers.remove_abandoned()
    with system.backing() as found:
        yield found


@pytest.fixture(scope="session")
def running(backing: system.Backing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[system.System]:
    """Every service, relay and the gateway as processes."""
    found = system.System(backing, tmp_path_factory.mktemp("system"))
    try:
        found.start()
        yield found
    finally:
        found.stop()


@dataclass
class Subscriber:
    """A stock Nameko service in a process of its own, and what it has received."""

    file: Path

    def received(self) -> list[str]:
        return self.file.read_text().split() if self.file.exists() else []


@pytest.fixture(scope="session")
def stock_subscriber(
    running: system.System, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Subscriber]:
    """Subscribed to `ClientCreated` before any client is added."""
    file = tmp_path_factory.mktemp("subscriber") / "told"
    script = Path(__file__).with_name("stock_subscriber.py")
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", str(script), running.backing.broker_url, str(file)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "listening\n"
        yield Subscriber(file)
    finally:
        process.kill()
        process.wait()

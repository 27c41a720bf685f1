"""A cluster of its own for this tier, as `python -m deploy.cluster up` makes it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.subscriptions import SERVICES
from deploy.cluster.compose_project import ComposeProject
from tests import containers
from tests.builders import unique
from tests.cluster.running_cluster import RunningCluster
from tests.images.conftest import ROOT, images
from tests.ports import free_port

__all__ = ["images"]

#: What moves a clock, of Debian's package libfaketime.
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
_PARTS = (*SERVICES, "gateway", "setup", "mailbox", "cluster")


@pytest.fixture(scope="session")
def cluster(images: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCluster]:
    """Brought up once. Each test leaves it whole."""
    subprocess.run(
        [ROOT / "deploy" / "images" / "build", "cluster"],
        env={**os.environ, "TAG": images},
        check=True,
        capture_output=True,
        timeout=840,
    )
    project, port, vendors = unique("clientele-cluster").lower(), free_port(), free_port()
    environment = {
        **{f"CLIENTELE_{part.upper()}_TAG": images for part in _PARTS},
        "COMPOSE_PROJECT_NAME": project,
        "CLIENTELE_PORT": str(port),
        "CLIENTELE_VENDORS_PORT": str(vendors),
        "CLIENTELE_INTAKE_LISTEN": f"127.0.0.1:{free_port()}",
        "CLIENTELE_RATE_LIMITS": "false",
        "CLIENTELE_EMAIL_LOOK_UPS_PER_HOUR": "1000000",
    }
    beside = tmp_path_factory.mktemp("cluster")
    labels, moved, clock = beside / "labels.yml", beside / "clock.yml", beside / "clock" / "now"
    labels.write_text(json.dumps(_labels(ComposeProject(environment))))
    clock.parent.mkdir()
    clock.write_text("+0\n")
    moved.write_text(json.dumps({"services": {"accounts": _with_clock(clock.parent)} if FAKETIME else {}}))
    running = RunningCluster(
        ComposeProject(environment, (labels, moved)),
        project,
        f"http://127.0.0.1:{port}",
        f"http://127.0.0.1:{vendors}",
        clock if FAKETIME else None,
    )
    try:
        running.project.up()
        yield running
    finally:
        if not os.environ.get("CLIENTELE_CLUSTER_KEPT"):
            running.project.down()


def _with_clock(folder: Path) -> dict[str, Any]:
    """The time of day as a file in the folder moves it, for whoever links to libc; waiting is not moved."""
    return {
        "volumes": [f"{FAKETIME}:/faketime.so:ro", f"{folder}:/clock:ro"],
        "environment": {
            "LD_PRELOAD": "/faketime.so",
            "FAKETIME_TIMESTAMP_FILE": "/clock/now",
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        },
    }


def _labels(project: ComposeProject) -> dict[str, Any]:
    """Whose everything is, so that the next run removes what a killed one has left."""
    parts = json.loads(project.run("config", "--format=json"))
    labels = {"labels": {containers.LABEL: containers.owner()}}
    return {kind: dict.fromkeys(parts[kind], labels) for kind in ("services", "networks", "volumes")}

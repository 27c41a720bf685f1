"""Start-up probes give twice what was measured, where a pod gets no more of a processor than its request."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bench import start_up
from tests.deploy.manifests import BASE, container, read, workloads

#: Seconds, by `python -m bench.start_up --write`.
MEASURED: dict[str, dict[str, float]] = {
    {"intake": "accounts-intake"}.get(name, name.replace(" ", "-")): took
    for name, took in json.loads(start_up.FILE.read_text()).items()
}
TEMPLATES = dict(workloads([each for file in BASE.glob("*.yaml") for each in read(file) if "spec" in each]))
MARGIN = 2


def test_all_that_has_such_a_probe_was_measured() -> None:
    assert {name for name, each in TEMPLATES.items() if "startupProbe" in container(each)} == set(MEASURED)


@pytest.mark.parametrize("part", MEASURED)
def test_a_process_has_time_to_start(part: str) -> None:
    probe = container(TEMPLATES[part])["startupProbe"]
    allowed = probe["periodSeconds"] * probe["failureThreshold"]
    assert allowed >= MARGIN * MEASURED[part]["alive"]
    assert allowed >= MARGIN * MEASURED[part]["processor"] / _cores(container(TEMPLATES[part]))


def _cores(pod: dict[str, Any]) -> float:
    request = pod["resources"]["requests"]["cpu"]
    return float(request.removesuffix("m")) / 1000 if request.endswith("m") else float(request)

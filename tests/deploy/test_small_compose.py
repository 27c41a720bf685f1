"""deploy/compose/small.yml: every service with its relay inside, and none apart (docs/adr/0082)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from contracts.subscriptions import SERVICES

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
BESIDE = yaml.safe_load((ROOT / "deploy" / "compose" / "small.yml").read_text())["services"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_publishes_itself_and_its_relay_is_not_started(name: str) -> None:
    assert BESIDE[name] == {"environment": {"CLIENTELE_RELAY": "inside"}}
    assert COMPOSE[name]["environment"].get("CLIENTELE_RELAY") is None
    assert BESIDE[f"{name}-relay"]["profiles"]


def test_nothing_else_is_changed_by_it() -> None:
    assert set(BESIDE) == {*SERVICES, *(f"{name}-relay" for name in SERVICES)}


def test_nobody_waits_for_a_relay() -> None:
    waited_for = {needed for part in COMPOSE.values() for needed in part.get("depends_on", ())}
    assert not [each for each in waited_for if each.endswith("-relay")]

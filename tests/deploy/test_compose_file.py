"""Whatever a part can be told, docker-compose.yml can tell it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from contracts.subscriptions import SERVICES

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
#: Said by the images themselves, or of use in the all-in-one only.
NOT_TOLD = {"DATA", "HOST", "PORT", "HEALTH_HOST", "HEALTH_PORT", "SANDBOX_PHONE"}

_READ = re.compile(r"\benv(?:ironment\(\))?\.[a-z]+\(\s*\"([A-Z_]+)\"")


def read_by(*files: Path) -> set[str]:
    """The settings that these modules ask the environment for."""
    return {name for file in files for name in _READ.findall(file.read_text())}


def told(part: str) -> set[str]:
    """The settings that compose passes on, by value or by file."""
    names = COMPOSE["services"][part]["environment"]
    return {name.removeprefix("CLIENTELE_").removesuffix("_FILE") for name in names}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_can_be_told_every_setting_it_reads(service: str) -> None:
    read = read_by(ROOT / "chassis" / "settings.py", *(ROOT / "services" / service).glob("*.py"))
    assert {"BROKER_URL", "DATABASE_URL"} <= read
    assert read - NOT_TOLD <= told(service)


def test_the_gateway_can_be_told_every_setting_it_reads() -> None:
    read = read_by(ROOT / "gateway" / "settings.py")
    assert "PUBLIC_URL" in read
    assert read - NOT_TOLD <= told("gateway")


def test_every_job_must_end_well_before_what_needs_it_starts() -> None:
    for service in SERVICES:
        needs = COMPOSE["services"][service]["depends_on"]
        assert needs == {
            f"{service}-migrations": {"condition": "service_completed_successfully"},
            "topology": {"condition": "service_completed_successfully"},
        }


def test_the_mail_catcher_is_for_development_only() -> None:
    assert {n for n, s in COMPOSE["services"].items() if "profiles" in s} == {"mailbox"}
    assert COMPOSE["services"]["mailbox"]["profiles"] == ["dev"]
    assert "COMPOSE_PROFILES=dev\n" in (ROOT / ".env").read_text()
    assert "COMPOSE_PROFILES=\n" in (ROOT / "deploy" / "compose" / "production.env").read_text()

"""Whatever setting a part has, docker-compose.yml can give it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from contracts.connections import ProviderId
from contracts.subscriptions import SERVICES, sharing_private_parts
from deploy.allinone import vendors

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SANDBOX = {"mailbox", "phone", "vendors"}
#: Said by the images themselves, or of use in the all-in-one only.
NOT_TOLD = {"DATA", "HOST", "PORT", "HEALTH_HOST", "HEALTH_PORT"}

_ENV = re.compile(r"\b(CLIENTELE_[A-Z_]+)=")
_READ = re.compile(r"\benv(?:ironment\(\))?\.[a-z]+\(\s*\"([A-Z_]+)\"")


def read_by(*files: Path) -> set[str]:
    """The settings that these modules ask the environment for."""
    return {name for file in files for name in _READ.findall(file.read_text())}


def settings_of(part: str) -> set[str]:
    """The settings that compose passes on, by value or by file."""
    names = COMPOSE["services"][part]["environment"]
    return {name.removeprefix("CLIENTELE_").removesuffix("_FILE") for name in names}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_can_be_told_every_setting_it_reads(service: str) -> None:
    read = read_by(ROOT / "chassis" / "process" / "settings.py", *(ROOT / "services" / service).rglob("*.py"))
    assert {"BROKER_URL", "DATABASE_URL"} <= read
    shared = set() if service in sharing_private_parts() else {"MESSAGE_KEYS"}
    settings = settings_of(service) | (settings_of("accounts-intake") if service == "accounts" else set())
    assert read - NOT_TOLD - shared <= settings


def test_the_gateway_can_be_told_every_setting_it_reads() -> None:
    read = read_by(ROOT / "gateway" / "settings.py")
    assert "PUBLIC_URL" in read
    assert read - NOT_TOLD <= settings_of("gateway")


def test_every_job_must_end_well_before_what_needs_it_starts() -> None:
    for service in SERVICES:
        needs = COMPOSE["services"][service]["depends_on"]
        assert needs == {
            f"{service}-migrations": {"condition": "service_completed_successfully"},
            "topology": {"condition": "service_completed_successfully"},
        }


def test_connections_can_be_told_everything_of_each_vendor() -> None:
    names = ("CLIENT_ID", "CLIENT_SECRET", "AUTHORIZE_URL", "TOKEN_URL", "API_URL", "REVOKE_URL")
    assert {f"{vendor.upper()}_{name}" for vendor in ProviderId for name in names} <= settings_of(
        "connections"
    )


def test_composes_stand_ins_are_those_of_the_all_in_one() -> None:
    lines = [line for line in (ROOT / ".env").read_text().splitlines() if "=" in line]
    said = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    wanted = vendors.settings("http://vendors:8001", "sandbox")
    for name, value in wanted.items():
        browser = value.replace("vendors:8001", "127.0.0.1:${CLIENTELE_VENDORS_PORT}")
        assert said[name] == (browser if name.endswith("AUTHORIZE_URL") else value)


def test_the_sandbox_is_for_development_only() -> None:
    assert {n for n, s in COMPOSE["services"].items() if "profiles" in s} == SANDBOX
    for name in SANDBOX:
        assert COMPOSE["services"][name]["profiles"] == ["dev"]
    assert "COMPOSE_PROFILES=dev\n" in (ROOT / ".env").read_text()
    assert "COMPOSE_PROFILES=\n" in (ROOT / "deploy" / "compose" / "production.env").read_text()


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_that_an_image_says_of_itself_is_taken_from_it(service: str) -> None:
    """A setting that is named without a value is removed where the host has none."""
    said = _ENV.findall((ROOT / "services" / service / "Dockerfile").read_text())
    assert said
    for name, part in COMPOSE["services"].items():
        if f"/{service}:" in str(part.get("image")):
            assert not {each for each in said if part["environment"].get(each, "") is None}, name

"""deploy/compose/cluster.yml, as compose reads it after docker-compose.yml (docs/cluster.md)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from contracts.subscriptions import SERVICES
from deploy.cluster.cluster_status import BROKERS, CONSENSUS, DATABASES
from deploy.cluster.compose_project import ComposeProject
from tests import containers

pytestmark = pytest.mark.integration
ROOT = Path(__file__).parents[2]
KIND = re.escape("application/problem+json")
OURS = (*SERVICES, *(f"{name}-relay" for name in SERVICES), "gateway")


@pytest.fixture(scope="module")
def parts() -> dict[str, Any]:
    missing = containers.docker_is_missing()
    if missing:
        pytest.skip(f"Docker is needed: {missing}")
    written = ComposeProject({"COMPOSE_PROJECT_NAME": "clientele-read"}).run("config", "--format=json")
    found: dict[str, Any] = json.loads(written)["services"]
    return found


def test_there_are_two_of_everything_of_ours_and_of_each_address(parts: dict[str, Any]) -> None:
    two = {name for name, part in parts.items() if part.get("deploy", {}).get("replicas") == 2}
    assert two == {*OURS, "rabbitmq", "postgres"}


def test_there_are_three_of_what_it_stands_on_with_data_of_their_own(parts: dict[str, Any]) -> None:
    for name in (*BROKERS, *DATABASES, *CONSENSUS):
        assert parts[name]["hostname"] == name
        assert name in [each.get("source") for each in parts[name]["volumes"]]


def test_nothing_but_pages_mail_and_the_sandbox_is_published_and_to_this_machine_only(
    parts: dict[str, Any],
) -> None:
    published = {name: part["ports"] for name, part in parts.items() if part.get("ports")}
    assert set(published) <= {"web", "accounts-intake", "vendors"}
    assert {port["host_ip"] for ports in published.values() for port in ports} == {"127.0.0.1"}


def test_every_part_is_as_confined_as_without_clusters(parts: dict[str, Any]) -> None:
    for name, part in parts.items():
        assert part["cap_drop"] == ["ALL"], name
        assert part["read_only"] is True, name
        assert part["security_opt"] == ["no-new-privileges:true"], name
        assert "limits" in part["deploy"]["resources"], name


def test_databases_agree_where_nobody_else_comes(parts: dict[str, Any]) -> None:
    there = {name for name, part in parts.items() if "consensus" in (part.get("networks") or {})}
    assert there == {*DATABASES, *CONSENSUS}


def test_services_know_that_the_broker_is_a_cluster(parts: dict[str, Any]) -> None:
    for name in SERVICES:
        assert parts[name]["environment"]["CLIENTELE_BROKER_CLUSTER"] == "true"


def test_whose_neighbour_has_died_gives_up_its_name_in_two_seconds(parts: dict[str, Any]) -> None:
    """Where nobody answers for it, each look-up held up the next database that leads for ten."""
    for name in (*BROKERS, *DATABASES, *CONSENSUS):
        assert parts[name]["dns_opt"] == ["timeout:1", "attempts:2"], name


@pytest.mark.parametrize("status", [502, 503, 504])
def test_the_address_of_gateways_answers_as_they_do_where_none_has(status: int) -> None:
    """A client reads one form of answers, and learns when to try again (api.md, Conventions)."""
    line = rf"^  http-error status {status} content-type {KIND} string '(.*)' hdr Retry-After \d$"
    found = re.search(line, (ROOT / "deploy" / "compose" / "cluster" / "web.cfg").read_text(), re.MULTILINE)
    assert found is not None
    problem = json.loads(found[1])
    assert (problem["status"], problem["code"]) == (status, "service_unavailable")
    assert problem.keys() == {"type", "title", "status", "code", "detail"}

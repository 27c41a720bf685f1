"""Connecting a client on RabbitMQ and PostgreSQL, each service a process of its own (product.md 6)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.builders import eventually
from tests.connections.stage import Stage
from tests.integration.practice import PracticeOverHttp
from tests.integration.system import System


@pytest.fixture
def practice(running: System) -> PracticeOverHttp:
    return PracticeOverHttp(running.gateway_url)


def begin(practice: PracticeOverHttp, provider: str) -> dict[str, Any]:
    body = {"provider": provider}
    answer = practice.patiently("POST", "/v1/authorizations", json=body, headers=practice.headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def come_back(practice: PracticeOverHttp, address: str) -> None:
    answer = requests.get(address, headers=practice.headers, allow_redirects=False, timeout=10)
    assert answer.status_code == 303, answer.text


def shown(practice: PracticeOverHttp, path: str) -> dict[str, Any]:
    return dict(practice.patiently("GET", path, headers=practice.headers).json())


@pytest.mark.parametrize("provider", ["xero", "sage"])
def test_a_client_is_created_with_its_connection(
    running: System, practice: PracticeOverHttp, provider: str
) -> None:
    begun = begin(practice, provider)
    come_back(practice, Stage("").consent(begun["authorization_url"]))
    path = f"/v1/authorizations/{begun['id']}"
    eventually(lambda: shown(practice, path)["state"] == "ready", within=20)
    client = practice.add_client(authorization_id=begun["id"])
    path = f"/v1/clients/{client['id']}"
    eventually(lambda: (shown(practice, path)["connection"] or {}).get("state") == "connected", within=20)
    eventually(lambda: shown(practice, path)["onboarding"]["state"] == "complete", within=20)
    assert shown(practice, f"{path}/connection")["organisation_name"] == "Demo Company (UK)"


def test_an_answer_outlives_the_process_that_took_it_in(running: System, practice: PracticeOverHttp) -> None:
    """The code is kept, sealed, before the vendor is called: whoever comes next goes on from there."""
    begun = begin(practice, "xero")
    stage = Stage(begun["authorization_url"].partition("/xero/")[0])
    stage.fault("xero", "/connect/token", "503", seconds=0)
    come_back(practice, stage.consent(begun["authorization_url"]))
    running.kill("connections")
    running.start_part("connections")
    path = f"/v1/authorizations/{begun['id']}"
    eventually(lambda: shown(practice, path)["state"] in ("ready", "failed"), within=60)
    found = shown(practice, path)
    assert found["state"] == "ready" or found["error"]["code"] == "code_expired"

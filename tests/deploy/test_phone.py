"""The whole product with its stand-in for Twilio: a text and its report, over real HTTP (product.md 5.5)."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.builders import PASSWORD, eventually
from tests.ports import free_port

pytestmark = pytest.mark.service


def test_a_mobile_number_works_from_the_client_to_the_link(tmp_path: Path) -> None:
    port = free_port()
    environment = {"CLIENTELE_PORT": str(port), "CLIENTELE_DATA": str(tmp_path / "data")}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTELE_")}
    command = [sys.executable, "-m", "deploy.allinone"]
    running = subprocess.Popen(command, env={**inherited, **environment}, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        assert any("is ready" in line for line in running.stdout)
        walk(f"http://127.0.0.1:{port}")
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)


def walk(url: str) -> None:
    def post(path: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
        headers["Idempotency-Key"] = path
        made: list[requests.Response] = []

        def answered() -> bool:
            made.append(requests.post(f"{url}{path}", json=body, headers=headers, timeout=10))
            return made[-1].status_code != 503

        eventually(answered)
        assert made[-1].status_code == 201, made[-1].text
        return dict(made[-1].json())

    owner = {"name": "Ada Birch", "email": "ada@birch.example", "password": PASSWORD}
    post("/v1/practices", {"name": "Birch", "country": "GB", "base_currency": "GBP", "owner": owner})
    token = post("/v1/sessions", {"email": owner["email"], "password": PASSWORD})["token"]
    signed_in = {"Authorization": f"Bearer {token}"}
    person = {"name": "Jo", "email": "jo@acme.example", "mobile": "07700 900123"}
    client = post("/v1/clients", {"type": "business", "name": "Acme", "invitation": person}, **signed_in)

    def delivered() -> bool:
        found = requests.get(f"{url}/v1/clients/{client['id']}/invitations", headers=signed_in, timeout=10)
        states = {c["channel"]: c["state"] for c in found.json()["items"][0]["channels"]}
        return states == {"email": "sent", "sms": "delivered"}

    eventually(delivered)
    page = requests.get(f"{url}/sandbox/phone", timeout=10).text
    link = re.search(rf'href="{url}/invitation#([^"]+)"', page)
    assert link is not None
    accepted = post("/v1/invitation-acceptances", {"token": link[1], "password": PASSWORD})
    assert accepted["account"]["id"] == client["id"]

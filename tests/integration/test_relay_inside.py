"""A service may publish its own outbox, where a machine has no room for a process of its relay (issue 17)."""

from __future__ import annotations

from tests.builders import eventually
from tests.integration.practice import PracticeOverHttp
from tests.integration.system import System

SETTING = "CLIENTELE_RELAY"
PARTS = ("accounts", "accounts-relay")


def test_a_service_with_its_relay_inside_announces_its_clients(running: System) -> None:
    practice = PracticeOverHttp(running.gateway_url)
    for part in PARTS:
        running.kill(part)
    running._environment[SETTING] = "inside"
    try:
        running.start_part("accounts")
        eventually(lambda: running.is_at_work("accounts"), within=60)
        client = practice.add_client(access={"everyone": True})
        own = f"/v1/clients/{client['id']}"
        # Its step is done once access has heard of the client, from nobody but this process.
        eventually(lambda: practice.reads(own)["onboarding"]["state"] == "complete", within=60)
        assert running.stop_part("accounts") == 0
    finally:
        del running._environment[SETTING]
        for part in PARTS:
            running.start_part(part)
    eventually(running.is_ready, within=60)
    assert [each["id"] for each in practice.clients()] == [client["id"]]

"""What came of a practice's work while parts of the product were killed, replaced or cut off."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.builders import eventually
from tests.cluster.software_load import SoftwareLoad
from tests.cluster.steady_load import SteadyLoad
from tests.integration.practice import PracticeOverHttp


def assert_one_of_each(practice: PracticeOverHttp, load: SteadyLoad) -> None:
    """What was answered 201 is one client, announced once, with its steps complete; an invitation has one
    token, and whoever accepted it is in; who came with their software is connected to it, and their access
    was renewed whenever it had to be.
    """
    assert load.unexpected == []
    added = set(load.added.values())
    assert len(added) == len(load.added)
    eventually(
        lambda: all(each["onboarding"]["state"] == "complete" for each in practice.clients()), within=120
    )
    listed = practice.clients()
    assert {each["id"] for each in listed} == added
    assert max(Counter(each["name"] for each in listed).values()) == 1
    eventually(lambda: set(_announced(practice)) >= added, within=180)
    assert _announced(practice) == dict.fromkeys(added, 1)
    _assert_one_token_each(practice, load)
    if load.software is not None:
        _assert_connected(practice, load.software)


def _assert_one_token_each(practice: PracticeOverHttp, load: SteadyLoad) -> None:
    eventually(lambda: set(load.tokens()) >= set(load.invited), within=60)
    tokens = load.tokens()
    assert {address: len(tokens[address]) for address in load.invited} == dict.fromkeys(load.invited, 1)
    for client_id in load.accepted:
        own = f"/v1/clients/{client_id}"
        eventually(lambda own=own: practice.reads(own)["invitation"]["state"] == "accepted", within=60)


def _assert_connected(practice: PracticeOverHttp, software: SoftwareLoad) -> None:
    def states() -> set[str]:
        found = [each["connection"] for each in practice.clients() if each["id"] in software.connected]
        return {each["state"] if each else "none" for each in found}

    eventually(lambda: states() <= {"connected"}, within=60)
    # Refused access would have to be signed in for again.
    assert set(software.renewals()) <= {200}


def _announced(practice: PracticeOverHttp) -> Counter[str]:
    """How often the practice's feed tells of each client that it was created."""
    found: Counter[str] = Counter()
    cursor = ""
    while True:
        page: dict[str, Any] = practice.reads(f"/v1/events?types=ClientCreated&limit=200&after={cursor}")
        found.update(str(event["data"]["client_id"]) for event in page["items"])
        if not page["items"] or page["cursor"] == cursor:
            return found
        cursor = page["cursor"]

"""With the clocks of services and gateways apart all goes its way, and an end takes effect at its moment.

What counts is how long something takes (docs/adr/0002) and the clock of the database (docs/adr/0051).
"""

from __future__ import annotations

import datetime
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from tests.builders import PASSWORD, eventually, unique
from tests.integration import system
from tests.integration.practice import PracticeOverHttp
from tests.integration.system import System
from tests.ports import free_port

#: Seconds: two between each service and the next, and between the two gateways.
AHEAD = {
    "accounts": 1.0,
    "access": -1.0,
    "invitations": 1.0,
    "connections": -1.0,
    "gateway": 1.0,
    "second": -1.0,
}


@pytest.fixture(scope="module")
def urls(running: System) -> Iterator[list[str]]:
    """Two gateways, of a product whose services' clocks are two seconds apart."""
    running.gateways["second"] = free_port()
    found = [running.gateway_url, f"http://{system.LOOPBACK}:{running.gateways['second']}"]
    running.clocks.update(AHEAD)
    for name in AHEAD:
        if name in running.processes:
            running.stop_part(name)
        running.start_part(name)
    for url in found:
        system.until(lambda url=url: _ready(url), 60)
    yield found
    running.clocks.clear()
    for name in AHEAD:
        running.stop_part(name)
        if name != "second":
            running.start_part(name)
    del running.gateways["second"], running.processes["second"]
    system.until(running.is_ready, 60)


def _ready(url: str) -> bool:
    try:
        return requests.get(f"{url}/readyz", timeout=3).status_code == 200
    except requests.RequestException:
        return False


@dataclass(frozen=True)
class Seen:
    """What was answered to a request, and when it was begun and ended."""

    what: str
    status: int
    begun: float
    ended: float


def _colleague(running: System, practice: PracticeOverHttp) -> dict[str, str]:
    """The headers of a colleague of the practice."""
    address = f"{unique('bob')}@smith.example"
    invited = {"name": "Bob Jones", "email": address, "role": "standard"}
    made = requests.post(f"{practice.url}/v1/colleagues", json=invited, headers=practice.headers, timeout=10)
    assert made.status_code == 201, made.text
    accepted = {"token": running.mailbox.token_for(address), "password": PASSWORD}
    found = requests.post(f"{practice.url}/v1/invitation-acceptances", json=accepted, timeout=10)
    assert found.status_code == 201, found.text
    return {"Authorization": f"Bearer {found.json()['token']}", "Bob": made.json()["id"]}


def test_a_client_is_taken_on(running: System, urls: list[str]) -> None:
    """product.md 2.7, 5.6"""
    practice = PracticeOverHttp(urls[1])
    address = f"{unique('jo')}@acme.example"
    client = practice.add_client(access={"everyone": True}, invitation={"name": "Jo", "email": address})
    # Known to each service at once, though its id is made by a clock that is ahead.
    own = f"/v1/clients/{client['id']}"
    put = requests.put(
        f"{urls[0]}{own}/access", json={"everyone": True}, headers=practice.headers, timeout=10
    )
    assert put.status_code == 200, put.text
    eventually(lambda: practice.reads(own)["onboarding"]["state"] == "complete")
    accepted = {"token": running.mailbox.token_for(address), "password": PASSWORD}
    joined = requests.post(f"{urls[0]}/v1/invitation-acceptances", json=accepted, timeout=10)
    assert joined.status_code == 201, joined.text
    home = {"Authorization": f"Bearer {joined.json()['token']}"}
    for url in urls:
        assert requests.get(f"{url}{own}", headers=home, timeout=10).status_code == 200


def test_an_end_takes_effect_on_the_next_request_by_every_gateway(running: System, urls: list[str]) -> None:
    practice = PracticeOverHttp(running.gateway_url)
    headers = _colleague(running, practice)
    bob = headers.pop("Bob")
    client = practice.add_client(name="Oak Ltd")["id"]
    # Each service that decides who sees a client: accounts, access, invitations and connections.
    paths = [f"/v1/clients/{client}{rest}" for rest in ("", "/access", "/invitations")]
    ways = list(itertools.product(urls, [*paths, "/v1/authorizations"]))
    end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=12)
    given = {"colleague_ids": [bob], "colleague_ends": [{"user_id": bob, "until": end.isoformat()}]}
    put = f"{practice.url}/v1/clients/{client}/access"
    answer = requests.put(put, json=given, headers=practice.headers, timeout=10)
    assert answer.status_code == 200, answer.text

    def seen(url: str, path: str) -> Seen:
        begun = time.time()
        if path == "/v1/authorizations":
            wanted = {"provider": "xero", "client_id": client}
            answer = requests.post(f"{url}{path}", json=wanted, headers=headers, timeout=10)
        else:
            answer = requests.get(f"{url}{path}", headers=headers, timeout=10)
        return Seen(f"{urls.index(url)} {path}", answer.status_code, begun, time.time())

    eventually(lambda: {seen(*way).status for way in ways} == {200, 201}, within=10)
    answers: list[Seen] = []
    while time.time() < end.timestamp() + 3:
        answers += [seen(*way) for way in ways]
    before = [each for each in answers if each.ended < end.timestamp()]
    after = [each for each in answers if each.begun > end.timestamp()]
    assert {each.what for each in before} == {each.what for each in after} == {each.what for each in answers}
    assert [each for each in before if each.status not in (200, 201)] == []
    assert [each for each in after if each.status != 404] == []

"""Every 201 is one client, one effect in each subscriber, one token, whatever crashes (product.md 9.1)."""

from __future__ import annotations

import re
from collections.abc import Callable

import eventlet
import pytest

from tests.builders import eventually, text_of, unique
from tests.integration.conftest import Subscriber
from tests.integration.practice import PracticeOverHttp
from tests.integration.system import System

CREATIONS = 300
AT_ONCE = 6


@pytest.mark.timeout(600)
def test_everything_killed_in_the_middle_of_300_creations(
    running: System, stock_subscriber: Subscriber
) -> None:
    practice = PracticeOverHttp(running.gateway_url)
    addresses = [f"{unique('jo')}@acme.example" for _ in range(CREATIONS)]
    created: dict[str, dict[str, object]] = {}

    def create(address: str) -> None:
        client = practice.add_client(
            key=address, access={"everyone": True}, invitation={"name": "Jo", "email": address}
        )
        created[address] = client

    pool = eventlet.GreenPool(AT_ONCE)
    creating = eventlet.spawn(lambda: [pool.spawn(create, address) for address in addresses])
    faults = _faults(running)
    for number, fault in enumerate(faults, start=1):
        wanted = number * CREATIONS // (len(faults) + 1)
        eventually(lambda wanted=wanted: len(created) >= wanted, within=120)
        fault()
    creating.wait()
    pool.waitall()
    assert len(created) == CREATIONS

    ids = {str(client["id"]) for client in created.values()}
    assert len(ids) == CREATIONS
    eventually(lambda: ids.isdisjoint(_unfinished(running)), within=120)
    listed = practice.clients()
    assert {client["id"] for client in listed} == ids
    assert all(client["onboarding"]["state"] == "complete" for client in listed)
    _assert_one_effect_each(running, ids, stock_subscriber)
    assert _tokens_by_address(running, addresses) == dict.fromkeys(addresses, 1)


def _faults(running: System) -> list[Callable[[], None]]:
    """SIGKILL for each process once, in turn, and a restart of the broker between."""

    def killing(name: str) -> Callable[[], None]:
        def kill() -> None:
            running.kill(name)
            running.start_part(name)

        return kill

    kills = [killing(name) for name in running.parts()]
    return [*kills[:4], running.backing.restart_broker, *kills[4:]]


def _unfinished(running: System) -> set[str]:
    rows = running.rows("accounts", "SELECT client_id FROM onboarding_steps WHERE state <> 'done'")
    return {str(row[0]) for row in rows}


def _assert_one_effect_each(running: System, ids: set[str], subscriber: Subscriber) -> None:
    eventually(lambda: ids <= set(subscriber.received()), within=60)
    access = running.rows("access", "SELECT client_id FROM client_access")
    assert ids <= {str(row[0]) for row in access}
    invitations = [str(row[0]) for row in running.rows("invitations", "SELECT client_id FROM invitations")]
    assert all(invitations.count(client_id) == 1 for client_id in ids)


def _tokens_by_address(running: System, addresses: list[str]) -> dict[str, int]:
    """How many different tokens each person was sent: a repeated message repeats its token."""
    found: dict[str, set[str]] = {address: set() for address in addresses}
    mailbox = running.mailbox
    for address in addresses:
        for message in mailbox.to(address):
            link = re.search(r"/invitation#(\S+)", text_of(message))
            assert link is not None
            found[address].add(link[1])
    return {address: len(tokens) for address, tokens in found.items()}

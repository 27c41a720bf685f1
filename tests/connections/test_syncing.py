"""Client Sync: several clients with their connections from one sign-in, each with its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from contracts import accounts, connections
from contracts.errors import InvalidInput, RoleRequired
from deploy.allinone.product import Product
from tests.builders import Mailbox, Person, eventually
from tests.connections.grants import grant_of
from tests.connections.stage import Stage, a_colleague_known, signed_in


def sync(
    person: Person, found: Mapping[str, Any], numbers: tuple[int, ...], **more: Any
) -> Sequence[Mapping[str, Any]]:
    wanted = [found["organisations"][number]["id"] for number in numbers]
    with person.acting():
        return accounts.sync_clients(
            person.rpc, authorization_id=found["id"], organisation_ids=wanted, **more
        )


def connected_names(owner: Person) -> dict[str, str]:
    with owner.acting():
        items = connections.list_connections(owner.rpc)["items"]
    return {each["client_name"]: each["organisation_name"] for each in items}


@pytest.mark.parametrize("provider", ["xero", "sage", "freeagent"])
def test_organisations_of_one_sign_in_become_clients(
    owner: Person, stage: Stage, product: Product, provider: str
) -> None:
    """Of a Xero user's organisations as of a FreeAgent practice's clients."""
    found = signed_in(stage, owner, provider, organisations=(0, 1, 2, 3, 4, 5))
    assert (found["state"], len(found["organisations"])) == ("choose_organisation", 6)
    items = sync(owner, found, (0, 2, 3), access={"everyone": True})
    assert [each["result"] for each in items] == ["created"] * 3
    assert [each["name"] for each in items][1] == "Copper Kettle Café"
    eventually(lambda: len(connected_names(owner)) == 3)
    assert all(client == organisation for client, organisation in connected_names(owner).items())
    with owner.acting():
        cafe = accounts.get_client(owner.rpc, items[1]["client_id"])
    assert (cafe["base_currency"], cafe["country"], cafe["access"]["everyone"]) == ("EUR", "IE", True)
    database = product.hosted["connections"].database
    assert len({grant_of(database, each["client_id"]) for each in items}) == 1


def test_what_is_connected_already_is_skipped_and_what_is_missing_added(owner: Person, stage: Stage) -> None:
    found = signed_in(stage, owner, "sage", organisations=(0, 1, 2))
    sync(owner, found, (0, 1))
    eventually(lambda: len(connected_names(owner)) == 2)
    again = sync(owner, found, (0, 1, 2))
    assert [each["result"] for each in again] == ["skipped", "skipped", "created"]
    assert again[0]["detail"] == "It is connected to your client Demo Company (UK) already."
    eventually(lambda: len(connected_names(owner)) == 3)


def test_disconnecting_one_leaves_the_others(owner: Person, stage: Stage, product: Product) -> None:
    found = signed_in(stage, owner, "xero", organisations=(0, 1))
    items = sync(owner, found, (0, 1))
    eventually(lambda: len(connected_names(owner)) == 2)
    with owner.acting():
        connections.disconnect_client(owner.rpc, items[0]["client_id"])
    eventually(lambda: [e["path"] for e in stage.log() if e["status"] == 204])
    assert connected_names(owner) == {"Brightwater Plumbing Ltd": "Brightwater Plumbing Ltd"}
    with owner.acting():
        left = connections.get_connection(owner.rpc, items[1]["client_id"])
    assert left["state"] == "connected"


def test_sent_twice_with_one_key_it_is_done_once(owner: Person, stage: Stage) -> None:
    found = signed_in(stage, owner, "sage", organisations=(0, 1))
    wanted = [each["id"] for each in found["organisations"]]
    answers = []
    for _ in range(2):
        with owner.acting("sync-once"):
            answers.append(
                accounts.sync_clients(owner.rpc, authorization_id=found["id"], organisation_ids=wanted)
            )
    assert answers[0] == answers[1]
    eventually(lambda: len(connected_names(owner)) == 2)
    with owner.acting():
        assert len(accounts.list_clients(owner.rpc)["items"]) == 2


def test_what_the_sign_in_does_not_reach_is_refused_and_adds_nothing(owner: Person, stage: Stage) -> None:
    found = signed_in(stage, owner, "sage", organisations=(0, 1))
    wanted = [found["organisations"][0]["id"], "elsewhere"]
    with owner.acting():
        with pytest.raises(InvalidInput) as refused:
            accounts.sync_clients(owner.rpc, authorization_id=found["id"], organisation_ids=wanted)
        assert accounts.list_clients(owner.rpc)["items"] == []
    assert refused.value.errors[0]["pointer"] == "/organisation_ids/1"


def test_who_may_not_add_clients_syncs_none(owner: Person, stage: Stage, mailbox: Mailbox) -> None:
    """product.md 1.3"""
    bob = a_colleague_known(owner, mailbox)
    found = signed_in(stage, owner, "sage", organisations=(0, 1))
    with pytest.raises(RoleRequired):
        sync(bob, found, (0,))


def test_who_is_no_colleague_is_refused_by_name_where_nothing_is_left_to_add_too(
    owner: Person, stage: Stage
) -> None:
    """product.md 2.5"""
    found = signed_in(stage, owner, "sage", organisations=(0, 1))
    sync(owner, found, (0, 1))
    eventually(lambda: len(connected_names(owner)) == 2)
    nobody = "user_01ARZ3NDEKTSV4RRFFQ69G5FAV"
    with pytest.raises(InvalidInput) as refused:
        sync(owner, found, (0, 1), access={"colleague_ids": [owner.user_id, nobody]})
    (error,) = refused.value.errors
    assert (error["pointer"], error["code"]) == ("/access/colleague_ids/1", "unknown_colleague")

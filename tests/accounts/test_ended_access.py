"""Who has signed out, or is a colleague no more, reads and changes no client: from the next request on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import text

from contracts import access, accounts, connections
from contracts.errors import NotFound, Unauthenticated
from deploy.allinone.product import Product
from tests.builders import Mailbox, Person, a_colleague, caught_up, eventually


def asks(person: Person, client: Mapping[str, Any]) -> list[Callable[[], Any]]:
    """What a colleague who adds clients may do with one that they see."""
    rpc, client_id = person.rpc, client["id"]
    return [
        lambda: accounts.list_clients(rpc),
        lambda: accounts.list_clients(rpc, include="names"),
        lambda: accounts.list_clients(rpc, q=client["name"]),
        lambda: accounts.count_clients(rpc),
        lambda: accounts.get_client(rpc, client_id),
        lambda: accounts.change_client(rpc, client_id=client_id, name="Other"),
        lambda: accounts.check_duplicates(rpc, name=client["name"]),
        lambda: accounts.find_by_number(rpc, ["01234567"]),
        lambda: accounts.archive_client(rpc, client_id),
        lambda: access.list_colleagues(rpc),
        lambda: access.get_client_access(rpc, client_id=client_id),
        lambda: connections.list_connections(rpc),
        lambda: connections.get_connection(rpc, client_id),
    ]


def test_who_has_signed_out_reads_and_changes_nothing(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox, role="client_admin")
    client = owner.adds_client()
    with bob.acting():
        ended = caught_up(owner, access.end_session(bob.rpc))["message_ids"]
    eventually(lambda: connections.catch_up(owner.rpc, ended)["caught_up"])
    for ask in asks(bob, client):
        with bob.acting(), pytest.raises(Unauthenticated):
            ask()


def test_who_is_deactivated_is_out_before_the_end_of_their_session_is_heard_of(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    bob = a_colleague(owner, mailbox, role="client_admin")
    client = owner.adds_client()
    with owner.acting():
        gone = caught_up(owner, access.deactivate_colleague(owner.rpc, user_id=bob.user_id))
    eventually(lambda: connections.catch_up(owner.rpc, gone["message_ids"])["caught_up"])
    for service, forgets in (
        ("access", "UPDATE sessions SET ended_at = NULL WHERE user_id = :user"),
        ("accounts", "DELETE FROM ended_sessions"),
        ("connections", "DELETE FROM ended_sessions"),
    ):
        with product.hosted[service].database.unit_of_work(everywhere=True) as uow:
            uow.execute(text(forgets), {"user": bob.user_id} if ":user" in forgets else {})
    for ask in asks(bob, client):
        with bob.acting(), pytest.raises(Unauthenticated):
            ask()


def test_a_list_and_its_numbers_are_of_the_practice_and_of_what_one_sees(
    owner: Person, mailbox: Mailbox
) -> None:
    bob = a_colleague(owner, mailbox, permissions=["add_clients"])
    hidden = owner.adds_client(company_number="07654321")
    seen = owner.adds_client(company_number="07654322", access={"colleague_ids": [bob.user_id]})
    with bob.acting():
        assert accounts.count_clients(bob.rpc)["all"] == 1
        assert [each["id"] for each in accounts.list_clients(bob.rpc)["items"]] == [seen["id"]]
        held = accounts.find_by_number(bob.rpc, ["07654321", "07654322"])
        assert {each["company_number"]: each["client"] and each["client"]["id"] for each in held} == {
            "07654321": None,
            "07654322": seen["id"],
        }
        assert accounts.check_duplicates(bob.rpc, name=hidden["name"]) == []
        with pytest.raises(NotFound):
            accounts.change_client(bob.rpc, client_id=hidden["id"], name="Other")
        with pytest.raises(NotFound):
            accounts.get_client(bob.rpc, hidden["id"])
    with owner.acting():
        assert accounts.count_clients(owner.rpc)["all"] == 2

"""CRNs of clients by their ids (docs/adr/0078; product.md 2.5, 2.9)."""

from __future__ import annotations

import pytest

from chassis.rpc.client import RpcClient
from contracts import accounts
from contracts.errors import PracticeAccountRequired
from tests.builders import Mailbox, Person, a_client_user, a_colleague, a_practice, eventually


def test_each_is_told_the_crns_of_the_clients_that_they_see(
    owner: Person, mailbox: Mailbox, rpc: RpcClient
) -> None:
    bob = a_colleague(owner, mailbox, name="Bob")
    hidden = owner.adds_client()
    shown = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    elsewhere = a_practice(rpc).adds_client()
    eventually(lambda: bob.sees() == [shown["name"]])
    ids = [each["id"] for each in (hidden, shown, elsewhere)]
    with owner.acting():
        found = accounts.crns_of(rpc, ids)
        assert found == {each["id"]: each["crn"] for each in (hidden, shown)}
        many = [*ids, *(f"client_{number:026}" for number in range(accounts.CRNS_AT_ONCE))]
        assert accounts.crns_of(rpc, many) == found
        assert accounts.crns_of(rpc, []) == {}
    with bob.acting():
        assert accounts.crns_of(rpc, ids) == {shown["id"]: shown["crn"]}


def test_a_client_account_is_told_none(owner: Person, mailbox: Mailbox) -> None:
    client = owner.adds_client()
    person = a_client_user(owner, mailbox, client["id"])
    with person.acting(), pytest.raises(PracticeAccountRequired):
        accounts.crns_of(person.rpc, [client["id"]])

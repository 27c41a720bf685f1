"""Whoever has a client now has no notice of what concerned the practice before (product.md 7, 8.4)."""

from __future__ import annotations

import datetime

import pytest

from chassis.rpc.client import RpcClient
from contracts import access
from contracts.access import NoticeKind
from contracts.connections.events import ConnectionData
from deploy.allinone.product import Product
from services.access.client_access import connection_notices
from tests.builders import Mailbox, Person, a_colleague, a_practice, gives


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc)


def broken(person: Person) -> list[str | None]:
    """The clients whose connections somebody has notice of."""
    with person.acting():
        items = access.list_notices(person.rpc)["items"]
    found = [each for each in items if each["kind"] == NoticeKind.CONNECTION_BROKEN]
    return [each["client"] and each["client"]["id"] for each in found]


def test_a_connection_of_the_practice_before_concerns_its_admins_and_not_the_new_manager(
    owner: Person, mailbox: Mailbox, product: Product, rpc: RpcClient
) -> None:
    before = a_practice(rpc)
    manager = a_colleague(owner, mailbox, name="Bob Jones")
    client_id = owner.adds_client(name="Oak Ltd")["id"]
    gives(owner, client_id, account_manager_id=manager.user_id)

    def takes_in(practice: Person) -> None:
        data = ConnectionData(
            connection_id="conn_01JC2Z5T8V9QWERTY0ABCDEFGH",
            practice_id=practice.account_id,
            client_id=client_id,
            provider="xero",
            organisation_name="Oak Ltd",
            state="needs_reconnect",
            detail=None,
            actor_id=None,
            at=datetime.datetime.now(datetime.UTC),
            version=1,
        )
        with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
            connection_notices.note_broken(uow, data)

    takes_in(before)
    assert len(broken(before)) == 1
    assert broken(manager) == broken(owner) == []
    takes_in(owner)
    assert broken(manager) == [client_id]
    assert broken(owner) == []

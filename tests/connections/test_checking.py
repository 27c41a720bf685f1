"""Connections are looked at: somebody may have ended one at the vendor, who tells nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text, update

from chassis.database.engine import Database
from contracts import accounts, connections
from contracts.errors import NotFound
from deploy.allinone.product import Product
from services.connections.grants import vendor_calls
from services.connections.tables import Connection
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors.oauth import Vendor
from tests.builders import Person, eventually, present
from tests.connections.grants import connected, grant_of
from tests.connections.stage import PROVIDERS, Stage, a_client_known, connect, connection, signed_in


@pytest.fixture
def database(product: Product) -> Database:
    return product.hosted["connections"].database


def check(owner: Person, client_id: str) -> Mapping[str, Any]:
    with owner.acting():
        return connections.check_connection(owner.rpc, client_id)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_one_that_works_is_said_to_work(owner: Person, stage: Stage, provider: str) -> None:
    client_id, _ = connected(stage, owner, provider)
    assert connection(owner, client_id)["checked_at"] is None
    found = check(owner, client_id)
    assert (found["state"], found["checked_at"] is not None) == ("connected", True)


def test_one_that_somebody_ended_at_xero_needs_reconnecting_and_others_of_the_sign_in_go_on(
    owner: Person, stage: Stage, registry: VendorRegistry, database: Database
) -> None:
    """Xero's tokens go on working then; only this organisation is gone."""
    first, _ = connected(stage, owner, "xero", login="ann@ended.example", organisations=(0,))
    second = a_client_known(owner)
    found = signed_in(stage, owner, "xero", login="ann@ended.example", organisations=(1,))
    with owner.acting():
        connections.choose_organisation(owner.rpc, found["id"], found["organisations"][1]["id"])
    connect(owner, second["id"], found["id"])

    def end(vendor: Vendor, access: str) -> None:
        vendor.leave(access, vendor.organisations(access, None)[0].reference)

    vendor_calls.at_vendor(database, registry, grant_of(database, first), end)
    assert check(owner, first)["state"] == "needs_reconnect"
    assert "disconnected it there" in connection(owner, first)["detail"]
    assert check(owner, second["id"])["state"] == "connected"
    with owner.acting():
        eventually(
            lambda: present(accounts.get_client(owner.rpc, first)["connection"])["state"] == "needs_reconnect"
        )
    again = signed_in(stage, owner, "xero", login="ann@ended.example", client_id=first)
    assert again["state"] == "ready"
    assert connect(owner, first, again["id"])["state"] == "connected"
    assert check(owner, first)["state"] == "connected"


def test_it_is_done_each_day_without_being_asked(owner: Person, stage: Stage, database: Database) -> None:
    client_id, _ = connected(stage, owner, "sage")
    with database.autocommit(everywhere=True) as reading:
        due = {"check_due_at": text("now()")}
        reading.execute(update(Connection).where(Connection.client_id == client_id).values(due))
    eventually(lambda: connection(owner, client_id)["checked_at"])


def test_a_vendor_that_is_away_ends_nothing(owner: Person, stage: Stage) -> None:
    client_id, _ = connected(stage, owner, "quickbooks")
    stage.fault("quickbooks", "/v3", "500", times=5)
    found = check(owner, client_id)
    assert (found["state"], found["checked_at"]) == ("connected", None)


def test_who_does_not_see_the_client_cannot_ask(owner: Person, stage: Stage) -> None:
    with pytest.raises(NotFound):
        check(owner, "client_01JC2Z5T8V9QWERTY0ABCDEFGH")

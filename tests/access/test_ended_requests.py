"""Requests to see a client that end by themselves (docs/adr/0052)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text

from chassis.database.engine import Database
from chassis.rpc.client import RpcClient
from contracts import access, accounts, invitations
from contracts.access import AccessRequestDecided
from deploy.allinone.product import Product
from services.access.access_requests import ended_requests
from tests.access.test_access_requests import asks, listed
from tests.builders import (
    Mailbox,
    Person,
    a_client_user,
    a_colleague,
    a_practice,
    eventually,
    sign_in,
)


def ages(product: Product, request: Mapping[str, Any], days: int) -> None:
    """Let so many days pass for one request."""
    with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(
            text(
                "UPDATE access_requests SET expires_at = expires_at - make_interval(days => :d) WHERE id = :i"
            ),
            {"d": days, "i": request["id"]},
        )


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


def test_a_request_ends_after_two_weeks_once_and_the_trail_and_a_mail_say_so(
    owner: Person, bob: Person, mailbox: Mailbox, product: Product
) -> None:
    client = owner.adds_client()
    made = asks(bob, client["id"])
    ages(product, made, 15)
    with owner.acting(), pytest.raises(AccessRequestDecided):
        access.approve_access(owner.rpc, made["id"])
    access_service = product.hosted["access"]
    expire_all(access_service.database)
    expire_all(access_service.database)
    assert [each["state"] for each in listed(bob)] == ["expired"]
    eventually(lambda: [m for m in mailbox.to(bob.email) if "Nobody answered" in str(m["Subject"])])
    with owner.acting():
        kinds = [line["kind"] for line in access.list_activity(owner.rpc, client_id=client["id"])["items"]]
    assert [kind for kind in kinds if kind.startswith("access_request.")] == [
        "access_request.expired", "access_request.made"
    ]  # fmt: skip
    assert asks(bob, client["id"])["state"] == "pending"


def test_a_request_ends_with_its_client_and_with_its_colleague(
    owner: Person, bob: Person, mailbox: Mailbox
) -> None:
    cy = a_colleague(owner, mailbox)
    deleted, kept = owner.adds_client(), owner.adds_client()
    asks(bob, deleted["id"])
    asks(cy, kept["id"])
    with owner.acting():
        accounts.delete_client(owner.rpc, deleted["id"], confirm_name=deleted["name"])
        eventually(lambda: not listed(owner, state="pending", client_id=deleted["id"]))
        access.deactivate_colleague(owner.rpc, user_id=cy.user_id)
    assert [(each["state"], each["decided_by"]) for each in listed(owner)] == [("withdrawn", None)] * 2


def test_a_request_ends_when_its_client_goes_to_another_practice(
    owner: Person, bob: Person, mailbox: Mailbox, rpc: RpcClient
) -> None:
    """product.md 7.1"""
    client_id, taker = owner.adds_client()["id"], a_practice(rpc)
    asks(bob, client_id)
    jo = a_client_user(owner, mailbox, client_id)
    with jo.acting():
        request = accounts.request_practice(rpc, practice_admin_email=taker.email)
    with taker.acting():
        accounts.accept_practice_request(rpc, request["id"], {})
    eventually(lambda: [each["state"] for each in listed(bob)] == ["withdrawn"])
    eventually(lambda: access_of(taker, client_id)["requests"] == [])
    assert listed(taker) == []


def access_of(person: Person, client_id: str) -> Mapping[str, Any]:
    with person.acting():
        return access.get_client_access(person.rpc, client_id=client_id)


def test_who_leaves_one_practice_still_asks_in_another(
    owner: Person, bob: Person, mailbox: Mailbox, rpc: RpcClient
) -> None:
    other, before = a_practice(rpc), len(mailbox.to(bob.email))
    with other.acting():
        access.invite_colleague(rpc, name="Bob", email=bob.email, role="standard")
    with bob.acting():
        invitations.redeem_invitation(rpc, token=mailbox.token_for(bob.email, after=before))
    there = sign_in(rpc, bob.email, account_id=other.account_id)
    asks(there, other.adds_client()["id"])
    asks(bob, owner.adds_client()["id"])
    with owner.acting():
        access.deactivate_colleague(rpc, user_id=bob.user_id)
    assert [each["state"] for each in listed(there)] == ["pending"]
    assert [each["state"] for each in listed(owner)] == ["withdrawn"]


def expire_all(database: Database) -> None:
    more = True
    while more:
        with database.unit_of_work(everywhere=True) as uow:
            more = ended_requests.expire_one(uow)

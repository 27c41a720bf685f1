"""Invitations of many at once: whose clients they name, and who sees them (product.md 1, 8.4)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from contracts import access, accounts, invitations
from contracts.errors import InvalidInput
from deploy.allinone.product import Product
from services.accounts.bulk_invitations import bulk_decisions
from tests.access.two_practices import goes_over, works_for_both
from tests.accounts import bulk_calls
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    a_colleague,
    a_practice,
    caught_up,
    eventually,
    gives,
    sign_in,
    unique,
)


def somebody(client: Mapping[str, Any]) -> dict[str, Any]:
    return {"client_id": client["id"], "name": "Jo Bloggs", "email": f"{unique('jo')}@acme.example"}


def standard_with_add_clients(practice: Person, bob: Person) -> None:
    with practice.acting():
        changed = access.change_colleague(
            practice.rpc,
            user_id=bob.user_id,
            role=access.PracticeRole.STANDARD,
            permissions=[access.Permission.ADD_CLIENTS],
        )
        caught_up(practice, changed)


def is_refused(person: Person, client: Mapping[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        bulk_calls.invites(person, somebody(client))
    assert [each["pointer"] for each in refused.value.errors] == ["/invitations/0/client_id"]


def test_clients_are_named_by_who_sees_them(owner: Person, mailbox: Mailbox) -> None:
    """Not by whom they are hidden from, though colleagues see them; nor by an admin of another practice."""
    given = a_colleague(owner, mailbox, name="Given")
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    hidden = owner.adds_client(access={"colleague_ids": [given.user_id]})
    is_refused(adder, hidden)
    is_refused(a_practice(owner.rpc), hidden)
    assert bulk_calls.invites(owner, somebody(hidden))["total"] == 1


def test_who_works_for_two_practices_names_clients_by_the_rights_in_the_one(
    owner: Person, mailbox: Mailbox
) -> None:
    """Where they may see everything in the other, and are given its clients."""
    other = a_practice(owner.rpc)
    bob = works_for_both(owner.rpc, mailbox, owner, other)
    standard_with_add_clients(owner, bob)
    is_refused(bob, owner.adds_client())
    is_refused(bob, other.adds_client(access={"colleague_ids": [bob.user_id]}))
    seen = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    assert bulk_calls.invites(bob, somebody(seen))["total"] == 1


def test_a_client_that_is_hidden_from_who_invites_by_then_is_not_invited(
    owner: Person, mailbox: Mailbox
) -> None:
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    client = owner.adds_client(access={"colleague_ids": [adder.user_id]})
    with bulk_calls.held():
        begun = bulk_calls.invites(adder, somebody(client))
        gives(owner, client["id"], colleague_ids=[])
        caught_up_with(owner, client["id"], adder)
    bulk_calls.comes_to(adder, begun, "done")
    (row,) = bulk_calls.rows(adder, begun)
    assert (row["result"], row["invitation"]) == ("refused", None)
    assert owner.reads(client["id"])["invitation"] is None


def test_a_client_that_another_practice_has_by_then_is_not_invited(owner: Person, mailbox: Mailbox) -> None:
    client, other = owner.adds_client(), a_practice(owner.rpc)
    with bulk_calls.held():
        begun = bulk_calls.invites(owner, somebody(client))
        goes_over(owner, other, mailbox, client["id"])
        before = other.reads(client["id"])["invitation"]
    bulk_calls.comes_to(owner, begun, "done")
    (row,) = bulk_calls.rows(owner, begun)
    # Nothing is said of how it is with the client now.
    assert (row["result"], row["code"], row["invitation"]) == ("refused", "not_found", None)
    assert other.reads(client["id"])["invitation"] == before


def caught_up_with(owner: Person, client_id: str, person: Person) -> None:
    """Accounts knows that the client is not theirs to see."""

    def is_hidden() -> bool:
        with person.acting():
            return client_id not in [each["id"] for each in accounts.list_clients(owner.rpc)["items"]]

    eventually(is_hidden)


def test_how_an_invitation_went_on_is_not_told_of_a_client_that_another_practice_has(
    owner: Person, mailbox: Mailbox
) -> None:
    client, other = owner.adds_client(), a_practice(owner.rpc)
    person = somebody(client)
    begun = bulk_calls.invites(owner, person)
    bulk_calls.comes_to(owner, begun, "done")
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(person["email"]), password=PASSWORD)

    def state() -> str | None:
        (row,) = bulk_calls.rows(owner, begun)
        return str(row["invitation"]["state"]) if row["invitation"] else None

    eventually(lambda: state() == "accepted")
    with sign_in(owner.rpc, person["email"]).acting():
        request = accounts.request_practice(owner.rpc, practice_admin_email=other.email)
    with other.acting():
        accounts.accept_practice_request(other.rpc, request["id"], {})
    assert state() is None


def test_the_list_is_of_one_practice_with_the_names_that_people_have_in_it(
    owner: Person, mailbox: Mailbox
) -> None:
    other = a_practice(owner.rpc)
    bob = works_for_both(owner.rpc, mailbox, owner, other)
    theirs = bulk_calls.invites(bob, somebody(bob.adds_client()))
    bulk_calls.invites(other, somebody(other.adds_client()))
    with owner.acting():
        listed = accounts.list_bulk_invitations(owner.rpc)["items"]
    assert [(each["id"], each["created_by"]["name"]) for each in listed] == [(theirs["id"], "Bob")]


def test_an_adder_lists_their_own_only(owner: Person, mailbox: Mailbox) -> None:
    bulk_calls.invites(owner, somebody(owner.adds_client()))
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    own = bulk_calls.invites(adder, somebody(adder.adds_client()))
    with adder.acting():
        listed = accounts.list_bulk_invitations(adder.rpc)["items"]
    assert [each["id"] for each in listed] == [own["id"]]


def test_how_many_are_kept_is_counted_in_each_practice(
    owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = a_practice(owner.rpc)
    bulk_calls.invites(other, somebody(other.adds_client()))
    client = owner.adds_client()
    monkeypatch.setattr(bulk_decisions, "MOST_KEPT", 1)
    assert bulk_calls.invites(owner, somebody(client))["total"] == 1
    with pytest.raises(accounts.BulkInvitationLimit):
        bulk_calls.invites(owner, somebody(client))


def test_how_long_the_rest_waits_is_by_what_the_practice_itself_has_sent(
    owner: Person, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """product.md 5.8"""
    other, config = a_practice(owner.rpc), product.hosted["invitations"].container.config
    monkeypatch.setitem(config, "limits", replace(config["limits"], practice=1))
    change = text("UPDATE sendings SET at = at - :age * interval '1 hour' WHERE practice_id = :practice_id")

    def was_sent(practice: Person, age: int) -> bool:
        """So many hours before it was, once it is."""
        with product.hosted["invitations"].database.unit_of_work(everywhere=True) as uow:
            return bool(uow.execute(change, {"practice_id": practice.account_id, "age": age}).rowcount)

    for practice, age in ((owner, 20), (other, 0)):
        bulk_calls.invites(practice, somebody(practice.adds_client()))
        eventually(lambda practice=practice, age=age: was_sent(practice, age))
    begun = bulk_calls.invites(owner, somebody(owner.adds_client()))
    until = eventually(lambda: bulk_calls.reads(owner, begun)["waits_until"])
    left = datetime.datetime.fromisoformat(until) - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(hours=3) < left < datetime.timedelta(hours=5)

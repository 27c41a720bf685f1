"""A client who has an account invites the practice (product.md 7)."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import access, accounts, invitations
from contracts.errors import NotFound, RoleRequired, TooManyRequests
from deploy.allinone.product import Product
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    a_colleague,
    a_practice,
    eventually,
    present,
    sign_in,
    text_of,
    unique,
)


def a_business_admin(owner: Person, mailbox: Mailbox, **client: Any) -> Person:
    """The first user of a new client of a practice, signed in."""
    address = f"{unique('jo')}@acme.example"
    owner.adds_client(invitation={"name": "Jo Bloggs", "email": address}, **client)
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)
    return sign_in(owner.rpc, address)


def asks(jo: Person, email: str) -> Mapping[str, Any]:
    with jo.acting():
        return accounts.request_practice(jo.rpc, practice_admin_email=email)


def requests_of(person: Person, **query: Any) -> Sequence[Mapping[str, Any]]:
    with person.acting():
        items: Sequence[Mapping[str, Any]] = accounts.list_practice_requests(person.rpc, **query)["items"]
    return items


def test_a_practice_takes_a_client_on_and_the_one_before_loses_it_in_the_same_step(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    """product.md 7.1"""
    before = a_practice(rpc)
    jo = a_business_admin(before, mailbox, name="Acme", practice_code="OLD1")
    colleague = a_colleague(owner, mailbox)
    wanted = asks(jo, owner.email.upper())
    (request,) = requests_of(owner)
    assert request == wanted
    assert (request["client"]["name"], request["requested_by"]["name"]) == ("Acme", "Jo Bloggs")
    with owner.acting():
        access_given = {"colleague_ids": [colleague.user_id], "account_manager_id": owner.user_id}
        client = accounts.accept_practice_request(rpc, request["id"], access_given)
    assert (client["id"], client["practice_code"]) == (jo.account_id, None)
    assert owner.sees() == colleague.sees() == ["Acme"]
    assert before.sees() == []
    with before.acting(), pytest.raises(NotFound):
        accounts.get_client(rpc, client["id"])
    with owner.acting():
        assert [c["name"] for c in accounts.list_clients(rpc, q="acme")["items"]] == ["Acme"]
    with before.acting():
        assert accounts.list_clients(rpc, q="acme")["items"] == []
    assert requests_of(owner, state="pending") == []
    assert requests_of(jo)[0]["state"] == "accepted"


def test_both_practices_are_told_and_access_goes_over_everywhere(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    """product.md 7.1, 8.5"""
    before = a_practice(rpc)
    old_colleague = a_colleague(before, mailbox)
    jo = a_business_admin(before, mailbox, access={"colleague_ids": [old_colleague.user_id]})
    asks(jo, owner.email)
    with owner.acting():
        client = accounts.accept_practice_request(rpc, requests_of(owner)[0]["id"], {"everyone": True})

    def transferred(person: Person) -> bool:
        with person.acting():
            lines = access.list_activity(rpc, kind="client.transferred")["items"]
        return [present(line["client"])["id"] for line in lines] == [client["id"]]

    eventually(lambda: transferred(owner) and transferred(before))
    with owner.acting():
        given = access.get_client_access(rpc, client_id=client["id"])
    assert (given["everyone"], given["colleague_ids"]) == (True, [])
    with before.acting(), pytest.raises(NotFound):
        access.get_client_access(rpc, client_id=client["id"])
    assert owner.reads(client["id"])["access"]["everyone"] is True
    with owner.acting():
        listed = invitations.list_client_invitations(rpc, client_id=client["id"])["items"]
    assert [each["state"] for each in listed] == ["accepted"]


def test_the_admins_of_the_practice_before_are_told_by_mail(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    """product.md 7.1"""
    before = a_practice(rpc)
    partner = a_colleague(before, mailbox, role="practice_admin")
    bob = a_colleague(before, mailbox)
    jo = a_business_admin(before, mailbox, name="Acme & Sons", access={"everyone": True})
    asks(jo, owner.email)
    eventually(lambda: mailbox.to(owner.email))  # that somebody asks
    known = {person.email: len(mailbox.to(person.email)) for person in (owner, before, partner, bob)}
    with owner.acting():
        accounts.accept_practice_request(rpc, requests_of(owner)[0]["id"], {"everyone": True})
    for admin in (before, partner):
        message = eventually(lambda to=admin.email: mailbox.to(to)[known[to] :])[0]
        assert message["Subject"] == "A client has gone to another practice"
        assert "- Acme & Sons is now with " in text_of(message)
    assert [len(mailbox.to(person.email)) for person in (owner, bob)] == [
        known[owner.email],
        known[bob.email],
    ]


def test_asking_tells_nothing_of_whose_an_address_is(owner: Person, rpc: RpcClient, mailbox: Mailbox) -> None:
    """product.md 4.3"""
    jo = a_business_admin(a_practice(rpc), mailbox)
    known, unknown = asks(jo, owner.email), asks(jo, f"{unique('nobody')}@nowhere.example")
    different = {"id", "practice_admin_email", "created_at"}
    assert {k: v for k, v in known.items() if k not in different} == {
        k: v for k, v in unknown.items() if k not in different
    }
    assert len(requests_of(jo)) == 2


def test_only_an_active_practice_admin_receives_requests(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    """product.md 7.1"""
    jo = a_business_admin(a_practice(rpc), mailbox)
    colleague = a_colleague(owner, mailbox, role="client_admin")
    asks(jo, colleague.email)
    assert requests_of(owner) == []


def test_a_declined_request_changes_nothing_and_is_decided_once(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    before = a_practice(rpc)
    jo = a_business_admin(before, mailbox, name="Acme")
    request = asks(jo, owner.email)
    with owner.acting():
        assert accounts.decline_practice_request(rpc, request["id"])["state"] == "declined"
        for decide in (accounts.decline_practice_request, accounts.accept_practice_request):
            with pytest.raises(accounts.RequestDecided):
                decide(rpc, request["id"])
    assert before.sees() == ["Acme"]
    assert owner.sees() == []


def test_who_accepts_first_has_the_client_and_other_requests_are_withdrawn(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    jo, other = a_business_admin(a_practice(rpc), mailbox, name="Acme"), a_practice(rpc)
    first, second = asks(jo, owner.email), asks(jo, other.email)
    with owner.acting():
        accounts.accept_practice_request(rpc, first["id"])
    with other.acting(), pytest.raises(accounts.RequestDecided):
        accounts.accept_practice_request(rpc, second["id"])
    assert other.sees() == []
    assert {request["state"] for request in requests_of(jo)} == {"accepted", "withdrawn"}


def test_requests_are_made_by_business_admins_and_decided_by_the_practices_admins(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    """product.md 7.1"""
    with pytest.raises(accounts.ClientAccountRequired):
        asks(owner, "ada@birch.example")
    jo = a_business_admin(a_practice(rpc), mailbox)
    request = asks(jo, owner.email)
    standard = a_colleague(owner, mailbox, permissions=["add_clients"])
    with standard.acting(), pytest.raises(RoleRequired):
        accounts.accept_practice_request(rpc, request["id"])
    with pytest.raises(RoleRequired):
        requests_of(standard)
    with a_practice(rpc).acting(), pytest.raises(NotFound):
        accounts.accept_practice_request(rpc, request["id"])


def test_a_client_account_that_is_gone_asks_nobody(owner: Person, mailbox: Mailbox, product: Product) -> None:
    """A client with users is not deleted, but for one who comes in at the same moment."""
    jo = a_business_admin(owner, mailbox)
    with product.hosted["accounts"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(text("DELETE FROM clients WHERE id = :id"), {"id": jo.account_id})
    with pytest.raises(NotFound) as refused:
        asks(jo, owner.email)
    assert refused.value.context == {"what": "client account"}


def test_a_client_asks_a_few_times_a_day_only(owner: Person, rpc: RpcClient, mailbox: Mailbox) -> None:
    jo = a_business_admin(a_practice(rpc), mailbox)
    for _ in range(10):
        asks(jo, owner.email)
    with pytest.raises(TooManyRequests):
        asks(jo, owner.email)

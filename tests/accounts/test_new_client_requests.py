"""Somebody new asks a practice by its link (docs/adr/0049)."""

from typing import Any

import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import access, accounts, invitations
from contracts.errors import InvalidInput, NotFound, TooManyRequests
from deploy.allinone.product import Product
from services.accounts.practice_requests import new_client_requests
from tests.accounts.new_client_calls import (
    a_business,
    a_person,
    accepts,
    an_address,
    asks,
    declines,
    link_token,
    shown_token,
    switched_on,
)
from tests.accounts.test_practice_requests import requests_of
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    a_colleague,
    a_practice,
    eventually,
    sign_in,
    unique,
)


def test_somebody_new_becomes_a_client_and_is_invited_where_they_showed_to_read(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    request_id, address = asks(
        rpc, mailbox, owner, mobile="07700 900123", company_number="1234567", message="VAT from January"
    )
    (request,) = requests_of(owner)
    assert request["kind"] == "new_client"
    assert request["client"] == {"id": "", "name": "Acme Ltd", "type": "business"}
    assert request["requested_by"] == {"id": "", "name": "Jo Bloggs"}
    assert request["details"] == {
        "email": address,
        "mobile": "+447700900123",
        "company_number": "01234567",
        "postcode": None,
        "income_sources": [],
        "software": "xero",
        "message": "VAT from January",
    }
    assert owner.sees() == []
    manager = a_colleague(owner, mailbox)
    with owner.acting():
        given = {"colleague_ids": [manager.user_id], "account_manager_id": manager.user_id}
        client = accounts.accept_practice_request(rpc, request_id, given)
    assert (client["name"], client["company_number"]) == ("Acme Ltd", "01234567")
    assert manager.sees() == ["Acme Ltd"]
    invitations.redeem_invitation(rpc, token=mailbox.token_for(address), password=PASSWORD)
    jo = sign_in(rpc, address)
    with jo.acting():
        assert access.get_session(rpc)["account"]["role"] == "business_admin"
    (request,) = requests_of(owner)
    assert (request["state"], request["client"]["id"], request["details"]) == ("accepted", client["id"], None)


def test_somebody_self_employed_becomes_a_client(owner: Person, rpc: RpcClient, mailbox: Mailbox) -> None:
    address = an_address()
    token = shown_token(rpc, mailbox, switched_on(owner), address)
    made = accounts.request_as_new_client(rpc, a_person(token, postcode="sw1a1aa"))
    assert made.keys() == {"practice_name"}
    client = accepts(owner, requests_of(owner)[0]["id"])
    assert (client["type"], client["email"], client["postcode"]) == ("self_employed", address, "SW1A 1AA")
    assert client["income_sources"] == [{"name": "Pottery", "type": "self_employment"}]


def test_a_link_makes_one_request(owner: Person, rpc: RpcClient, mailbox: Mailbox) -> None:
    address, handle = an_address(), switched_on(owner)
    token = shown_token(rpc, mailbox, handle, address)
    for _ in range(2):
        assert accounts.open_request(rpc, token=token)["email"] == address
    accounts.request_as_new_client(rpc, a_business(token))
    with pytest.raises(access.ProofUnusable):
        accounts.request_as_new_client(rpc, a_business(token, name="Other"))
    with pytest.raises(access.ProofUnusable):
        accounts.open_request(rpc, token=token)
    declines(owner, requests_of(owner)[0]["id"])
    with pytest.raises(access.ProofUnusable):
        accounts.request_as_new_client(rpc, a_business(token))
    assert len(requests_of(owner)) == 1


def test_who_waits_is_counted_in_each_practice(
    owner: Person, rpc: RpcClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks(rpc, mailbox, a_practice(rpc))
    monkeypatch.setattr(new_client_requests, "_MOST", 1)
    handle = switched_on(owner)
    accounts.request_as_new_client(rpc, a_business(shown_token(rpc, mailbox, handle, an_address())))
    with pytest.raises(TooManyRequests):
        accounts.request_as_new_client(rpc, a_business(shown_token(rpc, mailbox, handle, an_address())))


def test_whoever_waits_asks_once(owner: Person, rpc: RpcClient, mailbox: Mailbox) -> None:
    address, handle = an_address(), switched_on(owner)
    tokens = [shown_token(rpc, mailbox, handle, address)]
    accounts.begin_request(rpc, handle=handle, email=address.upper(), address=unique("net"))
    eventually(lambda: mailbox.to(address)[1:])
    tokens.append(link_token(mailbox, address))
    assert tokens[0] != tokens[1]
    accounts.request_as_new_client(rpc, a_business(tokens[0]))
    with pytest.raises(accounts.AlreadyRequested):
        accounts.request_as_new_client(rpc, a_business(tokens[1]))


@pytest.mark.parametrize("token", ["x", "A" * 43, "../../etc/passwd", "<script>"])
def test_what_opens_nothing_is_answered_alike(rpc: RpcClient, token: str) -> None:
    with pytest.raises(access.ProofUnusable) as opened:
        accounts.open_request(rpc, token=token)
    with pytest.raises(access.ProofUnusable) as sent:
        accounts.request_as_new_client(rpc, a_business(token))
    assert opened.value.detail == sent.value.detail


def test_other_links_open_no_request_and_this_one_opens_nothing_else(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    access.request_password_reset(rpc, email=owner.email)
    with pytest.raises(access.ProofUnusable):
        accounts.open_request(rpc, token=mailbox.reset_token_for(owner.email))
    token = shown_token(rpc, mailbox, switched_on(owner), owner.email)
    with pytest.raises(access.ResetUnusable):
        access.complete_password_reset(rpc, token=token, password="four other words here")
    with owner.acting(), pytest.raises(access.ConfirmationUnusable):
        access.confirm_email(rpc, token=token)
    with pytest.raises(invitations.InvitationUnusable):
        invitations.look_up_invitation(rpc, token=token)


def test_a_link_ends_after_a_day_and_when_the_practice_switches_its_own_off(
    owner: Person, rpc: RpcClient, mailbox: Mailbox, product: Product
) -> None:
    handle, addresses = switched_on(owner), [an_address(), an_address()]
    tokens = [shown_token(rpc, mailbox, handle, address) for address in addresses]
    with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
        ended = "UPDATE address_proofs SET expires_at = now() WHERE email = :e"
        uow.execute(text(ended), {"e": addresses[0]})
    with pytest.raises(access.ProofUnusable):
        accounts.request_as_new_client(rpc, a_business(tokens[0]))
    with owner.acting():
        accounts.change_practice_link(rpc, enabled=False)
    with pytest.raises(access.ProofUnusable):
        accounts.request_as_new_client(rpc, a_business(tokens[1]))
    with pytest.raises(NotFound):
        accounts.begin_request(rpc, handle=handle, email=an_address())
    assert requests_of(owner) == []


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"contact_name": "x" * 1000}, "/contact_name"),
        ({"mobile": "12"}, "/mobile"),
        ({"company_number": "no"}, "/company_number"),
        ({"software": "abacus"}, "/software"),
        ({"message": "x" * 1001}, "/message"),
        ({"practice_code": "ACM01"}, "/practice_code"),
        ({"crn": "1000-0000-17"}, "/crn"),
        ({"access": {"everyone": True}}, "/access"),
    ],
)
def test_what_they_say_is_checked_as_clients_are(
    owner: Person, rpc: RpcClient, mailbox: Mailbox, said: dict[str, Any], pointer: str
) -> None:
    token = shown_token(rpc, mailbox, switched_on(owner), an_address())
    with pytest.raises(InvalidInput) as refused:
        accounts.request_as_new_client(rpc, a_business(token, **said))
    assert [error["pointer"] for error in refused.value.errors] == [pointer]
    assert requests_of(owner) == []


def test_a_practice_elsewhere_takes_on_businesses_alone(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    """product.md 2.1"""
    with owner.acting():
        accounts.change_practice(rpc, defaults={"country": "IE"})
    token = shown_token(rpc, mailbox, switched_on(owner), an_address())
    assert accounts.open_request(rpc, token=token)["types"] == ["business"]
    with pytest.raises(InvalidInput):
        accounts.request_as_new_client(rpc, a_person(token))

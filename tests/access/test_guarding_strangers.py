"""A stranger who guesses locks nobody out, and learns nothing (docs/adr/0018)."""

from __future__ import annotations

from typing import Any

import pytest

from chassis import context
from contracts import access, accounts, invitations
from contracts.errors import InvalidInput, TooManyRequests
from deploy.allinone.product import Product
from services.access.passwords import guarded_attempts
from tests.access.guesses import WRONG, enrols
from tests.builders import PASSWORD, Mailbox, Person, a_practice, unique


class TestAStrangerLocksNobodyOut:
    def test_a_device_that_was_used_before_stays_free(self, owner: Person) -> None:
        _signs_in(owner, "198.51.100.7", "Firefox")
        _exhaust(owner, guarded_attempts.EMAIL.most)
        assert _signs_in(owner, "198.51.100.7", "Firefox")
        with pytest.raises(TooManyRequests):
            _signs_in(owner, "203.0.113.9", "Firefox")

    def test_a_stranger_at_the_same_address_is_another_device(self, owner: Person) -> None:
        _signs_in(owner, "198.51.100.8", "Firefox")
        _guess_ten_times(owner, "198.51.100.8", "curl")
        assert _signs_in(owner, "198.51.100.8", "Firefox")

    def test_a_known_device_has_ten_tries_too(self, owner: Person) -> None:
        _signs_in(owner, "198.51.100.9", "Firefox")
        _guess_ten_times(owner, "198.51.100.9", "Firefox")

    def test_a_mailed_link_works_at_once(self, owner: Person, mailbox: Mailbox) -> None:
        _exhaust(owner, guarded_attempts.EMAIL.most)
        with pytest.raises(TooManyRequests):
            _signs_in(owner, "203.0.113.10", "Safari")
        access.request_password_reset(owner.rpc, email=owner.email)
        new = "four other words here"
        access.complete_password_reset(owner.rpc, token=mailbox.reset_token_for(owner.email), password=new)
        assert _signs_in(owner, "203.0.113.10", "Safari", new)

    def test_the_answer_to_an_unknown_address_is_counted_alike(self, owner: Person) -> None:
        nobody = f"{unique('nobody')}@smith.example"
        for _ in range(10):
            with pytest.raises(access.InvalidCredentials):
                access.sign_in(owner.rpc, email=nobody, password=WRONG, address="192.0.2.77")
        with pytest.raises(TooManyRequests):
            access.sign_in(owner.rpc, email=nobody, password=WRONG, address="192.0.2.77")

    def test_one_address_or_network_tries_many_emails_so_often_only(self, product: Product) -> None:
        database = product.hosted["access"].database
        network = [(guarded_attempts.NETWORK, unique("network"))]
        for _ in range(guarded_attempts.NETWORK.most):
            with (
                context.everywhere(),
                guarded_attempts.guard(
                    database, (guarded_attempts.PAIR, unique("pair")), *network, about="x"
                ),
            ):
                pass
        with (
            context.everywhere(),
            pytest.raises(TooManyRequests),
            guarded_attempts.guard(database, (guarded_attempts.PAIR, unique("pair")), *network, about="x"),
        ):
            raise AssertionError("unreachable")


@pytest.mark.parametrize(
    ("address", "own", "network"),
    [
        ("192.0.2.77", "192.0.2.77/32", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("", "", ""),
    ],
)
def test_an_address_is_what_one_customer_has(address: str, own: str, network: str) -> None:
    assert guarded_attempts.places(address) == (own, network)


def test_a_password_without_the_code_frees_nobody_to_go_on_guessing_codes(owner: Person) -> None:
    enrols(owner)
    address = "192.0.2.99"
    for _ in range(10):
        with pytest.raises(access.InvalidCredentials):
            access.sign_in(owner.rpc, email=owner.email, password=PASSWORD, totp="000000", address=address)
    with pytest.raises(TooManyRequests):
        access.sign_in(owner.rpc, email=owner.email, password=PASSWORD, address=address)


def test_who_needs_a_code_is_not_known_by_the_password_alone(owner: Person, mailbox: Mailbox) -> None:
    """Nothing has happened when it is refused (product.md 5.4)."""
    enrols(owner)
    other = a_practice(owner.rpc)
    with other.acting():
        access.invite_colleague(owner.rpc, name="Ann", email=owner.email, role="standard")
    token = mailbox.token_for(owner.email)
    with pytest.raises(InvalidInput) as refused:
        invitations.redeem_invitation(owner.rpc, token=token, password=PASSWORD)
    assert refused.value.errors[0]["code"] == "sign_in_required"
    with other.acting():
        found = {each["email"]: each["status"] for each in access.list_colleagues(owner.rpc)["items"]}
    assert found[owner.email] == "invited"
    person = {"name": "Ann", "email": owner.email, "password": PASSWORD}
    made = accounts.register_practice(
        owner.rpc, name="Other", country="GB", base_currency="GBP", owner=person
    )
    assert made["user"]["id"] != owner.user_id


def _signs_in(owner: Person, address: str, user_agent: str, password: str = PASSWORD) -> Any:
    return access.sign_in(
        owner.rpc, email=owner.email, password=password, address=address, user_agent=user_agent
    )


def _guess_ten_times(owner: Person, address: str, user_agent: str) -> None:
    """Then this device has no more tries, not even with the right password."""
    for _ in range(10):
        with pytest.raises(access.InvalidCredentials):
            _signs_in(owner, address, user_agent, WRONG)
    with pytest.raises(TooManyRequests):
        _signs_in(owner, address, user_agent)


def _exhaust(owner: Person, tries: int) -> None:
    """Somebody with many addresses guesses."""
    base = unique("x")[-3:].strip("-").zfill(3)
    for number in range(tries):
        with pytest.raises(access.InvalidCredentials):
            _signs_in(owner, f"2001:db8:{int(base, 10):x}:{number:x}::1", "curl", WRONG)

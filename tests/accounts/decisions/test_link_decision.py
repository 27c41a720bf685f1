"""A change of a practice's link, and what somebody new would make a client, decided without any service."""

from __future__ import annotations

import pytest

from contracts.accounts import (
    BookkeepingSoftware,
    ClientType,
    CreateBusiness,
    CreateSelfEmployed,
    IncomeSource,
    IncomeSourceType,
    RequestAsBusiness,
    RequestAsSelfEmployed,
)
from contracts.accounts.client_access import Access
from contracts.errors import InvalidInput
from services.accounts.practice_requests import new_client_details
from services.accounts.practices import handle_words, link_change
from services.accounts.practices.link_change import Link

BIRCH = Link("birch", enabled=True, version=4)
BUSINESS = RequestAsBusiness(
    token="t",
    type=ClientType.BUSINESS,
    name="Acme Ltd",
    contact_name="Jo Bloggs",
    company_number="01234567",
    software=BookkeepingSoftware.XERO,
    message="Hello",
)
SOLE = RequestAsSelfEmployed(
    token="t",
    type=ClientType.SELF_EMPLOYED,
    name="Sam Stone",
    postcode="SW1A 1AA",
    income_sources=[IncomeSource(name="Pottery", type=IncomeSourceType.SELF_EMPLOYMENT)],
    software=BookkeepingSoftware.NONE,
)


def test_only_what_is_given_changes() -> None:
    assert link_change.decide(BIRCH, {"enabled": False}) == Link("birch", enabled=False, version=5)
    assert link_change.decide(BIRCH, {"handle": "Oak"}) == Link("oak", enabled=True, version=5)
    assert link_change.decide(BIRCH, {}) == BIRCH._replace(version=5)


def test_a_link_without_an_ending_stays_off() -> None:
    assert link_change.decide(Link(), {"enabled": False}).enabled is False
    with pytest.raises(InvalidInput):
        link_change.decide(Link(), {"enabled": True})


@pytest.mark.parametrize("word", ["admin", "ADMIN", "ad-min", "sign-in", "signin", "Client-Ele"])
def test_words_for_ours_are_kept_back(word: str) -> None:
    with pytest.raises(InvalidInput):
        handle_words.require_usable(word)


@pytest.mark.parametrize("word", ["birch", "admin-and-co", "support-accountants"])
def test_words_in_longer_names_are_not(word: str) -> None:
    handle_words.require_usable(word)


def test_a_business_is_invited_at_the_address_that_was_shown() -> None:
    details = new_client_details.said(BUSINESS, "jo@acme.example", "+447700900123")
    client = new_client_details.as_client(
        "business", details, "quickbooks", Access(everyone=True), acknowledged=False
    )
    assert isinstance(client, CreateBusiness)
    assert (client.name, client.company_number, client.practice_code) == ("Acme Ltd", "01234567", None)
    assert client.software == "quickbooks"
    assert client.invitation is not None
    invited = client.invitation
    assert (invited.name, invited.email, invited.mobile) == ("Jo Bloggs", "jo@acme.example", "+447700900123")
    assert client.access.everyone
    assert not client.acknowledge_existing_user


def test_somebody_self_employed_is_who_is_invited() -> None:
    details = new_client_details.said(SOLE, "sam@stone.example", None)
    client = new_client_details.as_client("self_employed", details, "none", Access(), acknowledged=True)
    assert isinstance(client, CreateSelfEmployed)
    assert client.income_sources == SOLE.income_sources
    assert client.invitation is not None
    assert (client.invitation.name, client.email) == ("Sam Stone", "sam@stone.example")
    assert client.acknowledge_existing_user
    assert client.software == "none"


def test_what_was_said_is_shown_to_who_decides() -> None:
    details = new_client_details.said(BUSINESS, "jo@acme.example", None)
    shown = new_client_details.shown(details, "xero")
    assert (shown["email"], shown["software"], shown["message"]) == ("jo@acme.example", "xero", "Hello")
    assert new_client_details.resembling(details) == {
        "name": "Acme Ltd",
        "email": "jo@acme.example",
        "company_number": "01234567",
    }

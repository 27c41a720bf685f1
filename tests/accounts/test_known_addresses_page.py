"""The warning that an address is a user's already comes where it is entered (product.md 4.1, 4.3)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chassis.rpc.client import RpcClient
from contracts import access, accounts
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, a_practice, unique

WARNING = "already belongs to a user"


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


@pytest.fixture
def known(rpc: RpcClient) -> str:
    """The address of somebody of another practice."""
    return a_practice(rpc).email


def a_draft(owner: Person, **answers: Any) -> str:
    with owner.acting():
        return str(owner.rpc.forward(accounts.BEGIN_DRAFT, answers)["id"])


def draft_of(owner: Person, draft_id: str) -> Any:
    with owner.acting():
        return accounts.get_draft(owner.rpc, draft_id)


def invites(browser: Browser, draft: str, email: str, **more: str) -> Any:
    page = browser.opens(f"/clients/new?draft={draft}&step=invitation")
    typed = {"invitation.name": "Jo Bloggs", "invitation.email": email, "invitation.mobile": "", **more}
    return browser.sends("/clients/new", page, step="invitation", draft=draft, **typed)


def look_ups(owner: Person) -> int:
    with owner.acting():
        return len(access.list_activity(owner.rpc, kind="email.looked_up", limit=200)["items"])


def test_continue_stays_at_the_invitation_and_says_what_can_be_done(
    browser: Browser, owner: Person, known: str
) -> None:
    draft = a_draft(owner, type="business", name="Acme")
    before = look_ups(owner)
    stayed = invites(browser, draft, known)
    assert stayed.status_code == 422
    assert WARNING in stayed.text
    assert 'href="#invitation.email"' in stayed.text
    assert "ask them to invite your practice" in stayed.text
    assert f'name="acknowledge" value="{known}"' in stayed.text
    assert look_ups(owner) == before + 1
    gone_on = invites(browser, draft, known, acknowledge=known)
    assert gone_on.headers["Location"].endswith("step=check")
    assert draft_of(owner, draft)["acknowledge_existing_user"] is True
    # Once is enough.
    again = browser.opens(f"/clients/new?draft={draft}&step=invitation")
    assert f'type="hidden" name="acknowledge" value="{known}"' in again


def test_a_box_ticked_for_one_address_says_nothing_of_another(
    browser: Browser, owner: Person, known: str, rpc: RpcClient
) -> None:
    draft, other = a_draft(owner, type="business", name="Acme"), a_practice(rpc).email
    stayed = invites(browser, draft, other, acknowledge=known)
    assert f"{other} {WARNING}" in stayed.text
    assert draft_of(owner, draft)["acknowledge_existing_user"] is False


def test_an_address_that_is_nobodys_goes_on(browser: Browser, owner: Person) -> None:
    draft = a_draft(owner, type="business", name="Acme")
    gone_on = invites(browser, draft, f"{unique('jo')}@acme.example")
    assert gone_on.headers["Location"].endswith("step=check")


def test_a_self_employed_clients_own_address_is_warned_of_and_then_not_again(
    browser: Browser, owner: Person, known: str
) -> None:
    draft = a_draft(owner, type="self_employed", name="Sam Taylor")
    typed = {"name": "Sam Taylor", "email": known, "income_sources.0.name": "Taxi"}
    typed["income_sources.0.type"] = "self_employment"
    page = browser.opens(f"/clients/new?draft={draft}&step=details")
    stayed = browser.sends("/clients/new", page, step="details", draft=draft, **typed)
    assert stayed.status_code == 422
    assert f"{known} {WARNING}" in stayed.text
    assert 'href="#email"' in stayed.text
    version = re.findall(r'name="version" value="(\d+)"', stayed.text)[0]
    before = look_ups(owner)
    gone_on = browser.sends(
        "/clients/new", page, step="details", draft=draft, acknowledge=known, **{**typed, "version": version}
    )
    assert gone_on.status_code == 303
    invitation = browser.opens(f"/clients/new?draft={draft}&step=invitation")
    assert f'type="hidden" name="acknowledge" value="{known}"' in invitation
    answers = {"acknowledge": known, "own_acknowledged": "yes"}
    assert invites(browser, draft, known, **answers).headers["Location"].endswith("step=check")
    assert look_ups(owner) == before, "it was looked up where it was entered"
    another = f"{unique('jo')}@acme.example"
    assert invites(browser, draft, another, **answers).headers["Location"].endswith("step=check")
    assert draft_of(owner, draft)["acknowledge_existing_user"] is True


def test_a_colleague_is_named_as_one(browser: Browser, owner: Person, mailbox: Mailbox) -> None:
    ben = a_colleague(owner, mailbox, name="Ben Ash")
    draft = a_draft(owner, type="business", name="Acme")
    stayed = invites(browser, draft, ben.email)
    assert f"{ben.email} is the address of Ben Ash, a colleague of yours." in stayed.text


def test_the_field_that_is_left_gets_the_warning_alone(browser: Browser, owner: Person, known: str) -> None:
    client = owner.adds_client(name="Acme")
    page = browser.opens(f"/clients/{client['id']}/users")
    assert 'data-known="email"' in page
    answer = browser.sends("/clients/known-address", page, email=known)
    assert answer.status_code == 200
    assert f"{known} {WARNING}" in answer.text
    assert "<html" not in answer.text
    for nothing in (f"{unique('jo')}@acme.example", "no address", ""):
        assert browser.sends("/clients/known-address", page, email=nothing).text.strip() == ""


def test_who_may_not_add_clients_is_told_nothing(
    rpc: RpcClient, owner: Person, mailbox: Mailbox, known: str
) -> None:
    """product.md 4.3"""
    ben = Browser(rpc, a_colleague(owner, mailbox, role="standard"))
    page = ben.opens("/clients")
    before = look_ups(owner)
    assert ben.sends("/clients/known-address", page, email=known).text.strip() == ""
    assert look_ups(owner) == before


def test_a_refused_invitation_names_whose_address_it_is(
    browser: Browser, owner: Person, mailbox: Mailbox
) -> None:
    ben = a_colleague(owner, mailbox, name="Ben Ash")
    client = owner.adds_client(name="Acme")
    path = f"/clients/{client['id']}/users"
    page = browser.opens(path)
    refused = browser.sends(f"{path}/invitation", page, name="Jo", email=ben.email, mobile="")
    assert refused.status_code == 409
    assert "is the address of Ben Ash, a colleague of yours" in refused.text
    done = browser.sends(
        f"{path}/invitation", page, name="Jo", email=ben.email, mobile="", acknowledge=ben.email
    )
    assert done.headers["Location"] == f"{path}?done=invited"

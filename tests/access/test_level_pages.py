"""The level of access to a client is chosen on its page and for many, and each page says what it lets
(docs/adr/0064, product.md 2.5).
"""

from __future__ import annotations

import re

import pytest

from chassis.rpc.client import RpcClient
from contracts import access
from contracts.access import AccessLevel, GivenLevel
from tests.accounts.document_calls import uploads
from tests.accounts.test_settings_page import Browser, typed
from tests.builders import Mailbox, Person, a_colleague, a_practice, a_team, gives

VIEW, WORK, MANAGE = AccessLevel


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc)


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones", permissions=["add_clients"])


@pytest.fixture
def client_id(owner: Person) -> str:
    return str(owner.adds_client(name="Oak Ltd", practice_code="OAK")["id"])


def levels_of(owner: Person, client_id: str) -> dict[str, str]:
    with owner.acting():
        shown = access.get_client_access(owner.rpc, client_id=client_id)
    return {each.get("user_id") or each.get("team_id") or "": each["level"] for each in shown["levels"]}


def test_a_level_is_chosen_for_whom_is_ticked_now_and_for_each_who_has_access(
    rpc: RpcClient, owner: Person, bob: Person, client_id: str, mailbox: Mailbox
) -> None:
    browser, path = Browser(rpc, owner), f"/clients/{client_id}/access"
    cy = a_colleague(owner, mailbox, name="Cy Elm")
    team_id = a_team(owner, cy)
    form: dict[str, str | list[str]] = {"access.everyone": "no", "access.colleague_ids": [bob.user_id]}
    assert f'name="level.{bob.user_id}"' not in browser.opens(path)
    browser.sends(path, browser.opens(path), **form, level="view")
    assert levels_of(owner, client_id) == {bob.user_id: "view"}
    page = browser.opens(path)
    assert "was given access: may view it" in page
    assert re.search(rf'name="level.{bob.user_id}".*?value="view" selected', page, re.S)

    form |= {"access.team_ids": [team_id], f"level.{bob.user_id}": "work"}
    browser.sends(path, page, **form, level="view")
    assert levels_of(owner, client_id) == {bob.user_id: "work", team_id: "view"}
    del form[f"level.{bob.user_id}"]
    browser.sends(path, browser.opens(path), **form)
    assert levels_of(owner, client_id) == {bob.user_id: "work", team_id: "view"}, (
        "who is not said of keeps it"
    )
    refused = browser.sends(path, browser.opens(path), **form, **{f"level.{bob.user_id}": "everything"})
    assert (refused.status_code, 'href="#level"' in refused.text) == (422, True)


def test_many_clients_are_given_at_a_level(
    rpc: RpcClient, owner: Person, bob: Person, client_id: str
) -> None:
    browser = Browser(rpc, owner)
    ticked = {"client": f"{client_id} Oak Ltd", "colleague_ids": bob.user_id}
    page = browser.sends("/clients/access", browser.opens("/clients"), client=ticked["client"]).text
    assert 'name="level"' in page
    browser.sends("/clients/access/change", page, verb="give", level="work", **ticked)
    assert levels_of(owner, client_id) == {bob.user_id: "work"}
    browser.sends("/clients/access/change", page, verb="give", level="manage", **ticked)
    assert levels_of(owner, client_id) == {}


def test_what_is_asked_for_is_given_at_a_level(
    rpc: RpcClient, owner: Person, bob: Person, client_id: str
) -> None:
    with bob.acting():
        request = access.request_access(bob.rpc, client_id=client_id, reason="VAT")
    browser, path = Browser(rpc, owner), "/clients/access-requests"
    approve = f"{path}/{request['id']}/approve"
    refused = browser.sends(approve, browser.opens(path), level="everything")
    assert (refused.status_code, "Choose what they may do." in refused.text) == (422, True)
    browser.sends(approve, browser.opens(path), level="work")
    assert levels_of(owner, client_id) == {bob.user_id: "work"}


def forms(page: str) -> set[str]:
    """What the page sends about the client, by the ends of addresses."""
    return set(re.findall(r'<form method="post" action="/(?:clients/[^/"]+/)?([^"]*)"', page)) & {
        "settings", "users", "invitation", "users/invitation", "authorizations", "documents",
    }  # fmt: skip


@pytest.mark.parametrize("level", AccessLevel)
def test_each_page_offers_what_the_level_lets_and_says_what_it_does_not(
    rpc: RpcClient, owner: Person, bob: Person, client_id: str, level: AccessLevel
) -> None:
    uploads(owner, client_id)
    with owner.acting():
        access.add_client_user(owner.rpc, client_id=client_id, name="Jo", email="jo@oak.example")
    levels = [GivenLevel(user_id=bob.user_id, level=level)]
    gives(owner, client_id, colleague_ids=[bob.user_id], levels=levels)
    browser = Browser(rpc, bob)
    pages = {
        each: browser.opens(f"/clients/{client_id}{each}")
        for each in ("", "/documents", "/settings", "/users", "/connection")
    }
    said = {VIEW: "You may view this client", WORK: "You may work with this client", MANAGE: ""}
    for page in pages.values():
        assert said[level] in page
        assert ("You may" in page) == (level is not MANAGE)
    offered = set().union(*map(forms, pages.values()))
    everything = {"settings", "users", "authorizations", "documents"}
    assert offered == (set() if level is VIEW else everything)
    assert ("Your turn" in pages[""], "A colleague’s turn" in pages[""]) == (level != VIEW, level == VIEW)
    assert ('name="practice_code"' in pages["/settings"]) == (level is MANAGE)
    assert "OAK" in pages["/settings"]
    assert ("/users/role" in pages["/users"]) == (level is MANAGE)
    assert ("/removal" in pages["/users"]) == (level is MANAGE)
    assert (">Delete<" in pages["/documents"]) == (level is not VIEW)


def test_a_practice_code_is_the_turn_of_who_manages_the_client(
    rpc: RpcClient, owner: Person, bob: Person
) -> None:
    client_id = owner.adds_client(name="Elm Ltd")["id"]
    gives(owner, client_id, colleague_ids=[bob.user_id], levels=[GivenLevel(user_id=bob.user_id, level=WORK)])
    page = Browser(rpc, bob).opens(f"/clients/{client_id}")
    (code,) = re.findall(r"<li class=(?:(?!</li>).)*Add your practice code.*?</li>", page, re.S)
    assert "A colleague’s turn" in code
    assert "<a " not in code
    assert "Your turn" in page


def test_what_is_sent_all_the_same_is_refused_and_says_whom_to_ask(
    rpc: RpcClient, owner: Person, bob: Person, client_id: str
) -> None:
    levels = [GivenLevel(user_id=bob.user_id, level=VIEW)]
    gives(owner, client_id, colleague_ids=[bob.user_id], levels=levels)
    browser, path = Browser(rpc, bob), f"/clients/{client_id}/settings"
    refused = browser.sends(path, browser.opens("/clients"), **typed(name="Elm Ltd"))
    assert refused.status_code == 403
    assert "for whoever may work with this client; you may view it" in refused.text
    path = f"/clients/{client_id}/users"
    refused = browser.sends(path, browser.opens("/clients"), name="Jo", email="jo@oak.example")
    assert refused.status_code == 403
    with owner.acting():
        (admin,) = access.list_admins(owner.rpc)
    assert admin["name"] in refused.text

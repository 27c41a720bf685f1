"""Pages on which whoever may do too little with a client asks for more (docs/adr/0069)."""

from __future__ import annotations

import re

import pytest

from chassis.rpc.client import RpcClient
from contracts.access import AccessLevel, GivenLevel
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_client_user, a_colleague, gives

VIEW, WORK, MANAGE = AccessLevel
PATH = "/clients/access-requests"


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


def a_client_at(owner: Person, bob: Person, level: AccessLevel) -> str:
    client_id = str(owner.adds_client(name="Oak & Sons")["id"])
    levels = [GivenLevel(user_id=bob.user_id, level=level)]
    gives(owner, client_id, colleague_ids=[bob.user_id], levels=levels)
    return client_id


def offered(page: str) -> list[str]:
    """The levels that a page lets choose, the chosen one first."""
    radios = re.findall(r'name="level" value="(\w+)"( checked)?', page)
    return [value for value, _ in sorted(radios, key=lambda each: not each[1])]


def test_a_clients_page_leads_who_may_view_it_to_a_form_and_on_to_an_answer(
    owner: Person, bob: Person, rpc: RpcClient
) -> None:
    client_id = a_client_at(owner, bob, VIEW)
    browser, pages = Browser(rpc, bob), Browser(rpc, owner)
    form_path = f"{PATH}/new?client={client_id}"
    assert f'href="{form_path}"' in browser.opens(f"/clients/{client_id}")
    form = browser.opens(form_path)
    assert "Ask for more of Oak &amp; Sons" in form
    assert offered(form) == ["work", "manage"]
    refused = browser.sends(f"{PATH}/new", form, client=client_id, q="", reason="", level="work")
    assert (refused.status_code, 'href="#reason"' in refused.text) == (422, True)
    sent = browser.sends(f"{PATH}/new", form, client=client_id, q="", reason="VAT", level="work")
    assert sent.headers["Location"] == f"{PATH}?done=requested"
    assert "You have asked for this client already." in browser.opens(form_path)

    assert "asks to work with it" in pages.opens(f"/clients/{client_id}/access")
    page = pages.opens(PATH)
    assert "Bob Jones asks to work with" in page
    assert "Bob Jones may view it now." in page
    choice = re.search(r'<select id="level-.*?</select>', page, re.S)
    assert choice is not None
    assert re.findall(r'value="(\w+)"( selected)?', choice[0]) == [("manage", ""), ("work", " selected")]
    (request_id,) = re.findall(rf"{PATH}/(\w+)/approve", page)
    assert pages.sends(f"{PATH}/{request_id}/approve", page, level="work").status_code == 303
    assert "You may work with this client" in browser.opens(f"/clients/{client_id}")
    assert "You were given it to work with." in browser.opens(PATH)


def test_a_page_that_refuses_leads_to_the_form_with_the_level_that_is_needed(
    owner: Person, bob: Person, rpc: RpcClient
) -> None:
    client_id = a_client_at(owner, bob, VIEW)
    browser, path = Browser(rpc, bob), f"/clients/{client_id}/users"
    refused = browser.sends(path, browser.opens("/clients"), name="Jo", email="jo@oak.example")
    assert refused.status_code == 403
    form_path = f"{PATH}/new?client={client_id}&amp;level="
    (level,) = re.findall(rf'href="{re.escape(form_path)}(\w+)">Ask for more', refused.text)
    assert level == WORK
    assert offered(browser.opens(f"{PATH}/new?client={client_id}&level={level}"))[0] == level
    role = browser.asks("/team/teams/new")
    assert "Ask for more" not in role.text


def test_whoever_manages_it_asks_for_nothing_and_a_clients_user_neither(
    owner: Person, bob: Person, mailbox: Mailbox, rpc: RpcClient
) -> None:
    client_id = a_client_at(owner, bob, WORK)
    form_path = f"{PATH}/new?client={client_id}"
    browser = Browser(rpc, bob)
    assert offered(browser.opens(form_path)) == ["manage"]
    forged = browser.sends(
        f"{PATH}/new", browser.opens(form_path), client=client_id, reason="x", level="work"
    )
    assert (forged.status_code, "You may do this with the client already." in forged.text) == (409, True)
    manager = Browser(rpc, owner)
    assert "Ask for more" not in manager.opens(f"/clients/{client_id}")
    assert "You may manage this client already." in manager.opens(form_path)
    assert Browser(rpc, a_client_user(owner, mailbox, client_id)).asks(form_path).status_code == 403
    assert browser.asks(f"{PATH}/new?client={owner.adds_client()['id']}").status_code == 404
    assert browser.asks(f"{PATH}/new?client=x").status_code == 404

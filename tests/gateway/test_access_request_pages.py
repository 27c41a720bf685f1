"""Pages on which colleagues ask for a client and are answered (docs/adr/0052)."""

from __future__ import annotations

from html import unescape

import pytest

from chassis.rpc.client import RpcClient
from contracts import access
from tests.access.test_access_requests import asks
from tests.access.test_hidden_clients import sets
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, a_practice, eventually

PATH = "/clients/access-requests"
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} \"'><img src=x onerror=alert(1)>"


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


def found(browser: Browser, q: str) -> str:
    """The list's notice of a client that cannot be seen, where there is one."""
    page = browser.opens("/clients?q=" + q.replace(" ", "+").replace("&", "%26"))
    return unescape(page.partition("There is a client that you cannot see: ")[2].partition("</p>")[0])


def link_in(notice: str) -> str:
    return notice.partition('href="')[2].partition('"')[0]


def test_a_search_that_matches_exactly_leads_to_a_form_and_the_form_to_a_request(
    owner: Person, bob: Person, rpc: RpcClient
) -> None:
    client = owner.adds_client(name="Oak & Sons", practice_code="OAK1")
    browser = Browser(rpc, bob)
    assert found(browser, "Oak") == ""
    assert found(Browser(rpc, owner), "Oak & Sons") == ""
    notice = found(browser, "Oak & Sons")
    assert notice.startswith("<strong>Oak & Sons</strong> (OAK1).")
    path = link_in(notice)
    form = browser.opens(path)
    assert "Ask to see Oak &amp; Sons (OAK1)" in form
    refused = browser.sends(f"{PATH}/new", form, client=client["id"], q="OAK1", reason=" ")
    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    sent = browser.sends(f"{PATH}/new", form, client=client["id"], q="OAK1", reason=HOSTILE)
    assert sent.headers["Location"] == f"{PATH}?done=requested"
    mine = browser.opens(sent.headers["Location"])
    assert "Waiting for an answer" in mine
    assert "<script>alert" not in mine
    assert HOSTILE in unescape(mine)
    eventually(lambda: "You have asked for access" in found(browser, "OAK1"))
    again = browser.sends(f"{PATH}/new", form, client=client["id"], q="OAK1", reason="Again")
    assert again.status_code == 409


def test_the_form_opens_for_no_client_that_the_search_does_not_show(
    owner: Person, bob: Person, rpc: RpcClient
) -> None:
    client = owner.adds_client(name="Elm Ltd")
    browser = Browser(rpc, bob)
    form = f"{PATH}/new?client={client['id']}"
    for q in ("", "&q=El", "&q=%00", "&q=" + "x" * 200):
        assert browser.asks(form + q).status_code == 404
    assert browser.asks(f"{form}&q=elm+ltd").status_code == 200
    sets(owner, "off")
    assert browser.asks(f"{form}&q=elm+ltd").status_code == 404


def test_admins_see_how_many_wait_and_answer_on_the_page(owner: Person, bob: Person, rpc: RpcClient) -> None:
    first, second = owner.adds_client(name="First Ltd"), owner.adds_client(name="Second Ltd")
    pages, browser = Browser(rpc, owner), Browser(rpc, bob)
    given, declined = asks(bob, first["id"], HOSTILE), asks(bob, second["id"])
    waiting = 'Access requests (2<span class="visually-hidden"> waiting</span>)'
    eventually(lambda: waiting in pages.opens("/clients"))
    assert "waiting</span>" not in browser.opens("/clients")
    page = pages.opens(PATH)
    assert "Bob Jones asks to see" in page
    assert "<script>alert" not in page
    on_its_access_page = pages.opens(f"/clients/{first['id']}/access")
    assert "1 colleague asks for access to this client" in on_its_access_page
    assert HOSTILE in unescape(on_its_access_page)
    assert pages.sends(f"{PATH}/{given['id']}/approve", page).headers["Location"] == f"{PATH}?done=approved"
    without_words = pages.sends(f"{PATH}/{declined['id']}/decline", page, detail="")
    assert without_words.status_code == 422
    assert "Enter why you decline." in without_words.text
    pages.sends(f"{PATH}/{declined['id']}/decline", page, detail=HOSTILE)
    assert pages.sends(f"{PATH}/{declined['id']}/approve", page).status_code == 409
    assert bob.sees() == ["First Ltd"]
    mine = browser.opens(PATH)
    assert "Access given" in mine
    assert HOSTILE in unescape(mine)
    assert "<img src=x" not in mine
    eventually(lambda: "waiting</span>" not in pages.opens("/clients"))


def test_who_asked_takes_it_back_on_the_page(owner: Person, bob: Person, rpc: RpcClient) -> None:
    made, browser = asks(bob, owner.adds_client()["id"]), Browser(rpc, bob)
    page = browser.opens(PATH)
    assert "To decide" not in page
    assert (
        browser.sends(f"{PATH}/{made['id']}/withdraw", page).headers["Location"] == f"{PATH}?done=withdrawn"
    )
    assert "Taken back" in browser.opens(PATH)


def test_an_account_manager_counts_and_answers_their_own_clients_alone(
    owner: Person, bob: Person, mailbox: Mailbox, rpc: RpcClient
) -> None:
    may = a_colleague(owner, mailbox, name="May Moss")
    managed = owner.adds_client(access={"account_manager_id": may.user_id})
    made = asks(bob, managed["id"])
    asks(bob, owner.adds_client()["id"])
    pages = Browser(rpc, may)
    eventually(lambda: 'Access requests (1<span class="visually-hidden">' in pages.opens("/clients"))
    assert pages.sends(f"{PATH}/{made['id']}/approve", pages.opens(PATH)).status_code == 303
    assert "1 colleague asks" not in pages.opens(f"/clients/{managed['id']}/access")
    with owner.acting():
        assert access.get_access_request(owner.rpc, made["id"])["state"] == "approved"


def test_another_practices_requests_are_counted_nowhere_else(
    owner: Person, bob: Person, rpc: RpcClient
) -> None:
    asks(bob, owner.adds_client()["id"])
    eventually(lambda: "Access requests (1" in Browser(rpc, owner).opens("/clients"))
    assert "waiting</span>" not in Browser(rpc, a_practice(rpc)).opens("/clients")


def test_the_setting_is_on_the_settings_page(owner: Person, rpc: RpcClient) -> None:
    browser = Browser(rpc, owner)
    page = browser.opens("/settings")
    assert 'name="hidden_clients" value="exact" checked' in page
    values = {
        "name": "Smith & Co", "plan": "essentials", "hidden_clients": "off", "defaults.country": "GB",
        "defaults.base_currency": "GBP", "defaults.solutions": "bookkeeping",
    }  # fmt: skip
    assert browser.sends("/settings", page, **values).headers["Location"] == "/settings?done=saved"
    assert 'name="hidden_clients" value="off" checked' in browser.opens("/settings")

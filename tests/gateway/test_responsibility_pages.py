"""The pages of a practice's responsibilities, as a browser sends them (docs/adr/0073)."""

from __future__ import annotations

import re

import pytest

from chassis.rpc.client import RpcClient
from contracts import access
from contracts.access import AccessLevel
from tests.access.test_responsibilities import made, names
from tests.access.test_responsible_colleagues import held, to
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, gives

LIST = "/settings/responsibilities"


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def test_one_is_added_renamed_moved_and_ended(browser: Browser, owner: Person) -> None:
    assert f'href="{LIST}"' in browser.opens("/settings")
    for name in ("Tax", "Payroll"):
        sent = browser.sends(LIST, browser.opens(LIST), name=name, level="work")
        assert sent.status_code == 303
    with owner.acting():
        tax, payroll = access.list_responsibilities(owner.rpc)
    path = f"{LIST}/{payroll['id']}"
    assert browser.sends(path, browser.opens(path), name="Wages", place="1").status_code == 303
    assert names(owner) == ["Wages", "Tax"]
    page = browser.opens(f"{LIST}/{tax['id']}/end")
    assert "Nobody has it at any client" in page
    assert browser.sends(f"{LIST}/{tax['id']}/end", page).status_code == 303
    assert names(owner) == ["Wages"]


def test_what_is_amiss_is_said_beside_what_was_typed(browser: Browser, owner: Person) -> None:
    made(owner, "Tax")
    taken = browser.sends(LIST, browser.opens(LIST), name="TAX", level="view")
    assert taken.status_code == 409
    assert "a responsibility called TAX already" in taken.text
    assert 'value="TAX"' in taken.text
    nameless = browser.sends(LIST, browser.opens(LIST), name="", level="view")
    assert nameless.status_code == 422
    assert 'href="#name"' in nameless.text
    assert names(owner) == ["Tax"]


def test_a_stale_edit_is_refused_and_can_be_sent_again(browser: Browser, owner: Person) -> None:
    path = f"{LIST}/{made(owner, 'Tax')}"
    page = browser.opens(path)
    assert browser.sends(path, page, name="Taxes", place="1").status_code == 303
    stale = browser.sends(path, page, name="Duties", place="1")
    assert stale.status_code == 412
    assert browser.sends(path, stale.text, name="Duties", place="1").status_code == 303
    assert names(owner) == ["Duties"]


def test_who_is_no_admin_reads_them_and_has_no_form(rpc: RpcClient, owner: Person, mailbox: Mailbox) -> None:
    tax, bob = made(owner, "Tax"), a_colleague(owner, mailbox)
    page = Browser(rpc, bob).opens(LIST)
    assert "Tax" in page
    assert f'action="{LIST}"' not in page
    assert Browser(rpc, bob).asks(f"{LIST}/{tax}").status_code == 403


def takes_back(browser: Browser, path: str, page: str) -> None:
    """By the form that the page offers before its heading."""
    offered = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page[: page.index("<h1>")])
    assert browser.sends(f"{path}/undo", "", **dict(offered)).status_code == 303


def test_who_is_responsible_is_chosen_on_a_client_s_page_and_taken_back(
    browser: Browser, owner: Person, mailbox: Mailbox
) -> None:
    bob, tax = a_colleague(owner, mailbox, name="Bob Jones"), made(owner, "Tax", AccessLevel.WORK)
    client_id = str(owner.adds_client()["id"])
    path, field = f"/clients/{client_id}/access", f"responsible.{tax}"
    assert f'name="{field}"' in browser.opens(path)
    form = {"access.everyone": "no", "level": "manage", field: bob.user_id}
    sent = browser.sends(path, browser.opens(path), **form)
    assert sent.status_code == 303
    assert held(owner, client_id) == {tax: bob.user_id}
    page = browser.opens(sent.headers["Location"])
    assert "is responsible for Tax: may work with it" in page
    assert f'<option value="{bob.user_id}" selected>' in page
    takes_back(browser, path, page)
    assert held(owner, client_id) == {}
    browser.sends(path, browser.opens(path), **form)
    sent = browser.sends(path, browser.opens(path), **{**form, field: ""})
    assert held(owner, client_id) == {}
    takes_back(browser, path, browser.opens(sent.headers["Location"]))
    assert held(owner, client_id) == {tax: bob.user_id}


def test_somebody_who_has_left_meanwhile_is_named_at_their_field(
    browser: Browser, owner: Person, mailbox: Mailbox
) -> None:
    tax, client_id = made(owner, "Tax"), str(owner.adds_client()["id"])
    path, other = f"/clients/{client_id}/access", "user_01ARZ3NDEKTSV4RRFFQ69G5FAV"
    form = {"access.everyone": "no", "level": "manage", f"responsible.{tax}": other}
    refused = browser.sends(path, browser.opens(path), **form)
    assert refused.status_code == 422
    assert f'href="#responsible.{tax}"' in refused.text


def test_many_clients_get_somebody_who_is_responsible_and_lose_them(
    browser: Browser, owner: Person, mailbox: Mailbox
) -> None:
    bob, tax = a_colleague(owner, mailbox), made(owner, "Tax")
    ids = [str(owner.adds_client(name=name)["id"]) for name in ("Oak", "Elm")]
    ticked = {"client": [f"{each} Oak" for each in ids]}
    page = browser.sends("/clients/access", browser.opens("/clients"), **ticked).text
    assert f'name="responsible.{tax}"' in page
    for verb, after in (("give", {tax: bob.user_id}), ("take", {})):
        chosen = {**ticked, "verb": verb, "level": "manage", f"responsible.{tax}": bob.user_id}
        assert browser.sends("/clients/access/change", page, **chosen).status_code == 200
        assert [held(owner, each) for each in ids] == [after, after]
    other = {**ticked, "verb": "give", "level": "manage", f"responsible.{tax}": tax.replace("resp", "user")}
    refused = browser.sends("/clients/access/change", page, **other)
    assert refused.status_code == 422
    assert f'href="#responsible.{tax}"' in refused.text


def test_a_client_s_page_says_who_does_what_in_the_practice_s_order(
    rpc: RpcClient, browser: Browser, owner: Person, mailbox: Mailbox
) -> None:
    bob = a_colleague(owner, mailbox, name="Bob Jones")
    tax, payroll = made(owner, "Tax"), made(owner, "Payroll")
    client_id = str(owner.adds_client()["id"])
    gives(owner, client_id, responsibilities=[*to(owner, payroll), *to(bob, tax)])
    page = browser.opens(f"/clients/{client_id}")
    assert "<dt>Tax</dt><dd>Bob Jones</dd></div><div><dt>Payroll</dt><dd>You</dd>" in page
    assert "<dt>Account manager</dt><dd>Nobody</dd>" in page
    own = Browser(rpc, bob).opens(f"/clients/{client_id}")
    assert "<dt>Tax</dt><dd>You</dd>" in own

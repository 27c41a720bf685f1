"""The pages of a practice's responsibilities, as a browser sends them (docs/adr/0073)."""

from __future__ import annotations

import pytest

from chassis.rpc.client import RpcClient
from contracts import access
from tests.access.test_responsibilities import made, names
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague

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

"""Who may send documents, and those that are held, on pages without scripts (docs/adr/0060)."""

from __future__ import annotations

import re

import pytest

from chassis.rpc.client import RpcClient
from contracts import accounts
from deploy.allinone.product import Product
from tests.accounts.document_calls import PDF, names, uploads
from tests.accounts.mail_calls import a_mail, address_of, sends
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_client_user

SHOP = '"<b>Shop</b>" <invoices@shop.example>'


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def a_place(owner: Person, product: Product) -> str:
    """The documents of a client who holds what a shop sent it."""
    client = owner.adds_client()
    with owner.acting():
        accounts.change_document_senders(owner.rpc, client_id=client["id"], policy="known")
    sends(product.intake.address, address_of(client), a_mail(("Bill.pdf", PDF), From=SHOP))
    return f"/clients/{client['id']}/documents"


def client_of(path: str) -> str:
    return path.split("/")[2]


def action(page: str, name: str) -> str:
    [found] = re.findall(rf'action="([^"]+/{name})"', page)
    return str(found)


def test_what_is_held_is_apart_and_accepted(browser: Browser, owner: Person, product: Product) -> None:
    path = a_place(owner, product)
    page = browser.opens(path)
    held = page.index("Held: from someone unknown")
    assert held < page.index("Bill.pdf") < page.index("No documents yet")
    assert "&lt;b&gt;Shop&lt;/b&gt;" in page
    assert "/content" not in page
    done = browser.sends(action(page, "accept"), page)
    assert done.headers["Location"] == f"{path}?done=accepted"
    page = browser.opens(path)
    assert "Held:" not in page
    assert "Bill.pdf" in page
    assert names(owner, client_of(path)) == ["Bill.pdf"]


def test_a_sender_is_remembered_and_forgotten(browser: Browser, owner: Person, product: Product) -> None:
    path = a_place(owner, product)
    page = browser.opens(path)
    browser.sends(action(page, "accept"), page, remember="yes")
    senders = browser.opens(f"{path}/senders")
    assert "invoices@shop.example" in senders
    browser.sends(action(senders, "forget"), senders)
    assert "invoices@shop.example" not in browser.opens(f"{path}/senders")


def test_what_is_refused_is_taken_back(browser: Browser, owner: Person, product: Product) -> None:
    path = a_place(owner, product)
    page = browser.opens(path)
    gone = browser.sends(action(page, "refuse"), page)
    page = browser.opens(gone.headers["Location"])
    assert "Held:" not in page
    browser.sends(action(page, "restore"), page)
    assert "Held: from someone unknown" in browser.opens(path)


def test_who_may_send_is_said_for_a_client_and_for_the_practice(browser: Browser, owner: Person) -> None:
    path = f"/clients/{owner.adds_client()['id']}/documents/senders"
    page = browser.opens(path)
    assert "The practice has: from anyone." in page
    settings = browser.opens("/settings")
    browser.sends("/settings", settings, **typed(settings, "known"))
    assert "The practice has: from known senders." in browser.opens(path)
    browser.sends(path, browser.opens(path), policy="anyone")
    page = browser.opens(path)
    assert re.search(r'value="anyone" checked', page)
    assert "The practice has" not in page
    refused = browser.sends(path, page, policy="nobody")
    assert refused.status_code == 422
    assert 'href="#policy"' in refused.text


def typed(settings: str, senders: str) -> dict[str, str]:
    """The practice's settings as they stand, with another rule."""
    [version] = re.findall(r'name="version" value="(\d+)"', settings)
    return {
        "name": "Smith & Co",
        "version": version,
        "defaults.country": "GB",
        "defaults.base_currency": "GBP",
        "defaults.solutions": "bookkeeping",
        "document_senders": senders,
    }


def test_the_clients_admin_decides_on_their_own_page(
    rpc: RpcClient, owner: Person, product: Product, mailbox: Mailbox
) -> None:
    path = a_place(owner, product)
    uploads(owner, client_of(path), "Report.pdf")
    # The first one of a client is its admin (product.md 1.1).
    admin = Browser(rpc, a_client_user(owner, mailbox, client_of(path)))
    user = Browser(rpc, a_client_user(owner, mailbox, client_of(path), "standard_user"))
    page = user.opens("/account/documents")
    assert [each for each in ("Held:", "Who may send", "Bill.pdf") if each in page] == []
    assert user.asks("/account/documents/senders").status_code == 404
    page = admin.opens("/account/documents")
    assert 'href="/account/documents/senders"' in page
    admin.sends(action(page, "accept"), page)
    assert sorted(names(owner, client_of(path))) == ["Bill.pdf", "Report.pdf"]

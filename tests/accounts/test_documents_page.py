"""Documents on the client's page and on the client's own (product.md 2.8), without scripts."""

from __future__ import annotations

import io
import re

import pytest

from chassis.rpc.client import RpcClient
from contracts import accounts
from deploy.allinone.product import Product
from tests.accounts.document_calls import PDF, names, uploads
from tests.accounts.mail_calls import a_mail, address_of, sends
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_client_user

HOSTILE = '"><script>alert(1)</script>.pdf'


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def test_one_is_uploaded_saved_deleted_and_taken_back(browser: Browser, owner: Person) -> None:
    client = owner.adds_client()["id"]
    path = f"/clients/{client}/documents"
    page = browser.opens(path)
    assert "No documents yet" in page
    done = browser.sends(path, page, file=(io.BytesIO(PDF), "March.pdf"))
    assert done.headers["Location"] == f"{path}?done=uploaded"
    page = browser.opens(path)
    assert all(each in page for each in ("March.pdf", "PDF", "Ann Smith"))
    [place] = re.findall(rf'href="({path}/doc_\w+)/preview"', page)
    assert browser.asks(f"{place}/content").data == PDF
    gone = browser.sends(f"{place}/delete", page)
    page = browser.opens(gone.headers["Location"])
    assert f'action="{place}/restore"' in page
    assert names(owner, client) == []
    assert "March.pdf" in browser.opens(f"{path}?deleted=yes")
    browser.sends(f"{place}/restore", page)
    assert names(owner, client) == ["March.pdf"]


def test_the_list_is_searched(browser: Browser, owner: Person) -> None:
    client = owner.adds_client()["id"]
    for name in ("March.pdf", "April.pdf"):
        uploads(owner, client, name)
    page = browser.opens(f"/clients/{client}/documents?q=march")
    assert "March.pdf" in page
    assert "April.pdf" not in page
    assert "No document is called that" in browser.opens(f"/clients/{client}/documents?q=may")


@pytest.mark.parametrize(
    ("query", "said"),
    [("q=%07x", "Remove the characters that cannot be printed."), ("cursor=zzz", "Use an id")],
)
def test_what_cannot_be_looked_for_is_said_beside_the_list(
    browser: Browser, owner: Person, query: str, said: str
) -> None:
    client = owner.adds_client()["id"]
    uploads(owner, client, "March.pdf")
    answer = browser.asks(f"/clients/{client}/documents?{query}")
    assert answer.status_code == 422
    assert said in answer.text
    assert "March.pdf" in answer.text


def test_what_came_by_email_says_who_sent_it_and_nothing_of_it_runs(
    browser: Browser, owner: Person, product: Product
) -> None:
    client = owner.adds_client()
    mail = a_mail((HOSTILE, PDF), From='"<img src=x>" <jo@acme.example>')
    sends(product.intake.address, address_of(client), mail)
    page = browser.opens(f"/clients/{client['id']}/documents")
    assert "&lt;img src=x&gt;" in page
    assert not any(each in page for each in ("<img src=x>", "<script>alert"))
    assert "the email" in page


def test_neither_none_nor_an_empty_one_is_taken(browser: Browser, owner: Person) -> None:
    client = owner.adds_client()["id"]
    path = f"/clients/{client}/documents"
    for file in ((io.BytesIO(b""), ""), (io.BytesIO(b""), "empty.pdf")):
        refused = browser.sends(path, browser.opens(path), file=file)
        assert refused.status_code == 422
        assert 'href="#file"' in refused.text


def test_an_undo_leads_nowhere_else(browser: Browser, owner: Person) -> None:
    path = f"/clients/{owner.adds_client()['id']}/documents"
    page = browser.opens(f"{path}?done=deleted&document=../../../session")
    assert "/restore" not in page
    assert "Undo" not in page


def test_a_clients_own_people_have_theirs(rpc: RpcClient, owner: Person, mailbox: Mailbox) -> None:
    """product.md 1: a standard user has their own documents only."""
    client = owner.adds_client()["id"]
    admin, user = (
        a_client_user(owner, mailbox, client),
        a_client_user(owner, mailbox, client, "standard_user"),
    )
    uploads(owner, client, "Of the practice.pdf")
    of_admin, of_user = Browser(rpc, admin), Browser(rpc, user)
    assert 'href="/account/documents"' in of_user.opens("/account")
    of_user.sends(
        "/account/documents", of_user.opens("/account/documents"), file=(io.BytesIO(PDF), "Mine.pdf")
    )
    page = of_user.opens("/account/documents")
    assert "Mine.pdf" in page
    assert "Of the practice.pdf" not in page
    page = of_admin.opens("/account/documents")
    assert all(each in page for each in ("Mine.pdf", "Of the practice.pdf", "Jo Bloggs"))
    assert "extract.clientele.example" in page


def test_a_first_document_ticks_the_checklist(owner: Person) -> None:
    client = owner.adds_client()["id"]

    def sent() -> bool:
        with owner.acting():
            return {each["step"]: each["done"] for each in accounts.get_guide(owner.rpc, client)}["documents"]

    assert not sent()
    uploads(owner, client)
    assert sent()

"""The sandbox's page that sends a document, as a client does at their mail program (product.md 2.8)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from deploy.allinone.product import Product
from gateway import app
from gateway.settings import Settings
from tests.accounts.document_calls import PDF, content_of, listed
from tests.accounts.mail_calls import address_of
from tests.builders import Person

PATH = "/sandbox/send-document"


@pytest.fixture
def http(rpc: RpcClient, product: Product) -> HttpClient:
    settings = Settings(
        broker_url="memory://",
        rate_limits=False,
        sandbox_mailbox=product.mailbox,
        sandbox_intake=product.intake.address,
    )
    return HttpClient(app.build(settings, rpc))


def sends(http: HttpClient, to: str, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
    typed = {"to": to, "sender": "jo@acme.example", "file": (io.BytesIO(PDF), "Invoice.pdf"), **more}
    return http.post(PATH, data=typed, headers={"Host": "127.0.0.1", **(headers or {})})


def test_a_document_is_sent_and_there_at_once(http: HttpClient, owner: Person) -> None:
    client = owner.adds_client()
    page = sends(http, address_of(client)).text
    assert "250 Kept" in page
    [kept] = listed(owner, client["id"])
    assert (kept["name"], kept["sender"]) == ("Invoice.pdf", "jo@acme.example")
    assert content_of(owner, kept) == PDF


@pytest.mark.parametrize(
    "to", ["nobody-of-ours-7f3a@extract.clientele.example", "no address", "", "a@b\r\nBcc: c@d"]
)
def test_what_is_not_taken_is_said_in_the_words_of_the_intake(http: HttpClient, to: str) -> None:
    page = sends(http, to)
    assert page.status_code == 200
    assert "Not taken." in page.text


def test_another_sites_page_sends_nothing(http: HttpClient, owner: Person) -> None:
    client = owner.adds_client()
    answer = sends(http, address_of(client), {"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert listed(owner, client["id"]) == []


def test_it_is_for_this_machine_alone(http: HttpClient) -> None:
    """docs/adr/0021"""
    assert http.get(PATH, headers={"Host": "clientele.example"}).status_code == 404
    assert http.get(PATH, headers={"Host": "127.0.0.1", "X-Forwarded-For": "203.0.113.9"}).status_code == 404

"""Known senders are told that their documents came, where the practice wants it (docs/adr/0065)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import accounts
from contracts.accounts.document_states import DocumentReceipts
from deploy.allinone.product import Product
from services.accounts.documents import receipt_rule
from tests.accounts.document_calls import PDF, listed, names
from tests.accounts.mail_calls import a_mail, address_of, sends
from tests.accounts.test_document_senders_page import typed
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_client_user, a_colleague, eventually, text_of, unique


@pytest.fixture
def client(owner: Person) -> Any:
    """One of a practice that has receipts sent."""
    with owner.acting():
        accounts.change_practice(owner.rpc, document_receipts=DocumentReceipts.KNOWN)
    return owner.adds_client()


@pytest.fixture
def sender(owner: Person, mailbox: Mailbox, client: Any) -> str:
    """A user of the client."""
    return a_client_user(owner, mailbox, client["id"], "standard_user").email


def arrives(
    product: Product, client: Mapping[str, Any], sender: str, envelope: str | None = None, **headers: str
) -> EmailMessage:
    mail = a_mail(("One.pdf", PDF), ("Two.pdf", PDF), From=sender, **headers)
    sends(product.intake.address, address_of(client), mail, sender if envelope is None else envelope)
    return mail


def receipts(mailbox: Mailbox, address: str) -> list[EmailMessage]:
    return [each for each in mailbox.to(address) if each["Subject"].startswith("Received: ")]


def waiting(product: Product, client_id: str) -> int:
    query = text("SELECT count(*) FROM document_receipts WHERE client_id = :id AND to_check")
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        return int(connection.execute(query, {"id": client_id}).scalar_one())


def told_of(product: Product, client_id: str) -> list[Any]:
    query = text("SELECT body::json FROM outbox WHERE type = 'DocumentReceiptDue' AND aggregate = :id")
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        return list(connection.execute(query, {"id": client_id}).scalars())


def is_told_nothing(product: Product, client: Mapping[str, Any]) -> None:
    """After whatever had to be checked is."""
    eventually(lambda: waiting(product, client["id"]) == 0, within=30)
    assert told_of(product, client["id"]) == []


def test_a_known_sender_is_told_once_how_many_documents_came(
    owner: Person, product: Product, mailbox: Mailbox, client: Any, sender: str
) -> None:
    mail = arrives(product, client, f"Jo <{sender}>", sender, References="<earlier@acme.example>")
    [receipt] = eventually(lambda: receipts(mailbox, sender), within=30)
    with owner.acting():
        practice = accounts.get_practice(owner.rpc)["name"]
    assert receipt["Subject"] == f"Received: 2 documents for {practice}"
    assert f"{practice} has received 2 documents" in text_of(receipt)
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert receipt["In-Reply-To"] == mail["Message-ID"]
    assert receipt["References"].split() == ["<earlier@acme.example>", mail["Message-ID"]]
    assert not any(word in receipt.as_string() for word in ("One.pdf", "Two.pdf", client["name"]))
    sends(product.intake.address, address_of(client), mail, sender)
    assert len(names(owner, client["id"])) == 2
    is_told(product, client, 1)
    assert len(receipts(mailbox, sender)) == 1


def is_told(product: Product, client: Mapping[str, Any], times: int) -> None:
    eventually(lambda: waiting(product, client["id"]) == 0, within=30)
    assert len(told_of(product, client["id"])) == times


def test_no_event_and_no_table_has_the_address_in_clear(
    product: Product, mailbox: Mailbox, client: Any, sender: str
) -> None:
    """product.md 9.2"""
    arrives(product, client, sender)
    eventually(lambda: receipts(mailbox, sender), within=30)
    [event] = told_of(product, client["id"])
    assert event.keys() == {
        "client_id", "practice_id", "practice_name", "message_id", "documents", "at", "sealed",
    }  # fmt: skip
    rows = str(event)
    query = text("SELECT * FROM document_receipts WHERE client_id = :id")
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        rows += str(connection.execute(query, {"id": client["id"]}).all())
    assert client["id"] in rows
    assert sender not in rows
    with product.hosted["invitations"].database.read(everywhere=True) as connection:
        assert connection.execute(text("SELECT count(*) FROM receipt_mails")).scalar_one() == 0


def test_nobody_is_told_unless_the_practice_wants_it(owner: Person, product: Product) -> None:
    client = owner.adds_client()
    with owner.acting():
        assert accounts.get_practice(owner.rpc).get("document_receipts") == "off"
    arrives(product, client, owner.email)
    assert len(names(owner, client["id"])) == 2
    query = text("SELECT count(*) FROM document_receipts WHERE client_id = :id")
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        assert connection.execute(query, {"id": client["id"]}).scalar_one() == 0


def test_somebody_unknown_is_never_told_whether_held_or_not(
    owner: Person, product: Product, client: Any
) -> None:
    stranger = f"{unique('shop').lower()}@shop.example"
    arrives(product, client, stranger)
    is_told_nothing(product, client)
    with owner.acting():
        accounts.change_document_senders(owner.rpc, client_id=client["id"], policy="known")
    arrives(product, client, stranger)
    is_told_nothing(product, client)
    [held, _] = listed(owner, client["id"], held=True)
    with owner.acting():
        accounts.accept_document(owner.rpc, client_id=client["id"], document_id=held["id"], remember=True)
    is_told_nothing(product, client)
    arrives(product, client, stranger)
    is_told(product, client, 1)


def test_a_colleague_whose_mail_was_held_until_access_knew_them_is_told(
    owner: Person, product: Product, mailbox: Mailbox, client: Any
) -> None:
    with owner.acting():
        accounts.change_document_senders(owner.rpc, client_id=client["id"], policy="known")
    colleague = a_colleague(owner, mailbox)
    arrives(product, client, colleague.email)
    eventually(lambda: receipts(mailbox, colleague.email), within=30)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.acme.example>"},
        {"List_Unsubscribe": "<https://acme.example>"},
        {"X_Auto_Response_Suppress": "OOF"},
        {"envelope": ""},
    ],
    ids=lambda each: next(iter(each)),
)
def test_what_no_person_sent_is_not_answered(
    owner: Person, product: Product, client: Any, sender: str, headers: dict[str, str]
) -> None:
    arrives(product, client, sender, **headers)
    assert len(names(owner, client["id"])) == 2
    is_told_nothing(product, client)


def test_a_receipt_that_comes_to_us_is_refused_so_that_none_goes_round(
    product: Product, client: Any, sender: str
) -> None:
    with pytest.raises(Exception, match="Automatic replies"):
        arrives(product, client, sender, Auto_Submitted="auto-replied")


def test_a_mail_to_several_clients_is_answered_once(owner: Person, product: Product, client: Any) -> None:
    other = owner.adds_client()
    mail = a_mail(("One.pdf", PDF), From=owner.email)
    sends(product.intake.address, [address_of(client), address_of(other)], mail, owner.email)
    assert names(owner, client["id"]) == names(owner, other["id"]) == ["One.pdf"]
    eventually(lambda: told_of(product, client["id"]) + told_of(product, other["id"]), within=30)
    eventually(lambda: waiting(product, client["id"]) + waiting(product, other["id"]) == 0, within=30)
    assert len(told_of(product, client["id"]) + told_of(product, other["id"])) == 1


def test_an_address_gets_so_many_a_day_and_no_more(
    product: Product, client: Any, sender: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipt_rule, "MOST_A_DAY", 2)
    for _ in range(4):
        arrives(product, client, sender)
    is_told(product, client, 2)


def test_the_setting_is_on_the_settings_page(rpc: RpcClient, owner: Person) -> None:
    browser = Browser(rpc, owner)
    page = browser.opens("/settings")
    assert re.search(r'name="document_receipts" value="off" checked', page)
    browser.sends("/settings", page, **typed(page, "anyone"), document_receipts="known")
    with owner.acting():
        assert accounts.get_practice(owner.rpc).get("document_receipts") == "known"
    assert re.search(r'name="document_receipts" value="known" checked', browser.opens("/settings"))
    refused = browser.sends(
        "/settings", page, **typed(browser.opens("/settings"), "anyone"), document_receipts="x"
    )
    assert 'href="#document_receipts"' in refused.text

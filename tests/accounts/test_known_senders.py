"""Who may send documents by email: anyone, or those who are known; others are held (docs/adr/0060)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from contracts import accounts
from contracts.accounts.document_states import SenderPolicy
from contracts.errors import NotFound
from deploy.allinone.product import Product
from tests.accounts.document_calls import PDF, content_of, listed, names, told_of
from tests.accounts.mail_calls import a_mail, address_of, sends, with_a_file
from tests.builders import Mailbox, Person, a_client_user, a_colleague, a_practice, eventually

STRANGER = "Shop <Invoices@Shop.example>"


@pytest.fixture
def client(owner: Person) -> Any:
    """One that takes in what known senders send."""
    found = owner.adds_client()
    with owner.acting():
        accounts.change_document_senders(owner.rpc, client_id=found["id"], policy="known")
    return found


def held(person: Person, client_id: str) -> list[str]:
    return names(person, client_id, held=True)


def arrives(product: Product, client: Any, sender: str = STRANGER, name: str = "Invoice 12.pdf") -> None:
    sends(product.intake.address, address_of(client), a_mail((name, PDF), From=sender))


def test_anyone_may_send_unless_somebody_says_otherwise(owner: Person) -> None:
    client = owner.adds_client()["id"]
    with owner.acting():
        found = accounts.get_document_senders(owner.rpc, client)
        assert found == {"policy": None, "applies": SenderPolicy.ANYONE, "approved": []}
        accounts.change_practice(owner.rpc, document_senders=SenderPolicy.KNOWN)
        assert accounts.get_document_senders(owner.rpc, client)["applies"] == "known"
        changed = accounts.change_document_senders(owner.rpc, client_id=client, policy="anyone")
        assert (changed["policy"], changed["applies"]) == ("anyone", "anyone")
        back = accounts.change_document_senders(owner.rpc, client_id=client, policy=None)
        assert (back["policy"], back["applies"]) == (None, "known")


def test_what_a_stranger_sends_is_held_and_told_to_nobody(
    owner: Person, product: Product, client: Any
) -> None:
    arrives(product, client)
    assert names(owner, client["id"]) == []
    [found] = listed(owner, client["id"], held=True)
    assert (found["name"], found["sender"], found.get("held")) == ("Invoice 12.pdf", STRANGER, True)
    assert told_of(product, client["id"]) == []
    with pytest.raises(NotFound):
        content_of(owner, found)
    with owner.acting(), pytest.raises(NotFound):
        accounts.delete_document(owner.rpc, client_id=client["id"], document_id=found["id"])


def test_the_same_mail_again_is_held_once(owner: Person, product: Product, client: Any) -> None:
    mail = with_a_file(From=STRANGER)
    for _ in range(2):
        sends(product.intake.address, address_of(client), mail)
    assert held(owner, client["id"]) == ["Invoice 12.pdf"]


def test_one_that_is_accepted_is_there_and_told_once(owner: Person, product: Product, client: Any) -> None:
    arrives(product, client)
    [found] = listed(owner, client["id"], held=True)
    named = {"client_id": client["id"], "document_id": found["id"]}
    with owner.acting():
        accepted = accounts.accept_document(owner.rpc, **named)["items"]
    assert [each["kind"] for each in accepted] == ["message", "file"]
    assert content_of(owner, found) == PDF
    [event] = told_of(product, client["id"])
    assert [each["id"] for each in event["documents"]] == [each["id"] for each in accepted]
    assert not any(each in str(event) for each in ("shop.example", "Shop"))
    with owner.acting(), pytest.raises(NotFound):
        accounts.accept_document(owner.rpc, **named)
    assert held(owner, client["id"]) == []
    arrives(product, client, name="Another.pdf")
    assert held(owner, client["id"]) == ["Another.pdf"]


def test_a_sender_who_is_remembered_is_known_until_forgotten(
    owner: Person, product: Product, client: Any
) -> None:
    for name in ("one.pdf", "two.pdf"):
        arrives(product, client, name=name)
    arrives(product, client, "other@shop.example", "three.pdf")
    found = next(each for each in listed(owner, client["id"], held=True) if each["name"] == "one.pdf")
    with owner.acting():
        accounts.accept_document(owner.rpc, client_id=client["id"], document_id=found["id"], remember=True)
    assert sorted(names(owner, client["id"])) == ["one.pdf", "two.pdf"]
    arrives(product, client, "invoices@shop.example", "four.pdf")
    assert held(owner, client["id"]) == ["three.pdf"]
    with owner.acting():
        [sender] = accounts.get_document_senders(owner.rpc, client["id"])["approved"]
        assert sender["address"] == "invoices@shop.example"
        accounts.forget_sender(owner.rpc, client_id=client["id"], sender_id=sender["id"])
        with pytest.raises(NotFound):
            accounts.forget_sender(owner.rpc, client_id=client["id"], sender_id=sender["id"])
    arrives(product, client, name="five.pdf")
    assert held(owner, client["id"]) == ["five.pdf", "three.pdf"]


def test_one_that_is_refused_is_deleted_and_held_again_when_restored(
    owner: Person, product: Product, client: Any
) -> None:
    arrives(product, client)
    [found] = listed(owner, client["id"], held=True)
    named = {"client_id": client["id"], "document_id": found["id"]}
    with owner.acting():
        accounts.refuse_document(owner.rpc, **named)
    assert (held(owner, client["id"]), names(owner, client["id"])) == ([], [])
    assert names(owner, client["id"], deleted=True) == ["Invoice 12.pdf"]
    with owner.acting():
        assert accounts.restore_document(owner.rpc, **named).get("held")
    assert held(owner, client["id"]) == ["Invoice 12.pdf"]
    assert told_of(product, client["id"]) == []
    with owner.acting():
        assert len(accounts.accept_document(owner.rpc, **named)["items"]) == 2


def test_the_clients_people_and_colleagues_are_known(
    owner: Person, product: Product, mailbox: Mailbox, client: Any
) -> None:
    """Of the practice that the client is with, and of no other."""
    user = a_client_user(owner, mailbox, client["id"], "standard_user")
    colleague = a_colleague(owner, mailbox)
    for sender in (user.email.upper(), f"Bob <{colleague.email}>"):
        arrives(product, client, sender)
    arrives(product, client, a_practice(owner.rpc).email, "strange.pdf")
    eventually(lambda: len(names(owner, client["id"])) == 2, within=30)
    eventually(lambda: not waiting(product, client["id"]), within=30)
    assert held(owner, client["id"]) == ["strange.pdf"]
    assert len(told_of(product, client["id"])) == 2


def waiting(product: Product, client_id: str) -> bool:
    """Whether a sender is still to be looked up."""
    query = text("SELECT count(*) FROM held_mails WHERE client_id = :id AND to_check")
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        return bool(connection.execute(query, {"id": client_id}).scalar())


def test_a_self_employed_client_is_known_by_its_own_address(owner: Person, product: Product) -> None:
    """product.md 3.1"""
    client = owner.adds_client(
        type="self_employed",
        email="Pat@Trade.example",
        income_sources=[{"name": "Shop", "type": "self_employment"}],
    )
    with owner.acting():
        accounts.change_document_senders(owner.rpc, client_id=client["id"], policy="known")
    arrives(product, client, "pat@trade.example")
    assert names(owner, client["id"]) == ["Invoice 12.pdf"]


@pytest.mark.parametrize(
    "sender",
    ["pat@trade.example, shop@x.example", "=?utf-8?q?pat=40trade=2Eexample?= <shop@x.example>", "Pat <>"],
)
def test_whoever_names_several_or_hides_one_is_not_known(
    owner: Person, product: Product, sender: str
) -> None:
    client = owner.adds_client(
        type="self_employed",
        email="pat@trade.example",
        income_sources=[{"name": "Shop", "type": "self_employment"}],
    )
    with owner.acting():
        accounts.change_document_senders(owner.rpc, client_id=client["id"], policy="known")
    raw = f"From: {sender}\r\nMessage-ID: <{client['id']}>\r\n\r\nhello\r\n"
    sends(product.intake.address, address_of(client), raw.encode())
    assert len(held(owner, client["id"])) == 1


def test_the_clients_admin_decides_and_its_other_users_do_not(
    owner: Person, product: Product, mailbox: Mailbox, client: Any
) -> None:
    """product.md 1: a standard user has their own documents only."""
    admin = a_client_user(owner, mailbox, client["id"])
    user = a_client_user(owner, mailbox, client["id"], "standard_user")
    arrives(product, client)
    [found] = listed(admin, client["id"], held=True)
    named = {"client_id": client["id"], "document_id": found["id"]}
    assert held(user, client["id"]) == []
    for refused in (
        lambda: accounts.accept_document(user.rpc, **named),
        lambda: accounts.refuse_document(user.rpc, **named),
        lambda: accounts.get_document_senders(user.rpc, client["id"]),
        lambda: accounts.change_document_senders(user.rpc, client_id=client["id"], policy=None),
    ):
        with user.acting(), pytest.raises(NotFound):
            refused()
    with admin.acting():
        assert accounts.get_document_senders(admin.rpc, client["id"])["applies"] == "known"
        accounts.change_document_senders(admin.rpc, client_id=client["id"], policy="known")
        accounts.accept_document(admin.rpc, **named, remember=True)
    assert names(owner, client["id"]) == ["Invoice 12.pdf"]


def test_of_an_archived_client_none_is_accepted(owner: Person, product: Product, client: Any) -> None:
    """product.md 8.3"""
    arrives(product, client)
    with owner.acting():
        accounts.archive_client(owner.rpc, client["id"])
    [found] = listed(owner, client["id"], held=True)
    with owner.acting(), pytest.raises(accounts.ClientArchived):
        accounts.accept_document(owner.rpc, client_id=client["id"], document_id=found["id"])

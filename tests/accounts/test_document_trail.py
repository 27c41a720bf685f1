"""Who received, uploaded, downloaded, deleted and restored a document is in the activity (product.md 8.5)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from contracts import access, accounts
from contracts.accounts.documents import PART
from deploy.allinone.product import Product
from tests.accounts.document_calls import content_of, listed, uploads
from tests.accounts.mail_calls import a_mail, address_of, sends, with_a_file
from tests.builders import Mailbox, Person, a_client_user, eventually


def trail(person: Person, client_id: str) -> list[Any]:
    """The lines about the client's documents, the oldest first."""
    with person.acting():
        lines = access.list_activity(person.rpc, client_id=client_id, limit=200)["items"]
    return [each for each in reversed(lines) if each["kind"].startswith("document.")]


def lines(person: Person, client_id: str) -> Counter[tuple[str, str | None]]:
    """What was done, by whom, and how often. Events of two kinds come in whatever order."""
    return Counter(
        (each["kind"].removeprefix("document."), each["actor"]["id"] if each["actor"] else None)
        for each in trail(person, client_id)
    )


def test_each_of_them_is_told_with_who_did_it(owner: Person, mailbox: Mailbox) -> None:
    client = owner.adds_client()["id"]
    user = a_client_user(owner, mailbox, client)
    document = uploads(user, client, content=b"x" * (2 * PART))
    named = {"client_id": client, "document_id": document["id"]}
    content_of(owner, document)
    for _ in range(2):
        with owner.acting():
            accounts.delete_document(owner.rpc, **named)
    for _ in range(2):
        with user.acting():
            accounts.restore_document(user.rpc, **named)
    wanted = [
        ("received", user.user_id),
        ("downloaded", owner.user_id),
        ("deleted", owner.user_id),
        ("restored", user.user_id),
    ]
    eventually(lambda: lines(owner, client) == Counter(wanted))
    about = [each["after"] for each in trail(owner, client) if each["kind"] != "document.received"]
    assert {str(each["document_id"]) for each in about} == {document["id"]}
    assert "Invoice" not in str(trail(owner, client))


def test_what_came_by_email_is_nobodys_act(owner: Person, product: Product) -> None:
    client = owner.adds_client()
    sends(product.intake.address, address_of(client), with_a_file())
    eventually(lambda: lines(owner, client["id"]) == {("received", None): 1})
    assert "jo@" not in str(trail(owner, client["id"]))


def test_a_word_about_what_is_held_is_told_and_so_is_the_rule(owner: Person, product: Product) -> None:
    """docs/adr/0060"""
    client = owner.adds_client()
    with owner.acting():
        for _ in range(2):
            accounts.change_document_senders(owner.rpc, client_id=client["id"], policy="known")
    for name in ("one", "other"):
        sends(product.intake.address, address_of(client), a_mail(subject=name))
    other, one = listed(owner, client["id"], held=True)
    with owner.acting():
        accounts.accept_document(owner.rpc, client_id=client["id"], document_id=one["id"])
        accounts.refuse_document(owner.rpc, client_id=client["id"], document_id=other["id"])
    by = owner.user_id
    wanted = [("senders_changed", by), ("received", None), ("accepted", by), ("refused", by)]
    eventually(lambda: lines(owner, client["id"]) == Counter(wanted))
    [rule] = [each for each in trail(owner, client["id"]) if each["kind"] == "document.senders_changed"]
    assert (rule["before"], rule["after"]) == (
        {"document_senders": "practice"},
        {"document_senders": "known"},
    )


def test_what_is_looked_at_and_refused_leaves_no_line(owner: Person) -> None:
    client = owner.adds_client()["id"]
    document = uploads(owner, client)
    with owner.acting():
        accounts.get_document(owner.rpc, client_id=client, document_id=document["id"])
        accounts.list_documents(owner.rpc, client_id=client)
    eventually(lambda: lines(owner, client) == {("received", owner.user_id): 1})

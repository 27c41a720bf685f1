"""Mail in a practice's own words: from whom it comes, and how it is looked at beforehand."""

import email
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text

from contracts import accounts, invitations
from contracts.errors import InvalidInput
from deploy.allinone.product import Product
from services.invitations.transport.outlets import Outlets
from services.invitations.transport.sender_addresses import Senders
from tests.builders import (
    Mailbox,
    Person,
    a_practice,
    eventually,
    unique,
)
from tests.invitations.letterhead_calls import MINE, changes, refused


def previews(owner: Person, kind: str, **words: Any) -> Mapping[str, Any]:
    with owner.acting():
        return owner.rpc.forward(invitations.PREVIEW_MESSAGE, {"kind": kind, **words})


@pytest.fixture
def sends_from(product: Product, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets the server send from more domains."""
    config = product.hosted["invitations"].container.config
    outlets: Outlets = config["outlets"]

    def allow(*saved: str) -> None:
        senders = Senders.of(outlets.mailer.sender, saved)
        changed = Outlets(outlets.mailer, outlets.texting, outlets.public_url, senders, outlets.app_url)
        monkeypatch.setitem(config, "outlets", changed)

    return allow


def test_mail_comes_from_a_practices_own_address_where_the_server_may_send_for_its_domain(
    owner: Person, mailbox: Mailbox, sends_from: Any
) -> None:
    sends_from(f"smith.example={owner.account_id}")
    saved = changes(owner, from_address="hello@smith.example")
    assert saved["from_domains"] == ["smith.example"]
    address = f"{unique('jo')}@acme.example"
    client = owner.adds_client(invitation={"name": "Jo", "email": address})
    mailbox.token_for(address)
    assert mailbox.to(address)[0]["From"] == "Smith & Co <hello@smith.example>"
    assert refused(a_practice(owner.rpc), from_address="hello@smith.example") == [
        ("/from_address", "domain_not_allowed")
    ]
    sends_from()
    with owner.acting():
        invitations.resend_invitation(owner.rpc, client["invitation"]["id"])
    mailbox.token_for(address, after=1)
    assert mailbox.to(address)[1]["From"] == "Smith & Co <no-reply@clientele.example>"


def test_a_preview_shows_what_would_be_sent_and_sends_and_saves_nothing(
    owner: Person, mailbox: Mailbox
) -> None:
    office = f"{unique('office')}@smith.example"
    changes(owner, reply_to=office)
    shown = previews(owner, "client_invitation", **MINE)
    assert shown["subject"] == "Welcome to Smith & Co, Jo Bloggs"
    assert shown["sender"] == "Smith & Co <no-reply@clientele.example>"
    assert shown["reply_to"] == office
    assert "Yours, Ann Smith" in shown["text"]
    assert "<br>as agreed." in shown["html"]
    assert previews(owner, "client_invitation")["subject"] == "Smith & Co invites you to Acme Widgets Ltd"
    assert previews(owner, "client_text")["text"].startswith(
        "Smith & Co invites you to Acme Widgets Ltd: http"
    )
    assert office not in [message["Reply-To"] for message in mailbox.to("jo@acme.example")]
    with pytest.raises(InvalidInput) as refusal:
        previews(owner, "client_text", opening="{who}")
    assert refusal.value.errors[0]["pointer"] == "/opening"


def test_hostile_words_are_text_in_a_mail(owner: Person) -> None:
    shown = previews(owner, "client_invitation", opening='<img src=x onerror="alert(1)"> % {{name}} #}')
    assert "<img" not in shown["html"]
    assert "&lt;img src=x" in shown["html"]
    assert "% {Jo Bloggs} #}" in shown["text"]


def test_a_test_message_goes_to_who_asks_and_has_no_link_that_works(owner: Person, mailbox: Mailbox) -> None:
    changes(owner, wording={"client_reminder": MINE})
    with owner.acting():
        invitations.send_test_message(owner.rpc, kind="client_reminder")
    eventually(lambda: mailbox.to(owner.email))
    message = mailbox.to(owner.email)[-1]
    assert message["Subject"] == "Test: Welcome to Smith & Co, Jo Bloggs"
    with pytest.raises(invitations.InvitationUnusable):
        invitations.look_up_invitation(owner.rpc, token=mailbox.token_for(owner.email))


def test_a_practices_name_with_a_line_break_breaks_no_header(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    """It becomes one line today; one of a release before may be there."""
    practice, name = a_practice(owner.rpc), "Smith\nBcc: evil@evil.example"
    with practice.acting():
        changed = accounts.change_practice(owner.rpc, name=name)
    assert changed["name"] == "Smith Bcc: evil@evil.example"
    with product.hosted["accounts"].database.unit_of_work(everywhere=True) as uow:
        wanted = {"name": name, "id": practice.account_id}
        uow.execute(text("UPDATE practices SET name = :name WHERE id = :id"), wanted)
    address = f"{unique('jo')}@acme.example"
    practice.adds_client(invitation={"name": "Jo Bloggs", "email": address})
    assert mailbox.token_for(address)
    message = mailbox.to(address)[0]
    assert message["Bcc"] is None
    assert isinstance(message, email.message.EmailMessage)
    assert message["Subject"].startswith("Smith Bcc: evil@evil.example invites you to")

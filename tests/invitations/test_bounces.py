"""Mail that came back (product.md 5.5): reports are signed, may be told again, and are about one mail."""

import time
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import Client as HttpClient

from contracts import invitations
from deploy.allinone.product import BROKER_URL, Product
from gateway.app import build
from gateway.settings import Settings
from services.invitations.deliveries.mail_bounces import FRESH, signature
from services.invitations.invitations import ending_invitations
from tests.builders import PASSWORD, Mailbox, Person, eventually, unique

KEY = "a key that two share"
PATH = "/v1/webhooks/mail/bounces"


class Bounces:
    """One invitation by email, and who reports of it."""

    def __init__(self, owner: Person, mailbox: Mailbox) -> None:
        self._owner, self._mailbox = owner, mailbox
        self._http = HttpClient(build(Settings(broker_url=BROKER_URL, rate_limits=False), owner.rpc))
        self.address = f"{unique('jo')}@acme.example"
        self.client = owner.adds_client(invitation={"name": "Jo", "email": self.address})
        self.id = self.client["invitation"]["id"]
        eventually(lambda: self.shown()["state"] == "sent")

    def shown(self) -> dict[str, Any]:
        with self._owner.acting():
            found = invitations.list_client_invitations(self._owner.rpc, client_id=self.client["id"])
        return dict(found["items"][0])

    def message_id(self) -> str:
        return str(self._mailbox.to(self.address)[-1]["Message-ID"])

    def tells(
        self, status: str = "5.1.1", *, key: str = KEY, age: int = 0, instead: dict[str, str] | None = None
    ) -> int:
        body = {"message_id": self.message_id(), "status": status}
        signed = signature(key, body["message_id"], status, int(time.time()) - age)
        headers = {"Clientele-Signature": signed}
        return self._http.post(PATH, json={**body, **(instead or {})}, headers=headers).status_code

    def tells_unsigned(self) -> int:
        body = {"message_id": self.message_id(), "status": "5.1.1"}
        return self._http.post(PATH, json=body).status_code


@pytest.fixture
def bounces(owner: Person, mailbox: Mailbox, product: Product, monkeypatch: pytest.MonkeyPatch) -> Bounces:
    monkeypatch.setitem(product.hosted["invitations"].container.config, "bounces_key", KEY)
    return Bounces(owner, mailbox)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("5.1.1", "There is no mailbox with this email address."),
        ("5.2.2", "The mailbox is full."),
        ("5.9.9", "The mail server does not accept this email address."),
    ],
)
def test_a_bounce_needs_attention_with_the_reason_in_words(
    bounces: Bounces, status: str, reason: str
) -> None:
    assert bounces.tells(status) == 204
    assert bounces.shown()["state"] == "needs_attention"
    assert bounces.shown()["channels"] == [{"channel": "email", "state": "failed", "detail": reason}]


def test_told_again_it_changes_nothing(bounces: Bounces) -> None:
    assert [bounces.tells(), bounces.tells("5.2.2")] == [204, 204]
    assert bounces.shown()["channels"][0]["detail"] == "There is no mailbox with this email address."


def test_what_only_waits_is_no_bounce(bounces: Bounces) -> None:
    assert bounces.tells("4.4.1") == 204
    assert bounces.shown()["state"] == "sent"


def test_what_was_not_signed_with_the_key_now_changes_nothing(bounces: Bounces) -> None:
    refused = [
        bounces.tells_unsigned(),
        bounces.tells(key="another"),
        bounces.tells(age=FRESH + 5),
        bounces.tells(instead={"status": "5.2.2"}),
        bounces.tells(instead={"message_id": f"<{bounces.id}.email.2@clientele.invalid>"}),
    ]
    assert refused == [403] * 5
    assert bounces.shown()["state"] == "sent"


def test_without_a_key_nothing_is_taken_in(
    bounces: Bounces, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(product.hosted["invitations"].container.config, "bounces_key", None)
    assert bounces.tells() == 403
    assert bounces.tells(key="") == 403


def test_a_report_says_what_it_is_about(bounces: Bounces) -> None:
    assert bounces.tells("gone") == 422
    assert bounces.tells(instead={"reason": "of no use"}) == 422


def test_a_bounce_of_an_earlier_mail_is_old_news(owner: Person, bounces: Bounces, mailbox: Mailbox) -> None:
    """product.md 5.3"""
    earlier = bounces.message_id()
    with owner.acting():
        invitations.resend_invitation(owner.rpc, invitation_id=bounces.id)
    mailbox.token_for(bounces.address, after=1)
    eventually(lambda: bounces.shown()["state"] == "sent")
    body = {"message_id": earlier, "status": "5.1.1"}
    report = {**body, "signature": signature(KEY, earlier, "5.1.1", int(time.time()))}
    owner.rpc.forward(invitations.NOTE_BOUNCE, report)
    assert bounces.shown()["state"] == "sent"


def test_who_has_joined_already_has(bounces: Bounces, owner: Person, mailbox: Mailbox) -> None:
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(bounces.address), password=PASSWORD)
    assert bounces.tells() == 204
    assert (bounces.shown()["state"], bounces.shown()["channels"][0]["state"]) == ("accepted", "sent")


def test_mail_that_is_no_invitation_changes_nothing(owner: Person, bounces: Bounces) -> None:
    for message_id in (
        "<reset_01JC.1@clientele.invalid>",
        "<a@b>",
        f"<inv_{'0' * 26}.email.1@clientele.invalid>",
    ):
        report = {"message_id": message_id, "status": "5.1.1"}
        signed = signature(KEY, message_id, "5.1.1", int(time.time()))
        owner.rpc.forward(invitations.NOTE_BOUNCE, {**report, "signature": signed})
    assert bounces.shown()["state"] == "sent"


def test_a_reminder_that_comes_back_needs_attention_too(
    bounces: Bounces, mailbox: Mailbox, product: Product
) -> None:
    """It goes where the invitation went, and both links are of no use to somebody without a mailbox."""
    hosted = product.hosted["invitations"]
    ends_soon = text("UPDATE invitations SET expires_at = now() + interval '1 day' WHERE id = :id")
    with hosted.database.unit_of_work(everywhere=True) as uow:
        uow.execute(ends_soon, {"id": bounces.id})
    with hosted.database.unit_of_work(everywhere=True) as uow:
        while ending_invitations.remind_one(uow, hosted.container.config["vault"]):
            pass
    mailbox.token_for(bounces.address, after=1)
    assert ".reminder." in bounces.message_id()
    assert bounces.tells() == 204
    reason = "There is no mailbox with this email address."
    assert bounces.shown()["state"] == "needs_attention"
    assert bounces.shown()["channels"] == [{"channel": "email", "state": "failed", "detail": reason}]

"""Twilio's reports of texts: signed, in any order, more than once (product.md 5.5)."""

from typing import Any

import pytest
from sqlalchemy import text

from contracts import accounts, invitations
from deploy.allinone.product import Product
from deploy.sandbox.twilio import signature
from tests.builders import Person, Phone, a_mobile, eventually, present, unique

SILENT = "+447700900077"


class Reports:
    """Twilio's side of one text."""

    def __init__(self, owner: Person, product: Product, mobile: str = SILENT) -> None:
        address = f"{unique('jo')}@acme.example"
        self.owner = owner
        # The stand-in has one number that it reports nothing of, which gets only so many texts a day.
        with product.hosted["invitations"].database.unit_of_work(everywhere=True) as uow:
            uow.execute(text("DELETE FROM sendings"))
        self.client = owner.adds_client(invitation={"name": "Jo", "email": address, "mobile": mobile})
        self.invitation_id = self.client["invitation"]["id"]
        texting = product.hosted["invitations"].container.config["outlets"].texting
        self.token = texting._client.password
        self.rpc = owner.rpc

    def tell(self, status: str, code: int | None = None, *, round_: int = 1, **changes: Any) -> None:
        form = {"MessageSid": "SM1", "MessageStatus": status, **({"ErrorCode": str(code)} if code else {})}
        url = (
            "http://127.0.0.1:8000/v1/webhooks/twilio/status"
            f"?invitation_id={self.invitation_id}&round={round_}"
        )
        arguments = {
            "invitation_id": self.invitation_id,
            "round": round_,
            "form": form,
            "signature": signature(self.token, url, form),
            **changes,
        }
        self.rpc.forward(invitations.NOTE_TEXT_STATUS, arguments)

    def text(self) -> dict[str, Any]:
        with self.owner.acting():
            found = invitations.list_client_invitations(self.rpc, client_id=self.client["id"])["items"][0]
        return dict({channel["channel"]: channel for channel in found["channels"]}["sms"])

    def sent(self) -> "Reports":
        eventually(lambda: self.text()["state"] == "sent")
        return self


def test_what_is_delivered_stays_delivered_in_whatever_order_it_is_told(
    owner: Person, product: Product
) -> None:
    reports = Reports(owner, product).sent()
    for status in ("delivered", "sent", "queued", "delivered", "undelivered"):
        reports.tell(status)
        assert reports.text()["state"] == "delivered"

    def shown() -> bool:
        with owner.acting():
            client = accounts.get_client(owner.rpc, reports.client["id"])
        return bool(present(client["invitation"])["state"] == "delivered")

    eventually(shown)


@pytest.mark.parametrize(
    "changes",
    [{"signature": "forged"}, {"round": 2}, {"form": {"MessageStatus": "delivered", "To": "+441"}}],
)
def test_what_twilio_did_not_sign_changes_nothing(
    owner: Person, product: Product, changes: dict[str, Any]
) -> None:
    reports = Reports(owner, product).sent()
    with pytest.raises(invitations.SignatureInvalid):
        reports.tell("delivered", **changes)
    assert reports.text()["state"] == "sent"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (30004, "blocks our texts"),
        (30005, "Nobody has this mobile number"),
        (30006, "landline"),
        (30007, "took our text for advertising"),
        (30034, "is not registered with the phone networks. The number is not at fault"),
        (30999, "could not be delivered"),
        (None, "could not be delivered"),
    ],
)
def test_what_another_try_does_not_mend_needs_attention(
    owner: Person, product: Product, code: int | None, words: str
) -> None:
    reports = Reports(owner, product).sent()
    reports.tell("undelivered", code)
    assert reports.text()["state"] == "failed"
    assert words in reports.text()["detail"]


@pytest.mark.parametrize("code", [30001, 30003, 30008])
def test_what_may_pass_is_sent_again_by_itself(owner: Person, product: Product, code: int) -> None:
    reports = Reports(owner, product).sent()
    reports.tell("undelivered", code)
    assert reports.text()["state"] == "queued"
    assert reports.text()["detail"].endswith("The text is sent again later.")


def test_a_phone_switched_off_is_tried_again_later_with_a_new_link(
    owner: Person, product: Product, phone: Phone
) -> None:
    reports = Reports(owner, product).sent()
    first = phone.to(SILENT)[-1]["body"]
    reports.tell("undelivered", 30003)
    assert reports.text()["state"] == "queued"
    assert "switched off" in reports.text()["detail"]
    reports.tell("undelivered", 30003)  # old news
    with product.hosted["invitations"].database.unit_of_work(everywhere=True) as uow:
        due = uow.execute(
            text(
                "UPDATE deliveries SET due_at = now() WHERE invitation_id = :id AND channel = 'sms'"
                " AND due_at > now() + interval '5 minutes' RETURNING round"
            ),
            {"id": reports.invitation_id},
        )
        assert due.scalar() == 2
        uow.left_jobs = True
    reports.sent()
    assert phone.to(SILENT)[-1]["body"] != first
    reports.tell("delivered")  # of the first text
    assert reports.text()["state"] == "sent"
    reports.tell("delivered", round_=2)
    assert reports.text()["state"] == "delivered"


def test_a_resend_leaves_earlier_reports_behind(owner: Person, product: Product) -> None:
    reports = Reports(owner, product).sent()
    with owner.acting():
        invitations.resend_invitation(owner.rpc, invitation_id=reports.invitation_id, mobile=a_mobile())
    reports.tell("undelivered", 30006)
    assert reports.text()["state"] in ("queued", "sent", "delivered")

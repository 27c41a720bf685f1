"""Texts, end to end against the stand-in for Twilio (product.md 5.5)."""

import dataclasses
import re
from typing import Any

import pytest

from contracts import invitations
from deploy.allinone.product import Product
from services.invitations.messages import gsm
from tests.builders import PASSWORD, Mailbox, Person, Phone, a_mobile, eventually, sign_in, unique


def invited(owner: Person, mobile: str) -> tuple[str, str]:
    address = f"{unique('jo')}@acme.example"
    client = owner.adds_client(invitation={"name": "Jo Bloggs", "email": address, "mobile": mobile})
    return client["id"], address


def channels(owner: Person, client_id: str) -> dict[str, Any]:
    with owner.acting():
        found = invitations.list_client_invitations(owner.rpc, client_id=client_id)["items"][0]
    return {channel["channel"]: channel for channel in found["channels"]}


def test_a_mobile_number_gets_a_text_with_a_link_of_its_own(
    owner: Person, mailbox: Mailbox, phone: Phone
) -> None:
    """product.md 2.6, 5.1"""
    mobile = a_mobile()
    _, address = invited(owner, mobile)
    token = phone.token_for(mobile)
    assert token != mailbox.token_for(address)
    assert gsm.segments(phone.to(mobile)[0]["body"]) == 1
    assert len(token) * 6 >= 128


@pytest.mark.parametrize("first", ["sms", "email"])
def test_using_either_link_voids_the_other(owner: Person, mailbox: Mailbox, phone: Phone, first: str) -> None:
    """product.md 5.1, 5.2"""
    mobile = a_mobile()
    client_id, address = invited(owner, mobile)
    tokens = {"sms": phone.token_for(mobile), "email": mailbox.token_for(address)}
    other = tokens.pop("email" if first == "sms" else "sms")
    redeemed = invitations.redeem_invitation(owner.rpc, token=tokens[first], password=PASSWORD)
    assert redeemed["account_id"] == client_id
    with pytest.raises(invitations.InvitationUnusable):
        invitations.look_up_invitation(owner.rpc, token=other)
    with pytest.raises(invitations.InvitationUnusable):
        invitations.redeem_invitation(owner.rpc, token=other, password="another password")
    assert sign_in(owner.rpc, address).account_id == client_id


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ("001", "not a telephone number"),
        ("002", "cannot reach this number"),
        ("003", "not switched on"),
        ("004", "no more texts"),
        ("009", "not a mobile number"),
    ],
)
def test_what_twilio_refuses_for_good_is_told_in_plain_words(owner: Person, last: str, words: str) -> None:
    """product.md 5.5: a failed channel never blocks the client's creation."""
    client_id, _ = invited(owner, f"+447700900{last}")
    failed = eventually(lambda: (found := channels(owner, client_id)["sms"])["state"] == "failed" and found)
    assert words in failed["detail"]
    assert eventually(lambda: channels(owner, client_id)["email"]["state"] == "sent")


def test_what_somebody_has_to_mend_at_our_account_is_tried_again(owner: Person) -> None:
    client_id, _ = invited(owner, "+447700900006")
    waiting = eventually(lambda: (found := channels(owner, client_id)["sms"])["detail"] and found)
    assert waiting["state"] == "queued"
    assert waiting["detail"] == "The number that this server sends texts from cannot send to this country."


@pytest.mark.parametrize("last", ["029", "050"])
def test_what_may_pass_is_tried_again(owner: Person, last: str) -> None:
    client_id, _ = invited(owner, f"+447700900{last}")
    waiting = eventually(lambda: (found := channels(owner, client_id)["sms"])["detail"] and found)
    assert waiting["state"] == "queued"
    assert waiting["detail"] == "The text service does not take texts at the moment."


def test_a_text_refused_once_is_sent_with_the_same_token(owner: Person, phone: Phone) -> None:
    client_id, _ = invited(owner, "+447700900150")
    eventually(lambda: channels(owner, client_id)["sms"]["state"] in ("sent", "delivered"))
    assert len(phone.to("+447700900150")) == 1


def test_without_a_text_service_the_mobile_needs_attention_in_plain_words(
    owner: Person, product: Product
) -> None:
    """product.md 5.5"""
    config = product.hosted["invitations"].container.config
    configured = config["outlets"]
    config["outlets"] = dataclasses.replace(configured, texting=None)
    try:
        client_id, _ = invited(owner, a_mobile())
        failed = eventually(
            lambda: (found := channels(owner, client_id)["sms"])["state"] == "failed" and found
        )
    finally:
        config["outlets"] = configured
    assert "not set up" in failed["detail"]


@pytest.mark.parametrize(
    ("account", "segments", "encoding"),
    [("O’Brien’s Café – “Best” Ltd", 1, "gsm_7"), ("株式会社クライアント", 2, "ucs_2")],
)
def test_what_will_be_sent_is_shown_before_with_its_parts(
    owner: Person, phone: Phone, account: str, segments: int, encoding: str
) -> None:
    """The preview is the text that comes, but for the code."""
    mobile = a_mobile()
    with owner.acting():
        shown = invitations.preview_text(owner.rpc, account_name=account, name="Jo")
    assert (shown["segments"], shown["encoding"]) == (segments, encoding)
    person = {"name": "Jo", "email": f"{unique('jo')}@acme.example", "mobile": mobile}
    owner.adds_client(name=account, invitation=person)
    token = phone.token_for(mobile)
    sent = phone.to(mobile)[0]["body"]
    assert "?" not in sent
    assert sent.replace(token, "") == re.sub(r"(?<=#)\S+", "", shown["text"])

"""Resending, correcting, revoking, inviting later, and the practice's board (product.md 5.3, 5.8)."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text

from contracts import access, accounts, invitations
from contracts.errors import InvalidInput, NotFound, RoleRequired
from deploy.allinone.product import Product
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    Phone,
    a_colleague,
    a_mobile,
    a_practice,
    eventually,
    present,
    sign_in,
    unique,
)


def invited(owner: Person, mobile: str | None = None) -> tuple[Mapping[str, Any], str]:
    address = f"{unique('jo')}@acme.example"
    client = owner.adds_client(invitation={"name": "Jo Bloggs", "email": address, "mobile": mobile})
    return client, address


def shown(owner: Person, client_id: str) -> Mapping[str, Any]:
    with owner.acting():
        return present(accounts.get_client(owner.rpc, client_id)["invitation"])


def is_dead(owner: Person, token: str) -> bool:
    try:
        invitations.look_up_invitation(owner.rpc, token=token)
    except invitations.InvitationUnusable:
        return True
    return False


def test_resending_voids_every_earlier_link_and_starts_seven_new_days(
    owner: Person, mailbox: Mailbox, phone: Phone
) -> None:
    """product.md 5.3"""
    mobile = a_mobile()
    client, address = invited(owner, mobile)
    earlier = [mailbox.token_for(address), phone.token_for(mobile)]
    with owner.acting():
        answer = invitations.resend_invitation(owner.rpc, invitation_id=client["invitation"]["id"])
    assert answer["state"] == "pending"
    assert [channel["state"] for channel in answer["channels"]] == ["queued", "queued"]
    assert all(is_dead(owner, token) for token in earlier)
    eventually(lambda: len(mailbox.to(address)) == 2 and len(phone.to(mobile)) == 2)
    assert not is_dead(owner, phone.token_for(mobile))
    assert invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)
    assert is_dead(owner, phone.token_for(mobile))


def test_correcting_the_address_is_a_resend_to_the_new_one(
    owner: Person, mailbox: Mailbox, phone: Phone
) -> None:
    """product.md 5.3"""
    client, address = invited(owner)
    earlier = mailbox.token_for(address)
    corrected, mobile = f"{unique('jo')}@acme.example", a_mobile()
    with owner.acting():
        invitations.resend_invitation(
            owner.rpc, invitation_id=client["invitation"]["id"], email=corrected, mobile=mobile
        )
    assert is_dead(owner, earlier)
    token = phone.token_for(mobile)
    assert mailbox.token_for(corrected)
    invitations.redeem_invitation(owner.rpc, token=token, password=PASSWORD)
    assert sign_in(owner.rpc, corrected).account_id == client["id"]


def test_the_clients_page_follows_a_resend(owner: Person, mailbox: Mailbox) -> None:
    client, _ = invited(owner, "+447700900009")
    eventually(lambda: shown(owner, client["id"])["state"] == "needs_attention")
    with owner.acting():
        invitations.resend_invitation(owner.rpc, invitation_id=client["invitation"]["id"], mobile=None)
    eventually(lambda: shown(owner, client["id"])["state"] == "sent")
    assert [channel["channel"] for channel in shown(owner, client["id"])["channels"]] == ["email"]


def test_revoking_voids_every_link_and_twice_is_no_error(owner: Person, mailbox: Mailbox) -> None:
    """product.md 5.3"""
    client, address = invited(owner)
    token = mailbox.token_for(address)
    with owner.acting():
        states = {
            invitations.revoke_invitation(owner.rpc, client["invitation"]["id"])["state"] for _ in range(2)
        }
    assert states == {"revoked"}
    assert is_dead(owner, token)
    eventually(lambda: shown(owner, client["id"])["state"] == "revoked")


def test_what_was_accepted_is_neither_resent_nor_revoked(owner: Person, mailbox: Mailbox) -> None:
    client, address = invited(owner)
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)
    for change in (invitations.resend_invitation, invitations.revoke_invitation):
        with owner.acting(), pytest.raises(invitations.InvitationAccepted):
            change(owner.rpc, invitation_id=client["invitation"]["id"])


def test_only_who_sees_the_client_manages_its_invitations(owner: Person, mailbox: Mailbox) -> None:
    client, _ = invited(owner)
    for stranger in (a_colleague(owner, mailbox), a_practice(owner.rpc)):
        for change in (invitations.resend_invitation, invitations.revoke_invitation):
            with stranger.acting(), pytest.raises(NotFound):
                change(owner.rpc, invitation_id=client["invitation"]["id"])
        with stranger.acting():
            assert invitations.list_invitations(owner.rpc)["items"] == []


def test_a_colleagues_invitation_is_managed_by_admins_only(owner: Person, mailbox: Mailbox) -> None:
    """product.md 5.7"""
    standard = a_colleague(owner, mailbox)
    address = f"{unique('cy')}@smith.example"
    with owner.acting():
        access.invite_colleague(owner.rpc, name="Cy", email=address, role="standard")
    token = mailbox.token_for(address)
    with owner.acting():
        found = invitations.list_invitations(owner.rpc)["items"]
        invitation_id = next(each["id"] for each in found if each["email"] == address)
    with standard.acting(), pytest.raises(NotFound):
        invitations.resend_invitation(owner.rpc, invitation_id=invitation_id)
    with owner.acting(), pytest.raises(invitations.InvitationNotCorrectable):
        invitations.resend_invitation(owner.rpc, invitation_id=invitation_id, email="other@smith.example")
    with owner.acting():
        invitations.resend_invitation(owner.rpc, invitation_id=invitation_id)
    assert is_dead(owner, token)


def test_the_board_gives_pages_newest_first_and_by_state(owner: Person, mailbox: Mailbox) -> None:
    made = [invited(owner)[0]["invitation"]["id"] for _ in range(5)]
    with owner.acting():
        invitations.revoke_invitation(owner.rpc, made[2])
        first = invitations.list_invitations(owner.rpc, limit=3)
        second = invitations.list_invitations(owner.rpc, limit=3, cursor=first["next_cursor"])
        revoked = invitations.list_invitations(owner.rpc, state="revoked")
        with pytest.raises(InvalidInput):
            invitations.list_invitations(owner.rpc, cursor="nonsense")
    assert [each["id"] for each in first["items"] + second["items"]] == list(reversed(made))
    assert second["next_cursor"] is None
    assert [each["id"] for each in revoked["items"]] == [made[2]]


def by_channel(owner: Person, client_id: str) -> Mapping[str, Any]:
    return {each["channel"]: each for each in shown(owner, client_id)["channels"]}


def test_a_client_made_without_an_invitation_is_invited_later(owner: Person, mailbox: Mailbox) -> None:
    """product.md 2.8"""
    client = owner.adds_client()
    address = f"{unique('jo')}@acme.example"
    with owner.acting():
        answer = accounts.invite_to_client(owner.rpc, client["id"], name="Jo", email=address)
    assert answer["state"] == "pending"
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)
    assert sign_in(owner.rpc, address).account_id == client["id"]
    eventually(lambda: shown(owner, client["id"])["state"] == "accepted")


def test_a_second_invitation_takes_the_firsts_place_on_the_clients_page(
    owner: Person, mailbox: Mailbox
) -> None:
    client, _ = invited(owner)
    address = f"{unique('al')}@acme.example"
    with owner.acting():
        later = accounts.invite_to_client(owner.rpc, client["id"], name="Al", email=address)
        invitations.revoke_invitation(owner.rpc, client["invitation"]["id"])
    eventually(lambda: shown(owner, client["id"])["state"] == "sent")
    assert shown(owner, client["id"])["id"] == later["id"]


def test_inviting_later_has_the_same_refusals_as_creating(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1.3, 4.1"""
    client = owner.adds_client()
    with owner.acting(), pytest.raises(accounts.ExistingUser):
        accounts.invite_to_client(owner.rpc, client["id"], name="Ann", email=owner.email)
    with owner.acting(), pytest.raises(InvalidInput):
        accounts.invite_to_client(owner.rpc, client["id"], name="Jo", email="jo@a.example", mobile="12")
    with a_colleague(owner, mailbox).acting(), pytest.raises(RoleRequired):
        accounts.invite_to_client(owner.rpc, client["id"], name="Ann", email=owner.email)
    with a_practice(owner.rpc).acting(), pytest.raises(NotFound):
        accounts.invite_to_client(
            owner.rpc, client["id"], name="Ann", email=owner.email, acknowledge_existing_user=True
        )


def test_one_person_gets_only_so_many_invitations_a_day(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    """product.md 5.8"""
    config = product.hosted["invitations"].container.config
    limits = config["limits"]
    config["limits"] = dataclasses.replace(limits, recipient=2)
    try:
        client, address = invited(owner)
        with owner.acting():
            invitations.resend_invitation(owner.rpc, invitation_id=client["invitation"]["id"])
            with pytest.raises(invitations.InvitationLimit) as refused:
                invitations.resend_invitation(owner.rpc, invitation_id=client["invitation"]["id"])
            assert "tomorrow" in refused.value.detail
        eventually(lambda: len(mailbox.to(address)) == 2)
        assert not is_dead(owner, mailbox.token_for(address))
        again = owner.adds_client(invitation={"name": "Jo", "email": address})
        failed = eventually(lambda: shown(owner, again["id"])["state"] == "needs_attention")
        assert failed
    finally:
        config["limits"] = limits


def test_a_persons_limit_of_texts_does_not_take_the_email_away(
    owner: Person, mailbox: Mailbox, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """product.md 5.5, 5.8: one channel's limit is that channel's, at creation and at a resend."""
    config = product.hosted["invitations"].container.config
    monkeypatch.setitem(config, "limits", dataclasses.replace(config["limits"], recipient=2))
    mobile = a_mobile()
    invited(owner, mobile), invited(owner, mobile)
    client, address = invited(owner, mobile)
    eventually(lambda: by_channel(owner, client["id"])["email"]["state"] in ("sent", "delivered"))
    sms = by_channel(owner, client["id"])["sms"]
    assert (sms["state"], "this person" in sms["detail"]) == ("failed", True)
    with owner.acting():
        again = invitations.resend_invitation(owner.rpc, invitation_id=client["invitation"]["id"])
    assert {each["channel"]: each["state"] for each in again["channels"]} == {
        "email": "queued",
        "sms": "failed",
    }
    eventually(lambda: len(mailbox.to(address)) == 2)
    with owner.acting(), pytest.raises(invitations.InvitationLimit):
        invitations.resend_invitation(owner.rpc, invitation_id=client["invitation"]["id"])


def test_a_practice_sends_only_so_many_a_day(
    owner: Person, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """product.md 5.8: an email and a text are two; after a day there is room again."""
    hosted = product.hosted["invitations"]
    limits = dataclasses.replace(hosted.container.config["limits"], practice=3)
    monkeypatch.setitem(hosted.container.config, "limits", limits)
    client, _ = invited(owner, a_mobile())
    eventually(lambda: shown(owner, client["id"])["state"] in ("sent", "delivered"))
    with owner.acting(), pytest.raises(invitations.InvitationLimit) as refused:
        invitations.resend_invitation(owner.rpc, invitation_id=client["invitation"]["id"])
    assert "At most 3 invitation messages go out for your practice" in refused.value.detail
    assert refused.value.retry_after
    another, _ = invited(a_practice(owner.rpc), a_mobile())
    assert another["invitation"]["state"] != "needs_attention"
    a_day_ago = text("UPDATE sendings SET at = at - interval '24 hours' WHERE practice_id = :id")
    with hosted.database.unit_of_work(everywhere=True) as uow:
        uow.execute(a_day_ago, {"id": owner.account_id})
    with owner.acting():
        assert (
            invitations.resend_invitation(owner.rpc, invitation_id=client["invitation"]["id"])["state"]
            == "pending"
        )


def test_texts_go_to_allowed_countries_only(owner: Person) -> None:
    """product.md 5.8"""
    client, _ = invited(owner, "+1 212 555 0123")
    eventually(lambda: shown(owner, client["id"])["state"] == "needs_attention")
    sms = shown(owner, client["id"])["channels"][1]
    assert sms["detail"].startswith("Texts go to numbers of GB, IE only.")
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        invitations.resend_invitation(
            owner.rpc, invitation_id=client["invitation"]["id"], mobile="+1 212 555 0123"
        )
    assert refused.value.errors[0]["pointer"] == "/mobile"

"""Invitations by email (product.md 5)."""

import datetime
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from chassis import context
from contracts import accounts, invitations
from contracts.errors import InvalidInput, NotFound
from deploy.allinone.product import Product
from services.invitations.invitations import ending_invitations
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    a_colleague,
    a_practice,
    eventually,
    present,
    sign_in,
    text_of,
    unique,
)


def invited(owner: Person, **client: Any) -> tuple[Mapping[str, Any], str]:
    address = f"{unique('jo')}@acme.example"
    return owner.adds_client(invitation={"name": "Jo Bloggs", "email": address}, **client), address


def test_the_message_has_a_link_with_the_token_in_the_fragment_and_the_code(
    owner: Person, mailbox: Mailbox
) -> None:
    client, address = invited(owner)
    message = mailbox.to(address)[0]
    token = mailbox.token_for(address)
    assert f"http://127.0.0.1:8000/invitation#{token}" in text_of(message)
    assert token in text_of(message).split()
    assert "?" not in text_of(message).split("#")[0].split("http")[-1]
    assert message["Subject"] == f"Smith & Co invites you to {client['name']}"
    html = message.get_body(("html",))
    assert html is not None
    assert token in html.get_content()


def test_it_ends_seven_days_after_it_was_sent(owner: Person) -> None:
    """product.md 5.2"""
    client, _ = invited(owner)
    with owner.acting():
        found = invitations.list_client_invitations(owner.rpc, client_id=str(client["id"]))["items"][0]
    sent, ends = (
        datetime.datetime.fromisoformat(present(at)) for at in (found["sent_at"], found["expires_at"])
    )
    assert ends - sent == datetime.timedelta(days=7)


def test_opening_it_changes_nothing(owner: Person, mailbox: Mailbox) -> None:
    """product.md 5.4"""
    client, address = invited(owner)
    token = mailbox.token_for(address)
    opened = [invitations.look_up_invitation(owner.rpc, token=token) for _ in range(3)]
    assert opened[0] == opened[1] == opened[2]
    assert opened[0] == {
        "account_name": client["name"],
        "practice_name": "Smith & Co",
        "invited_name": "Jo Bloggs",
        "existing_user": False,
        "branding": {"colour": None, "logo": None},
    }


def test_accepting_makes_the_first_user_of_a_client_its_admin(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1.1, 5.6"""
    client, address = invited(owner)
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)
    jo = sign_in(owner.rpc, address)
    assert jo.account_id == client["id"]

    def accepted() -> bool:
        with owner.acting():
            shown = accounts.get_client(owner.rpc, str(client["id"]))["invitation"]
        return present(shown)["state"] == "accepted"

    eventually(accepted)


def test_unknown_used_and_expired_links_have_one_answer(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    """product.md 5.2"""
    database = product.hosted["invitations"].database
    tokens = ["no-such-token"]
    for change in (
        "state = 'accepted', accepted_at = now() - interval '1 hour'",
        "expires_at = now()",
        "state = 'revoked'",
    ):
        client, address = invited(owner)
        tokens.append(mailbox.token_for(address))
        with database.unit_of_work(everywhere=True) as uow:
            statement = f"UPDATE invitations SET {change} WHERE client_id = :id"  # noqa: S608  written above
            uow.execute(text(statement), {"id": client["id"]})
    answers = set()
    for token in tokens:
        look_up = partial(invitations.look_up_invitation, owner.rpc, token=token)
        redeem = partial(invitations.redeem_invitation, owner.rpc, token=token, password=PASSWORD)
        for attempt in (look_up, redeem):
            with pytest.raises(invitations.InvitationUnusable) as refused:
                attempt()
            answers.add(refused.value.detail)
    assert len(answers) == 1


def test_a_double_click_is_no_error(owner: Person, mailbox: Mailbox) -> None:
    """product.md 5.4"""
    _, address = invited(owner)
    token = mailbox.token_for(address)
    answers = [invitations.redeem_invitation(owner.rpc, token=token, password=PASSWORD) for _ in range(2)]
    assert answers[0] == answers[1]


def test_who_lost_the_answer_gets_it_by_their_key_long_after_a_double_click(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    """product.md 5.4; api.md, Conventions"""
    client, address = invited(owner)
    token, key = mailbox.token_for(address), unique("key")
    answers = []
    for _ in range(2):
        here = context.Context(context.new_correlation_id(), idempotency_key=key, fingerprint="the same")
        with context.enter(here):
            answers.append(invitations.redeem_invitation(owner.rpc, token=token, password=PASSWORD))
        with product.hosted["invitations"].database.unit_of_work(everywhere=True) as uow:
            long_ago = text(
                "UPDATE invitations SET accepted_at = now() - interval '1 day' WHERE client_id = :id"
            )
            uow.execute(long_ago, {"id": client["id"]})
    assert answers[0] == answers[1]
    with pytest.raises(invitations.InvitationUnusable):
        invitations.redeem_invitation(owner.rpc, token=token, password=PASSWORD)


def test_a_bad_password_leaves_the_invitation_open(owner: Person, mailbox: Mailbox) -> None:
    _, address = invited(owner)
    token = mailbox.token_for(address)
    for password in ("short", None):
        with pytest.raises(InvalidInput) as refused:
            invitations.redeem_invitation(owner.rpc, token=token, password=password)
        assert refused.value.errors[0]["pointer"] == "/password"
    assert invitations.redeem_invitation(owner.rpc, token=token, password=PASSWORD)


def test_an_existing_user_accepts_by_being_signed_in_and_keeps_their_password(
    owner: Person, mailbox: Mailbox
) -> None:
    """product.md 4.2"""
    client = owner.adds_client(
        invitation={"name": "Ann", "email": owner.email}, acknowledge_existing_user=True
    )
    token = mailbox.token_for(owner.email)
    assert invitations.look_up_invitation(owner.rpc, token=token)["existing_user"]
    with pytest.raises(InvalidInput) as refused:
        invitations.redeem_invitation(owner.rpc, token=token, password="another password")
    assert refused.value.errors[0]["code"] == "sign_in_required"
    with a_practice(owner.rpc).acting(), pytest.raises(InvalidInput):
        invitations.redeem_invitation(owner.rpc, token=token)
    with owner.acting():
        assert invitations.redeem_invitation(owner.rpc, token=token)["account_id"] == client["id"]
    assert sign_in(owner.rpc, owner.email, PASSWORD, str(client["id"])).account_id == client["id"]


def test_a_number_that_is_none_is_named(owner: Person) -> None:
    with pytest.raises(InvalidInput) as refused:
        owner.adds_client(invitation={"name": "Jo", "email": "jo@acme.example", "mobile": "12"})
    assert refused.value.errors[0]["pointer"] == "/invitation/mobile"


def test_only_who_sees_the_client_sees_its_invitations(owner: Person, mailbox: Mailbox) -> None:
    client, _ = invited(owner)
    colleague = a_colleague(owner, mailbox)
    with colleague.acting(), pytest.raises(NotFound):
        invitations.list_client_invitations(owner.rpc, client_id=str(client["id"]))
    with a_practice(owner.rpc).acting(), pytest.raises(NotFound):
        invitations.list_client_invitations(owner.rpc, client_id=str(client["id"]))


def test_an_invitation_whose_days_are_over_expires_and_everybody_is_told(
    owner: Person, product: Product
) -> None:
    client, _ = invited(owner)
    database = product.hosted["invitations"].database
    with database.unit_of_work(everywhere=True) as uow:
        uow.execute(
            text("UPDATE invitations SET expires_at = now() WHERE client_id = :id"), {"id": client["id"]}
        )
    with database.unit_of_work(everywhere=True) as uow:
        while ending_invitations.expire_one(uow):
            pass

    def expired() -> bool:
        with owner.acting():
            return bool(
                present(accounts.get_client(owner.rpc, str(client["id"]))["invitation"])["state"] == "expired"
            )

    eventually(expired)


def test_no_token_is_kept_once_the_message_is_sent(owner: Person, mailbox: Mailbox, product: Product) -> None:
    _, address = invited(owner)
    token = mailbox.token_for(address)
    with product.hosted["invitations"].database.read(everywhere=True) as connection:
        for table in ("invitations", "deliveries", "outbox", "commands", "inbox"):
            rows = [str(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608
            assert not any(token in row for row in rows), table
        sealed = connection.execute(
            text("SELECT sealed_token FROM deliveries WHERE state = 'sent' AND sealed_token IS NOT NULL")
        )
        assert sealed.first() is None

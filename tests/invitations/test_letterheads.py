"""How a practice's messages look: from whom, in which words, and what stands in them whatever those are."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from contracts import access, invitations
from contracts.errors import InvalidInput, RoleRequired, StaleVersion
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    Phone,
    a_colleague,
    a_mobile,
    a_practice,
    eventually,
    text_of,
    unique,
)
from tests.invitations.letterhead_calls import MINE, changes, refused


def html_of(message: Any) -> str:
    body = message.get_body(("html",))
    return str(body.get_content())


def test_a_practice_begins_with_our_words_and_its_own_name(owner: Person, mailbox: Mailbox) -> None:
    with owner.acting():
        shown = invitations.get_practice_messages(owner.rpc)
    assert (shown["sender_name"], shown["reply_to"], shown["from_address"], shown["version"]) == (
        None,
    ) * 3 + (1,)
    assert not any(words["changed"] for words in shown["wording"].values())
    address = f"{unique('jo')}@acme.example"
    owner.adds_client(name="Acme", invitation={"name": "Jo", "email": address})
    mailbox.token_for(address)
    message = mailbox.to(address)[0]
    assert message["From"] == "Smith & Co <no-reply@clientele.example>"
    assert message["Subject"] == "Smith & Co invites you to Acme"
    assert message["Reply-To"] is None


def test_its_mail_has_its_words_name_and_address_for_answers_and_what_each_mail_needs(
    owner: Person, mailbox: Mailbox
) -> None:
    changes(
        owner,
        sender_name="Smith Accountants",
        reply_to="office@smith.example",
        wording={"client_invitation": MINE},
    )
    address = f"{unique('jo')}@acme.example"
    owner.adds_client(name="Acme", invitation={"name": "Jo <b>Bloggs</b>", "email": address})
    token = mailbox.token_for(address)
    message = mailbox.to(address)[0]
    assert message["From"] == "Smith Accountants <no-reply@clientele.example>"
    assert message["Reply-To"] == "office@smith.example"
    assert message["Subject"] == "Welcome to Smith & Co, Jo <b>Bloggs</b>"
    text, html = text_of(message).replace("\r\n", "\n"), html_of(message)
    assert "Dear Jo <b>Bloggs</b>,\nas agreed.\n\nYours, Ann Smith" in text
    assert "<p>Dear Jo &lt;b&gt;Bloggs&lt;/b&gt;,<br>as agreed.</p>" in html
    for each in (text, html):
        assert each.count(token) == 2
        assert "The invitation ends on" in each
        assert "If it was not meant for you" in each
    assert invitations.redeem_invitation(owner.rpc, token=token, password=PASSWORD)


def test_a_text_has_its_words_and_stays_one_segment(owner: Person, phone: Phone) -> None:
    changes(owner, wording={"client_text": {"opening": "{practice}: {account} is ready for you"}})
    mobile = a_mobile()
    owner.adds_client(
        name="Acme", invitation={"name": "Jo", "email": f"{unique('jo')}@acme.example", "mobile": mobile}
    )
    phone.token_for(mobile)
    body = phone.to(mobile)[0]["body"]
    assert body.startswith("Smith & Co: Acme is ready for you: http")
    assert len(body) <= 160


def test_a_colleague_is_invited_in_the_words_for_colleagues(owner: Person, mailbox: Mailbox) -> None:
    changes(owner, wording={"colleague_invitation": {"subject": "Join us, {name}"}})
    bob = f"{unique('bob')}@smith.example"
    with owner.acting():
        access.invite_colleague(owner.rpc, name="Bob", email=bob, role="standard")
    mailbox.token_for(bob)
    message = mailbox.to(bob)[0]
    assert message["Subject"] == "Join us, Bob"
    assert "Ann Smith invites you to join Smith & Co on Clientele." in text_of(message)


def test_null_is_our_own_again_of_a_part_a_kind_or_the_sender(owner: Person) -> None:
    changes(owner, sender_name="S", wording={"client_invitation": MINE, "client_reminder": MINE})
    shown = changes(
        owner, sender_name=None, wording={"client_invitation": {"subject": None}, "client_reminder": None}
    )
    assert shown["sender_name"] is None
    assert shown["wording"]["client_invitation"]["subject"] == "{practice} invites you to {account}"
    assert shown["wording"]["client_invitation"]["opening"] == MINE["opening"]
    assert not shown["wording"]["client_reminder"]["changed"]


def test_our_words_typed_again_are_not_the_practices(owner: Person) -> None:
    with owner.acting():
        ours = invitations.get_practice_messages(owner.rpc)["wording"]["client_invitation"]
    words = {part: ours[part] for part in ("subject", "opening")}
    assert not changes(owner, wording={"client_invitation": words})["wording"]["client_invitation"]["changed"]


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({"reply_to": "nowhere"}, ("/reply_to", "invalid_email")),
        ({"reply_to": "jö@example.example"}, ("/reply_to", "not_ascii")),
        ({"from_address": "ann@smith.example"}, ("/from_address", "domain_not_allowed")),
        ({"sender_name": "x" * 81}, ("/sender_name", "too_long")),
        ({"wording": {"newsletter": MINE}}, ("/wording/newsletter", "unknown_field")),
        ({"wording": {"client_text": {"subject": "x"}}}, ("/wording/client_text/subject", "unknown_field")),
        (
            {"wording": {"client_reminder": {"opening": "Dear {nmae}"}}},
            ("/wording/client_reminder/opening", "unknown_placeholder"),
        ),
        (
            {"wording": {"client_invitation": {"subject": "a\nBcc: b@c.example"}}},
            ("/wording/client_invitation/subject", "one_line"),
        ),
        (
            {"wording": {"colleague_reminder": {"opening": "see https://evil.example"}}},
            ("/wording/colleague_reminder/opening", "link_not_allowed"),
        ),
        (
            {"wording": {"client_text": {"opening": "Привіт {account}"}}},
            ("/wording/client_text/opening", "not_in_a_text"),
        ),
        (
            {"wording": {"client_text": {"opening": "x" * 61}}},
            ("/wording/client_text/opening", "too_long"),
        ),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    owner: Person, wanted: Mapping[str, Any], error: tuple[str, str]
) -> None:
    assert refused(owner, **wanted) == [error]
    with owner.acting():
        assert invitations.get_practice_messages(owner.rpc)["version"] == 1


def test_an_unknown_placeholder_is_named_with_those_there_are(owner: Person) -> None:
    with pytest.raises(InvalidInput) as refusal:
        changes(owner, wording={"client_invitation": {"opening": "Dear {nmae}"}})
    mend = "{nmae} is not known here. Use {practice}, {account}, {inviter}, {name}."
    assert refusal.value.detail == mend


def test_a_change_made_on_what_is_no_more_is_stale(owner: Person) -> None:
    assert changes(owner, sender_name="One", if_version=1)["version"] == 2
    with pytest.raises(StaleVersion):
        changes(owner, sender_name="Two", if_version=1)
    assert changes(owner, sender_name="One")["version"] == 2


def test_only_practice_admins_see_and_change_it(owner: Person, mailbox: Mailbox) -> None:
    for role in ("client_admin", "standard"):
        colleague = a_colleague(owner, mailbox, role=role)
        for ask in (
            lambda: invitations.get_practice_messages(owner.rpc),
            lambda: invitations.change_practice_messages(owner.rpc, sender_name="Mine"),
            lambda: invitations.preview_message(owner.rpc, kind=invitations.MessageKind.CLIENT_TEXT),
            lambda: invitations.send_test_message(owner.rpc, kind="client_invitation"),
        ):
            with colleague.acting(), pytest.raises(RoleRequired):
                ask()


def test_each_practice_has_its_own(owner: Person) -> None:
    changes(owner, sender_name="Ours")
    another = a_practice(owner.rpc)
    with another.acting():
        assert invitations.get_practice_messages(another.rpc)["sender_name"] is None


def test_the_audit_trail_says_who_changed_what_without_addresses(owner: Person) -> None:
    """product.md 8.5, 9.2"""
    changes(owner, sender_name="Smith Accountants", reply_to="office@smith.example")
    words = {"opening": "Call 020 7946 0018 or write to ann@smith.example"}
    changes(owner, wording={"client_invitation": words})

    def lines() -> Sequence[Mapping[str, Any]]:
        with owner.acting():
            found: Sequence[Mapping[str, Any]] = access.list_activity(
                owner.rpc, kind="practice.messages_changed"
            )["items"]
        return found

    eventually(lambda: len(lines()) == 2)
    second, first = lines()
    assert first["actor"]["id"] == owner.user_id
    assert first["before"] == {"sender_name": None, "reply_to": None}
    assert first["after"] == {"sender_name": "Smith Accountants", "reply_to": "***@smith.example"}
    assert second["before"] == {"client_invitation": None}
    assert "020 7946" not in str(second["after"])
    assert "ann@" not in str(second["after"])

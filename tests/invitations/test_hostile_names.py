"""Names write no headers, paragraphs or links of their own, and what cannot be written fails for good."""

from __future__ import annotations

import datetime
import email
import email.policy
import os
import re
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from contracts import access, accounts, fields
from contracts.errors import InvalidInput
from deploy.allinone.product import Product
from services.invitations.messages import mails, wordings
from services.invitations.transport import delivery_problems, smtp
from tests.builders import PASSWORD, Mailbox, Person, eventually, unique

INJECTIONS = (
    "Ann\r\nBcc: thief@evil.example",
    "Ann\nSubject: You have won\n\nOpen https://evil.example",
    "=?utf-8?q?Ann=0aBcc=3a_thief=40evil.example?=",
    "=?utf-8?b?QW5uCkJjYzogdGhpZWZAZXZpbC5leGFtcGxl?=",
    "=?utf-8?q?=0d=0aBcc=3a_a=40b.example?= =?utf-8?q?x?=",
    "Ann\u2028Bcc: thief@evil.example",
    "Ann\x85Bcc: thief@evil.example",
    '"Ann" <thief@evil.example>, Jo',
    "Ann\x00\x07\ud800",
    "A" * 2000,
    "\u202eelpmaxe.live",
)
HEADERS = {
    "Subject", "To", "From", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
}  # fmt: skip
#: What people may type: every character that JSON can carry.
_TYPED = st.one_of(st.sampled_from(INJECTIONS), st.text(st.characters(codec=None), max_size=300))


def a_message(practice: str, name: str, account: str) -> EmailMessage:
    """As it leaves, taken apart again by who gets it."""
    message = mails.invitation(
        to="jo@acme.example",
        kind="client_invitation",
        letterhead=wordings.OURS,
        values={"practice": practice, "account": account, "inviter": name, "name": name},
        link="https://clientele.example/invitation#abc",
        code="abc",
        ends=datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC),
        message_id="inv.email.1",
    )
    message["From"] = smtp.SmtpMailer("smtp://127.0.0.1:9", "no-reply@clientele.example").sender_of(message)
    del message["X-Sender-Name"]
    return email.message_from_bytes(message.as_bytes(policy=email.policy.SMTP), policy=email.policy.default)


@settings(max_examples=int(os.environ.get("CLIENTELE_WIRE_EXAMPLES", "100")), deadline=None)
@given(practice=_TYPED, name=_TYPED, account=_TYPED)
@example(INJECTIONS[2], INJECTIONS[2], INJECTIONS[2])
@example(INJECTIONS[3], INJECTIONS[0], INJECTIONS[1])
def test_no_name_makes_a_header_or_another_recipient(practice: str, name: str, account: str) -> None:
    try:
        read = a_message(practice, name, account)
    except delivery_problems.Refused:
        return  # final, with words
    assert set(read.keys()) == HEADERS
    assert [each.addr_spec for each in read["To"].addresses] == ["jo@acme.example"]
    assert [each.addr_spec for each in read["From"].addresses] == ["no-reply@clientele.example"]
    assert not any(sign in str(read[header]) for header in HEADERS for sign in "\r\n\x85\u2028")


@pytest.mark.parametrize("typed", INJECTIONS[:7])
def test_such_a_name_is_refused_where_it_is_typed(typed: str) -> None:
    """Or what breaks its line is a space: the rest is a name like any other, and makes no header."""
    try:
        name = str(fields.Name("a name").deserialize(typed))
    except ValidationError as refused:
        name, refusal = "", str(refused)
    else:
        refusal = "=?"
    assert re.search(r"=\?|cannot be printed|web pages", refusal)
    assert len(name.splitlines()) <= 1
    assert "://" not in name
    assert "=?" not in name


@pytest.mark.parametrize(
    "typed", ["Visit https://evil.example", "www.evil.example", "evil.example/login now", "ftp://x"]
)
def test_a_name_is_no_link(typed: str) -> None:
    with pytest.raises(Exception, match="web pages"):
        fields.Name("a name").deserialize(typed)


@pytest.mark.parametrize(
    "typed",
    ["J. R. Smith", "Booking.com Ltd", "Fish & Chips / Take-away", "Ängström & Søn", "a.b Ltd", "C/O Ann"],
)
def test_names_that_people_have_are_taken(typed: str) -> None:
    assert fields.Name("a name").deserialize(typed) == typed


def test_every_name_that_a_request_may_bring_is_checked_like_that() -> None:
    """Found in the contracts: what is called a name, or somebody's, and goes into messages or lists."""
    from contracts import connections, invitations
    from contracts.messages import Call

    unchecked = []
    contexts: tuple[Any, ...] = (access, accounts, invitations, connections)
    calls: list[Call] = [call for context in contexts for call in context.CALLS]
    # Of an invitation that was checked when it was made; not kept; checked when it becomes a client.
    inside = {"add_invited_member", "check_duplicates", "begin_draft", "change_draft"}
    for call in calls:
        for path, field in _fields(call.request_schema()):
            name = path.rpartition(".")[2]
            # A header's name is one by its pattern, and stands in no message.
            of_header = path.endswith("header.name")
            typed = name in ("name", "practice_name", "sender_name") and not of_header
            if typed and call.method not in inside and not isinstance(field, fields.Name):
                unchecked.append(f"{call.service}.{call.method}: {path}")
    assert unchecked == ["access.create_api_token: name"]  # shown to its owner alone


def _fields(schema: Any, before: str = "") -> list[tuple[str, Any]]:
    found = []
    for name, field in schema.fields.items():
        found.append((f"{before}{name}", field))
        inner = getattr(field, "schema", None) or getattr(getattr(field, "inner", None), "schema", None)
        if inner is not None:
            found += _fields(inner, f"{before}{name}.")
    return found


def test_a_message_that_cannot_be_written_fails_for_good_and_holds_nobody_up(
    owner: Person, mailbox: Mailbox, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """product.md 5.5: it needs attention, and the next one is sent."""
    spoiled = unique("Spoiled")
    in_one_line = mails.in_one_line

    def failing(words: str) -> str:
        if spoiled in words:
            raise RuntimeError("a case that nobody thought of")
        return in_one_line(words)

    monkeypatch.setattr(mails, "in_one_line", failing)
    bad = owner.adds_client(invitation={"name": spoiled, "email": f"{unique('jo')}@acme.example"})
    address = f"{unique('kim')}@acme.example"
    owner.adds_client(invitation={"name": "Kim", "email": address})
    assert mailbox.token_for(address)
    shown = eventually(
        lambda: (
            (invitation := owner.reads(bad["id"])["invitation"])["state"] == "needs_attention" and invitation
        )
    )
    assert "could not be written" in shown["channels"][0]["detail"]


def test_words_of_ones_own_have_no_bare_domain() -> None:
    for words in ("See evil.example", "Go to EVIL.EXAMPLE/login", "x//evil.co.uk", "(evil.example)"):
        with pytest.raises(InvalidInput) as refused:
            wordings.check("client_invitation", {"opening": words}, "/wording")
        assert refused.value.errors[0]["code"] == "link_not_allowed"
    wordings.check(
        "client_invitation", {"opening": "Welcome, e.g. to {account}. Ann, ann.bo@x.example"}, "/wording"
    )


def test_an_invitation_tells_who_sends_it_nothing_of_whose_address_it_is(
    owner: Person, mailbox: Mailbox
) -> None:
    """product.md 4.3: a name belongs to the membership, and is what was typed."""
    from tests.builders import a_practice, sign_in

    stranger = f"{unique('real')}@person.example"
    person = {"name": "Real Name", "email": stranger, "password": PASSWORD}
    accounts.register_practice(owner.rpc, name="X", country="GB", base_currency="GBP", owner=person)
    other = a_practice(owner.rpc)
    client = other.adds_client()["id"]
    with other.acting():
        invited = access.invite_colleague(owner.rpc, name="Typed", email=stranger, role="standard")
        added = access.add_client_user(
            owner.rpc, client_id=client, name="Written", email=stranger, role="user_admin", invite=False,
            acknowledge_existing_user=True,
        )  # fmt: skip
        listed = (
            access.list_colleagues(owner.rpc)["items"]
            + access.list_client_users(owner.rpc, client_id=client)["items"]
        )
        lines = access.list_activity(owner.rpc)["items"]
    assert (invited["name"], added["name"]) == ("Typed", "Written")
    assert "Real Name" not in str([listed, lines])
    assert any("Hello Typed" in str(each.get_body(("plain",))) for each in _mails(mailbox, stranger))
    session = sign_in(owner.rpc, stranger)
    with session.acting():
        assert access.get_session(owner.rpc)["user"]["name"] == "Real Name"


def _mails(mailbox: Mailbox, address: str) -> list[EmailMessage]:
    return list(eventually(lambda: mailbox.to(address)))

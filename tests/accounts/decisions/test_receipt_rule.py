"""Who is told that documents came (docs/adr/0065)."""

import pytest

from contracts.accounts.document_states import DocumentReceipts, DocumentState
from services.accounts.documents import receipt_rule
from services.accounts.documents.receipt_rule import ReceiptFacts
from services.accounts.intake import mail_headers


def facts(
    receipts: DocumentReceipts = DocumentReceipts.KNOWN,
    state: DocumentState = DocumentState.KEPT,
    *,
    is_same_practice: bool = True,
) -> ReceiptFacts:
    return ReceiptFacts(receipts, state, is_same_practice)


def test_a_receipt_is_wanted_for_what_is_kept_where_it_is_switched_on() -> None:
    assert receipt_rule.is_wanted(facts())
    assert not receipt_rule.is_wanted(facts(DocumentReceipts.OFF))
    assert not receipt_rule.is_wanted(facts(is_same_practice=False))
    for state in set(DocumentState) - {DocumentState.KEPT}:
        assert not receipt_rule.is_wanted(facts(state=state))


def test_an_address_has_room_until_its_limit() -> None:
    assert receipt_rule.has_room(receipt_rule.MOST_A_DAY - 1)
    assert not receipt_rule.has_room(receipt_rule.MOST_A_DAY)


@pytest.mark.parametrize(
    ("local", "person"),
    [
        ("jo", True),
        ("jo.norep", True),
        ("requests", True),
        ("owners", True),
        ("noreply", False),
        ("No-Reply", False),
        ("no-reply+12", False),
        ("do-not-reply", False),
        ("MAILER-DAEMON", False),
        ("bounces+jo=acme.example", False),
        ("owner-news", False),
        ("news-request", False),
        ("news-owner", False),
    ],
)
def test_addresses_that_nobody_reads_are_not_written_to(local: str, person: bool) -> None:
    assert receipt_rule.is_person(f"{local}@acme.example") is person


def read(*lines: str) -> mail_headers.MailHeaders:
    return mail_headers.read("\r\n".join((*lines, "", "Hello")).encode())


def test_an_answer_refers_to_the_mail_and_what_it_refers_to() -> None:
    found = read("Message-ID: <two@acme.example>", "References: <zero@x>\t<one@x>")
    assert found.thread == ("<zero@x>", "<one@x>", "<two@acme.example>")
    assert read("References: <one@x>").thread == ()
    assert read("Message-ID: <a b@x>").thread == ()
    many = " ".join(f"<{number}@x>" for number in range(100))
    assert len(read("Message-ID: <a@x>", f"References: {many}").thread) == 11


@pytest.mark.parametrize(
    ("line", "answered"),
    [
        ("Auto-Submitted: no", True),
        ("Auto-Submitted: auto-notified", False),
        ("Precedence: LIST", False),
        ("Precedence: first-class", True),
        ("list-post: <mailto:news@acme.example>", False),
        ("Feedback-ID: 1:2:3", False),
        ("X-Loop: jo", False),
    ],
)
def test_lists_and_programs_are_not_answered(line: str, answered: bool) -> None:
    assert read("From: jo@acme.example", line).can_be_answered is answered

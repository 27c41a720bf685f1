"""Mail to an extract-by-email address arrives, is kept, is seen and is told (product.md 2.8)."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from email.policy import SMTP

import pytest

from contracts import accounts
from deploy.allinone.product import Product
from tests.accounts.document_calls import PDF, content_of, listed, names, told_of
from tests.accounts.mail_calls import a_mail, address_of, sends, session, with_a_file
from tests.builders import Person, present


def refused(product: Product, to: str) -> tuple[int, bytes]:
    with session(product.intake.address) as smtp:
        smtp.ehlo()
        smtp.mail("jo@acme.example")
        return smtp.rcpt(to)


def test_a_client_that_nobody_was_invited_to_sends_documents(owner: Person, product: Product) -> None:
    """product.md 2.8"""
    client = owner.adds_client()
    assert client["invitation"] is None
    mail = a_mail(("Invoice 12.pdf", PDF), ("Statement.csv", b"day,amount\n1,2\n"))
    sends(product.intake.address, address_of(client), mail)
    second, first = listed(owner, client["id"])
    assert (first["name"], first["media_type"]) == ("Invoice 12.pdf", "application/pdf")
    assert (second["name"], second["media_type"]) == ("Statement.csv", "text/csv")
    assert first["sender"] == second["sender"] == "Jo Bloggs <jo@acme.example>"
    assert content_of(owner, first) == PDF
    message_id = present(first["message_id"])
    assert second["message_id"] == message_id
    with owner.acting():
        itself = accounts.get_document(owner.rpc, client_id=client["id"], document_id=message_id)
    assert (itself["kind"], itself["name"]) == ("message", "Receipts for March.eml")
    assert content_of(owner, itself) == mail.as_bytes(policy=SMTP)


def test_it_is_told_once_without_contents_or_addresses(owner: Person, product: Product) -> None:
    """product.md 9.2"""
    client = owner.adds_client()
    sends(product.intake.address, address_of(client), with_a_file())
    [event] = told_of(product, client["id"])
    assert event["source"] == "email"
    assert event["by"] is None
    assert [each["media_type"] for each in event["documents"]] == ["message/rfc822", "application/pdf"]
    assert not any(each in str(event) for each in ("jo@", "Bloggs", "Invoice", "March"))


def test_a_mail_without_files_is_a_document_itself(owner: Person, product: Product) -> None:
    client = owner.adds_client()
    sends(product.intake.address, address_of(client), a_mail(subject="Your receipt from Taxis & Co"))
    assert names(owner, client["id"]) == ["Your receipt from Taxis & Co.eml"]


def test_addresses_that_nobody_has_are_refused_alike(owner: Person, product: Product) -> None:
    """product.md 2.11: one that was given up, one of an archived client, and one that there never was."""
    moved, archived = owner.adds_client(), owner.adds_client()
    with owner.acting():
        accounts.change_client(
            owner.rpc, client_id=moved["id"], extract_email=f"moved-{moved['crn'].lower()}"
        )
        accounts.archive_client(owner.rpc, archived["id"])
    domain = address_of(moved).partition("@")[2]
    answers = {
        refused(product, each)
        for each in (address_of(moved), address_of(archived), f"never-was@{domain}", "x@elsewhere.example")
    }
    assert answers == {(550, b"5.1.1 There is no such address here")}


def test_the_case_and_a_tag_of_an_address_are_the_senders_own(owner: Person, product: Product) -> None:
    client = owner.adds_client()
    local, _, domain = address_of(client).partition("@")
    for to in (f"{local.upper()}@{domain.upper()}", f"{local}+march@{domain}"):
        sends(product.intake.address, to, with_a_file())
    assert len(listed(owner, client["id"])) == 2


def test_a_mail_that_comes_again_is_the_same(owner: Person, product: Product) -> None:
    """Servers on the way add headers; the mail and what it is called stay."""
    client = owner.adds_client()
    mail = with_a_file(Message_ID="<once@acme.example>")
    sends(product.intake.address, address_of(client), mail)
    mail["Received"] = "from elsewhere by mx; Mon, 2 Nov 2026 08:00:00 +0000"
    sends(product.intake.address, address_of(client), mail)
    assert len(listed(owner, client["id"])) == 1
    assert len(told_of(product, client["id"])) == 1
    sends(
        product.intake.address,
        address_of(client),
        a_mail(("Other.pdf", PDF), Message_ID="<once@acme.example>"),
    )
    assert names(owner, client["id"]) == ["Other.pdf", "Invoice 12.pdf"]


def test_one_mail_to_two_clients_is_each_ones_own(owner: Person, product: Product) -> None:
    one, other = owner.adds_client(), owner.adds_client()
    sends(product.intake.address, [address_of(one), address_of(other)], with_a_file())
    for client in (one, other):
        assert names(owner, client["id"]) == ["Invoice 12.pdf"]
        assert len(told_of(product, client["id"])) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied (vacation)"},
        {"X_Autoreply": "yes"},
    ],
)
def test_an_automatic_reply_is_no_document(owner: Person, product: Product, headers: dict[str, str]) -> None:
    client = owner.adds_client()
    with pytest.raises(smtplib.SMTPDataError):
        sends(product.intake.address, address_of(client), a_mail(**headers))
    assert listed(owner, client["id"]) == []


def test_neither_a_bounce_nor_a_mail_that_goes_round_is_taken(owner: Person, product: Product) -> None:
    client = owner.adds_client()
    bounce = (
        b"From: mailer-daemon@acme.example\r\nSubject: Undelivered\r\nContent-Type: multipart/report;\r\n"
        b' report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n\r\nlost\r\n--b--\r\n'
    )
    for mail in (bounce, b"Received: by mx\r\n" * 51 + b"Subject: round\r\n\r\nand round\r\n"):
        with pytest.raises(smtplib.SMTPDataError) as refused:
            sends(product.intake.address, address_of(client), mail, sender="")
        assert refused.value.smtp_code == 554
    assert listed(owner, client["id"]) == []


def test_what_a_program_sends_of_itself_is_taken(owner: Person, product: Product) -> None:
    """RFC 3834: an invoice that a shop sends is `auto-generated`."""
    client = owner.adds_client()
    sends(product.intake.address, address_of(client), with_a_file(Auto_Submitted="auto-generated"))
    assert len(listed(owner, client["id"])) == 1


def test_lines_of_one_dot_and_others_come_as_they_were_sent(owner: Person, product: Product) -> None:
    """A mail ends with CR LF dot CR LF and with nothing that resembles it."""
    client = owner.adds_client()
    body = b"one\r\n.two\r\n..three\n.\nfour\r.\rfive\r\n" + b"x" * 200_000 + b"\r\nlast\r\n"
    raw = b"Subject: dots\r\nMessage-ID: <dots@acme.example>\r\n\r\n" + body
    with session(product.intake.address) as smtp:
        smtp.ehlo()
        smtp.mail("jo@acme.example")
        smtp.rcpt(address_of(client))
        assert smtp.docmd("DATA")[0] == 354
        smtp.send(raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        assert smtp.getreply()[0] == 250
    [kept] = listed(owner, client["id"])
    assert content_of(owner, kept) == raw


def test_it_is_no_green_process() -> None:
    """docs/adr/0054: aiosmtpd stands on asyncio."""
    code = (
        "import sys, services.accounts.intake.intake_process\n"
        "print([m for m in ('eventlet', 'nameko', 'kombu') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

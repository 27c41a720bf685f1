"""Mail that is made to do harm, and peers that keep others out (docs/adr/0054)."""

from __future__ import annotations

import smtplib
import socket
import ssl
from pathlib import Path

import pytest

from contracts.accounts.documents import LARGEST_DOCUMENT
from deploy.allinone.product import Product
from tests.accounts.document_calls import content_of, kept_files, listed, told_of
from tests.accounts.mail_calls import a_mail, address_of, an_intake, sends, session, with_a_file
from tests.builders import Person
from tests.certificates import self_signed


def nested(depth: int) -> bytes:
    """Mails in mails, and each of them in a multipart."""
    begins = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
    begun = b"".join(begins % (each, each) for each in range(depth))
    return b"Subject: deep\r\n" + begun + b"Content-Type: text/plain\r\n\r\nthe end\r\n"


def many_parts(count: int) -> bytes:
    part = b"--b\r\nContent-Disposition: attachment; filename=%d.txt\r\n\r\nx\r\n"
    parts = b"".join(part % each for each in range(count))
    return b"Subject: many\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--\r\n"


@pytest.mark.parametrize(
    ("raw", "files"),
    [
        (nested(1000), 0),
        (b"Subject: deep\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 1000, None),
        (many_parts(10_000), 50),
        (b"Subject: none\r\nContent-Type: multipart/mixed\r\n\r\n--\r\n", 0),
        (b"no header at all", 0),
        (b"\x00\xff\xfe: \x80\r\n\r\n\x00", 0),
        (b"Subject: =?utf-8?b?4?=\r\nFrom: =?x?q?=ZZ?=\r\n\r\nx", 0),
        (b"Subject: " + b"x" * 900_000 + b"\r\n\r\nx", 0),
    ],
    ids=["multiparts", "mails", "parts", "boundary", "headers", "bytes", "words", "line"],
)
def test_whatever_a_mail_is_it_is_kept_as_it_was_sent(
    owner: Person, product: Product, raw: bytes, files: int | None
) -> None:
    client = owner.adds_client()
    sends(product.intake.address, address_of(client), raw + b"\r\n")
    found = listed(owner, client["id"], limit=200)
    if files is not None:
        assert len(found) == max(files, 1)
    [event] = told_of(product, client["id"])
    if len(found) == 1:
        assert content_of(owner, found[0]).removesuffix(b"\r\n") == raw
    assert len(event["documents"]) <= 51


def test_no_name_leads_out_of_the_folder(owner: Person, product: Product) -> None:
    client = owner.adds_client()
    before = kept_files(product)
    names = ("../../../../tmp/x", "/etc/passwd", "a\\..\\b", "nul", ".." * 40)
    sends(product.intake.address, address_of(client), a_mail(*((name, b"x") for name in names)))
    written = kept_files(product) - before
    assert len(written) == len(names) + 1
    ids = {each["id"] for each in listed(owner, client["id"])}
    assert {path.parent.name for path in written} >= ids
    assert {path.name for path in written} == {"0"}
    assert not any(
        "/" in each["name"] or each["name"].startswith(".") for each in listed(owner, client["id"])
    )


def test_what_is_too_large_is_refused_said_or_not(owner: Person, product: Product) -> None:
    client = owner.adds_client()
    with session(product.intake.address) as smtp:
        smtp.ehlo()
        assert smtp.esmtp_features["size"] == str(LARGEST_DOCUMENT)
        assert smtp.mail("jo@acme.example", (f"size={LARGEST_DOCUMENT + 1}",))[0] == 552
        smtp.mail("jo@acme.example")
        smtp.rcpt(address_of(client))
        assert smtp.data(b"Subject: x\r\n\r\n" + b"x" * LARGEST_DOCUMENT)[0] == 552
        # The session goes on.
        assert smtp.noop()[0] == 250
    assert listed(owner, client["id"]) == []


def test_addresses_are_not_found_by_trying(product: Product) -> None:
    with session(product.intake.address) as smtp:
        smtp.ehlo()
        smtp.mail("jo@acme.example")
        answers = [smtp.rcpt(f"guess-{each}@extract.clientele.example")[0] for each in range(6)]
        assert answers == [550] * 5 + [421]
        with pytest.raises(smtplib.SMTPServerDisconnected):
            smtp.noop()


def test_nobody_signs_in_and_nothing_is_sent_on(product: Product) -> None:
    with session(product.intake.address) as smtp:
        smtp.ehlo()
        assert not smtp.has_extn("auth")
        assert smtp.mail("jo@acme.example")[0] == 250
        assert smtp.rcpt("somebody@elsewhere.example")[0] == 550
        assert smtp.docmd("DATA")[0] == 503


def test_a_peer_that_says_nothing_is_cut_off_and_so_is_one_that_is_slow(
    owner: Person, product: Product
) -> None:
    client = owner.adds_client()
    limits = {"CLIENTELE_INTAKE_IDLE_SECONDS": "1", "CLIENTELE_INTAKE_MAIL_SECONDS": "2"}
    with an_intake(product, **limits) as (address, _):
        host, _, port = address.rpartition(":")
        with socket.create_connection((host, int(port)), 60) as silent:
            assert silent.recv(100).startswith(b"220 ")
            assert silent.recv(100) == b""
        with socket.create_connection((host, int(port)), 60) as slow:
            for line in (b"EHLO x", b"MAIL FROM:<a@b.example>", f"RCPT TO:<{address_of(client)}>".encode()):
                slow.sendall(line + b"\r\n")
            slow.sendall(b"DATA\r\nSubject: x\r\n")
            read = b""
            while more := slow.recv(4096):
                read += more
            assert b"354 " in read
    assert listed(owner, client["id"]) == []


def test_one_peer_has_so_many_connections(product: Product) -> None:
    with an_intake(product, CLIENTELE_INTAKE_PEER_CONNECTIONS="2") as (address, _):
        with session(address) as one, session(address):
            with pytest.raises(smtplib.SMTPConnectError) as refused, session(address):
                pass
            assert refused.value.smtp_code == 421
            one.quit()
        with session(address) as again:
            assert again.noop()[0] == 250


def test_one_client_gets_so_many_mails_within_an_hour(owner: Person, product: Product) -> None:
    full, other = owner.adds_client(), owner.adds_client()
    with an_intake(product, CLIENTELE_INTAKE_CLIENT_MAILS="1") as (address, _):
        sends(address, address_of(full), with_a_file())
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            sends(address, address_of(full), with_a_file())
        [(code, _)] = refused.value.recipients.values()
        assert code == 451
        sends(address, address_of(other), with_a_file())


def test_mail_comes_under_tls_where_there_is_a_certificate(
    owner: Person, product: Product, tmp_path: Path
) -> None:
    client = owner.adds_client()
    pem = self_signed(tmp_path)
    settings = {
        "CLIENTELE_INTAKE_CERTIFICATE": str(pem),
        "CLIENTELE_INTAKE_CERTIFICATE_KEY": str(pem.with_name("key")),
    }
    with an_intake(product, **settings) as (address, _), session(address) as smtp:
        smtp.starttls(context=ssl.create_default_context(cafile=str(pem)))
        smtp.ehlo()
        assert not smtp.has_extn("auth")
        smtp.sendmail("jo@acme.example", address_of(client), with_a_file().as_bytes())
    assert len(listed(owner, client["id"])) == 1

"""Mail handed over by LMTP (RFC 2033): each recipient is answered for by itself (product.md 2.8)."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.policy import SMTP

from contracts import accounts
from deploy.allinone.product import Product
from tests.accounts.document_calls import names, told_of
from tests.accounts.mail_calls import ROOT, address_of, an_intake, settings_of, with_a_file
from tests.builders import Person


@contextmanager
def lmtp(product: Product) -> Iterator[smtplib.SMTP]:
    with an_intake(product, CLIENTELE_INTAKE_PROTOCOL="lmtp") as (address, _):
        host, _, port = address.rpartition(":")
        with smtplib.SMTP(host, int(port), timeout=60) as session:
            yield session


def hands_over(session: smtplib.SMTP, to: list[str]) -> list[int]:
    """Hand a mail over; the code for each recipient that was taken."""
    assert session.docmd("LHLO", "mx.example")[0] == 250
    session.mail("jo@acme.example")
    taken = [each for each in to if session.rcpt(each)[0] == 250]
    assert session.docmd("DATA")[0] == 354
    session.send(with_a_file().as_bytes(policy=SMTP) + b".\r\n")
    return [session.getreply()[0] for _ in taken]


def test_each_recipient_is_answered_for(owner: Person, product: Product) -> None:
    one, other = owner.adds_client(), owner.adds_client()
    to = [address_of(one), address_of(other), address_of(one)]
    with lmtp(product) as session:
        assert hands_over(session, to) == [250, 250, 250]
        assert session.noop()[0] == 250
    for client in (one, other):
        assert names(owner, client["id"]) == ["Invoice 12.pdf"]
        assert len(told_of(product, client["id"])) == 1


def test_whoever_was_archived_in_between_is_refused_alone(owner: Person, product: Product) -> None:
    """product.md 8.3"""
    one, archived = owner.adds_client(), owner.adds_client()
    with lmtp(product) as session:
        session.docmd("LHLO", "mx.example")
        session.mail("jo@acme.example")
        for client in (one, archived):
            assert session.rcpt(address_of(client))[0] == 250
        with owner.acting():
            accounts.archive_client(owner.rpc, archived["id"])
        assert session.docmd("DATA")[0] == 354
        session.send(with_a_file().as_bytes(policy=SMTP) + b".\r\n")
        assert [session.getreply()[0] for _ in range(2)] == [250, 550]
    assert names(owner, one["id"]) == ["Invoice 12.pdf"]


def test_it_is_no_smtp(product: Product) -> None:
    """RFC 2033, 4.1: neither HELO nor EHLO, so that nobody takes it for a mail server."""
    with lmtp(product) as session:
        assert [session.docmd(each, "mx.example")[0] for each in ("HELO", "EHLO")] == [500, 500]
        assert session.docmd("MAIL", "FROM:<jo@acme.example>")[0] == 503


def test_another_protocol_is_refused_at_the_start(product: Product) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "services.accounts.intake"],
        env=settings_of(product, CLIENTELE_INTAKE_PROTOCOL="uucp"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "CLIENTELE_INTAKE_PROTOCOL: smtp or lmtp" in done.stderr

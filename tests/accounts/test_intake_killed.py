"""The intake dies in between: the mail comes again, and is kept and told once (product.md 9.1)."""

from __future__ import annotations

import signal
import smtplib

import pytest

from deploy.allinone.product import Product
from tests.accounts.document_calls import PDF, content_of, kept_files, listed, told_of
from tests.accounts.mail_calls import address_of, an_intake, sends, with_a_file
from tests.accounts.test_documents import removes_after
from tests.builders import Person


@pytest.mark.parametrize("step", ["stored", "committed"])
def test_a_mail_whose_intake_died_is_kept_once(owner: Person, product: Product, step: str) -> None:
    client = owner.adds_client()
    mail = with_a_file()
    with an_intake(product, "tests.accounts.killed_intake", CLIENTELE_DIES=step) as (address, process):
        with pytest.raises(smtplib.SMTPServerDisconnected):
            sends(address, address_of(client), mail)
        assert process.wait(60) == -signal.SIGKILL
    assert len(told_of(product, client["id"])) == (step == "committed")
    for _ in range(2):
        sends(product.intake.address, address_of(client), mail)
    [kept] = listed(owner, client["id"])
    assert content_of(owner, kept) == PDF
    assert len(told_of(product, client["id"])) == 1


def test_what_it_had_stored_and_not_committed_is_removed(owner: Person, product: Product) -> None:
    client = owner.adds_client()
    before = kept_files(product)
    dying = an_intake(product, "tests.accounts.killed_intake", CLIENTELE_DIES="stored")
    with dying as (address, _), pytest.raises(smtplib.SMTPServerDisconnected):
        sends(address, address_of(client), with_a_file())
    left = kept_files(product) - before
    assert len(left) == 2
    removes_after(product, days=2)
    assert not kept_files(product) & left

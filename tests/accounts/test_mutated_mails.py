"""Mails that chance has made worse end no process, lead nowhere and take little memory (docs/adr/0054).

`CLIENTELE_MUTATED_MAILS=100000` has it done with as many, a tenth of them sent; `make test-deep` does.
"""

from __future__ import annotations

import json
import os
import re
import smtplib
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from deploy.allinone.product import Product
from tests.accounts.document_calls import kept_files
from tests.accounts.mail_calls import ROOT, address_of, an_intake, session
from tests.accounts.mutated_mails import mutated
from tests.accounts.read_mutated_mails import most_megabytes
from tests.builders import Person
from tests.integration.mail_kinds import kinds

MAILS = int(os.environ.get("CLIENTELE_MUTATED_MAILS", "2000"))
SENT = MAILS // 10
MOST_MEGABYTES = 150
_MANY = {"CLIENTELE_INTAKE_PEER_MAILS": "1000000", "CLIENTELE_INTAKE_CLIENT_MAILS": "1000000"}


def test_they_are_no_longer_what_they_were() -> None:
    """Else nothing else here would show anything."""
    count = len(kinds()) * 4
    as_they_were = {
        each.write(f"token-19-{number}") for number in range(count) for each in [kinds()[number % 50]]
    }
    made = [mutated(number) for number in range(count)]
    assert made == [mutated(number) for number in range(count)]
    assert sum(mail not in as_they_were for mail in made) > count * 0.95


@pytest.mark.timeout(120 + MAILS // 20)
def test_each_is_read_by_the_same_process_which_stays_small() -> None:
    command = [sys.executable, "-m", "tests.accounts.read_mutated_mails", str(MAILS)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100 + MAILS // 20)
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["files"] > MAILS // 10
    # Else the mail would have been kept without its files.
    assert found["ended"] == []
    assert found["megabytes"] < MOST_MEGABYTES
    assert found["megabytes of a reader"] < MOST_MEGABYTES


@pytest.mark.timeout(120 + SENT // 5)
def test_each_that_is_sent_is_answered_and_kept_where_all_are(
    owner: Person, product: Product, tmp_path: Path
) -> None:
    client = owner.adds_client()
    outside = {each: each.stat().st_mtime_ns for each in product.folder.iterdir() if each.name != "documents"}
    before = kept_files(product)
    answers: Counter[int] = Counter()
    with an_intake(product, **_MANY, TMPDIR=str(tmp_path)) as (address, process):
        for at in range(0, SENT, 50):
            with session(address) as smtp:
                answers += Counter(
                    _sent(smtp, address_of(client), number) for number in range(at, min(at + 50, SENT))
                )
        assert process.poll() is None
        assert most_megabytes(process.pid) < MOST_MEGABYTES
    # Some have become automatic replies, or have passed too many servers.
    assert set(answers) <= {250, 554}
    assert answers[250] > SENT * 0.8
    written = kept_files(product) - before
    assert len(written) >= answers[250]
    assert all(
        re.fullmatch(r"doc_\w+/\d+", str(each.relative_to(product.folder / "documents"))) for each in written
    )
    assert {each: each.stat().st_mtime_ns for each in outside} == outside
    assert list(tmp_path.iterdir()) == []


def _sent(smtp: smtplib.SMTP, to: str, number: int) -> int:
    smtp.ehlo_or_helo_if_needed()
    smtp.mail("jo@acme.example")
    smtp.rcpt(to)
    return smtp.data(mutated(number))[0]

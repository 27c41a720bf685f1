"""What mail readers do, each by its name: `python -m tests.accounts.decisions.read_mails one_after_another`.

For `test_mail_readers.py`: the intake is no green process, and neither is this.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from services.accounts.intake import mail_readers
from services.accounts.intake.mail_readers import MailReaders

PDF, CSV = b"%PDF-1.7 pages", b"day,amount\n1,2\n"
LIMITED = """
import sys
from services.accounts.intake.mail_reader import __main__ as reader
reader.{name} = {value}
sys.exit(reader.main())
"""
ANSWERING = """import sys; sys.stdout.write({answer!r}); sys.stdout.flush()"""


def a_mail(*files: tuple[str, bytes]) -> bytes:
    mail = EmailMessage()
    mail.set_content("Please find our receipts.")
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


MAIL = a_mail(("Invoice 12.pdf", PDF), ("Statement.csv", CSV))
LARGE = a_mail(("Large.bin", b"x" * 20_000_000))


def names(readers: MailReaders, mail: bytes = MAIL) -> list[str]:
    return [each.name for each in readers.files_in(mail)]


@contextmanager
def instead(name: str, value: Any) -> Iterator[None]:
    kept = vars(mail_readers)[name]
    vars(mail_readers)[name] = value
    yield
    vars(mail_readers)[name] = kept


def one_after_another(readers: MailReaders) -> None:
    [pdf, csv] = readers.files_in(MAIL)
    assert (pdf.name, pdf.content) == ("Invoice 12.pdf", PDF)
    assert (csv.name, csv.content) == ("Statement.csv", CSV)
    process = readers.running()
    assert names(readers, b"") == []
    assert names(readers, b"Subject: x\r\n\r\nno file") == []
    [large] = readers.files_in(LARGE)
    assert large.content == b"x" * 20_000_000
    assert names(readers) == ["Invoice 12.pdf", "Statement.csv"]
    assert readers.running() == process


def another_where_one_was_killed(readers: MailReaders) -> None:
    assert len(names(readers)) == 2
    [killed] = readers.running()
    os.kill(killed, signal.SIGKILL)
    os.waitid(os.P_PID, killed, os.WEXITED | os.WNOWAIT)
    assert len(names(readers)) == 2
    assert readers.running() != (killed,)


def too_much_memory(readers: MailReaders) -> None:
    # Enough for Python itself, and not for that mail.
    _ends_with(readers, LIMITED.format(name="MEMORY", value=60_000_000))


def too_much_time(readers: MailReaders) -> None:
    _ends_with(readers, LIMITED.format(name="SECONDS", value=0))


def never_answers(readers: MailReaders) -> None:
    with instead("_PATIENCE", 0.5):
        _ends_with(readers, "import time; time.sleep(60)")


def half_an_answer(readers: MailReaders) -> None:
    _ends_with(readers, ANSWERING.format(answer='{"name": "x", "size": 10}\n123'))


def no_answer(readers: MailReaders) -> None:
    _ends_with(readers, ANSWERING.format(answer="Traceback\n"))


def none_of_our_keys(readers: MailReaders) -> None:
    os.environ["CLIENTELE_SECRET_KEYS"] = "a-key-of-ours"
    assert len(names(readers)) == 2
    [process] = readers.running()
    environment = Path(f"/proc/{process}/environ").read_text()
    assert "PATH=" in environment
    assert "a-key-of-ours" not in environment


def _ends_with(readers: MailReaders, script: str) -> None:
    """The mail that such a process has is kept without files, and what comes next is read by another."""
    with instead("_COMMAND", (sys.executable, "-c", script)):
        assert names(readers, LARGE) == []
    assert len(names(readers)) == 2


SCENARIOS = {
    each.__name__: each
    for each in (
        *(one_after_another, another_where_one_was_killed, too_much_memory, too_much_time),
        *(never_answers, half_an_answer, no_answer, none_of_our_keys),
    )
}

if __name__ == "__main__":
    of_one = MailReaders(1)
    try:
        SCENARIOS[sys.argv[1]](of_one)
    finally:
        of_one.end()

"""The mailbox speaks SMTP to anyone and keeps what it is sent."""

import email.policy
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest

pytestmark = pytest.mark.service


@dataclass
class Mailbox:
    process: subprocess.Popen[str]
    port: int
    folder: Path

    def send(self, message: EmailMessage, *, sender: str, recipients: list[str]) -> None:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as smtp:
            smtp.send_message(message, from_addr=sender, to_addrs=recipients)

    def messages(self) -> list[EmailMessage]:
        parser = BytesParser(EmailMessage, policy=email.policy.default)
        return [parser.parsebytes(path.read_bytes()) for path in sorted(self.folder.glob("*.eml"))]


def command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "deploy.sandbox.mailbox", "--port", "0", "--folder", str(folder)]


def a_message(subject: str = "Your invitation", text: str = "Hello Zoë") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Clientele <no-reply@clientele.example>"
    message["To"] = "Jo Bloggs <jo@acme.example>"
    message.set_content(text)
    return message


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    folder = tmp_path / "mail"
    with subprocess.Popen(command(folder), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        announced = process.stdout.readline()
        assert announced.startswith("mailbox listening on 127.0.0.1:")
        yield Mailbox(process, int(announced.rsplit(":", 1)[1]), folder)
        process.terminate()


def test_a_message_is_kept_as_it_was_sent(mailbox: Mailbox) -> None:
    mailbox.send(a_message(), sender="bounces@clientele.example", recipients=["jo@acme.example"])

    (kept,) = mailbox.messages()
    assert kept["Subject"] == "Your invitation"
    assert kept.get_content().splitlines() == ["Hello Zoë"]


def test_the_envelope_is_kept_beside_what_the_message_says_of_itself(mailbox: Mailbox) -> None:
    recipients = ["jo@acme.example", "hidden@acme.example"]
    mailbox.send(a_message(), sender="bounces@clientele.example", recipients=recipients)

    (kept,) = mailbox.messages()
    assert kept["X-Envelope-From"] == "bounces@clientele.example"
    assert kept.get_all("X-Envelope-To") == recipients
    assert kept["To"] == "Jo Bloggs <jo@acme.example>"


def test_messages_sort_by_arrival(mailbox: Mailbox) -> None:
    for subject in ("first", "second", "third"):
        mailbox.send(a_message(subject), sender="a@b.example", recipients=["c@d.example"])
        time.sleep(0.002)

    assert [kept["Subject"] for kept in mailbox.messages()] == ["first", "second", "third"]


def test_nothing_but_whole_messages_is_left_in_the_folder(mailbox: Mailbox) -> None:
    mailbox.send(a_message(), sender="a@b.example", recipients=["c@d.example"])

    assert [path.suffix for path in mailbox.folder.iterdir()] == [".eml"]


def test_it_ends_when_asked(mailbox: Mailbox) -> None:
    mailbox.process.send_signal(signal.SIGTERM)

    assert mailbox.process.wait(10) == 0


def test_it_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    starts_a_mailbox = "import subprocess, sys, time; subprocess.Popen(sys.argv[1:]); time.sleep(600)"
    started = [sys.executable, "-c", starts_a_mailbox, *command(tmp_path / "mail")]
    with subprocess.Popen(started, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline().startswith("mailbox listening")
        parent.kill()
        # The pipe closes when the last process that holds it has ended.
        assert parent.stdout.read() == ""


def test_what_may_pass_is_told_as_passing_so_that_the_sender_tries_again(
    mailbox: Mailbox, tmp_path: Path
) -> None:
    """RFC 5321: 5xx ends an invitation for good, and a disk is full for a while."""
    mailbox.folder.rename(tmp_path / "gone")
    mailbox.folder.touch()
    with pytest.raises(smtplib.SMTPDataError) as refused:
        mailbox.send(a_message(), sender="bounces@clientele.example", recipients=["jo@acme.example"])
    assert refused.value.smtp_code == 452
    mailbox.folder.unlink()
    (tmp_path / "gone").rename(mailbox.folder)
    mailbox.send(a_message(), sender="bounces@clientele.example", recipients=["jo@acme.example"])
    assert len(mailbox.messages()) == 1

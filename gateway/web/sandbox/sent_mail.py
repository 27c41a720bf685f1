"""The sandbox's mail program: a mail to a client's extract-by-email address, sent as mail servers send it."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

from contracts.accounts.documents import LARGEST_DOCUMENT
from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.web.kit import forms
from gateway.web.kit.forms import Form
from gateway.web.kit.rendering import Rendering

_PATH, _TEMPLATE = "/sandbox/send-document", "sandbox/sent_mail.html"
#: Bytes of a file that a mail of the largest size has room for, as it is written in letters.
_LARGEST_FILE = LARGEST_DOCUMENT * 7 // 10
#: Seconds for the intake to keep it.
_PATIENCE = 60


def routes(rendering: Rendering, intake: str) -> list[tuple[str, str, Callable[[Request], Response]]]:
    """`intake` is where mail comes in, `host:port`."""

    def show(request: Request) -> Response:
        to = forms.query(request).text("to")
        return rendering.page(_TEMPLATE, values={"to": to, "sender": "jo@acme.example"}, answer=None)

    def send(request: Request) -> Response:
        form = forms.read_with_file(request, _LARGEST_FILE)
        return rendering.page(_TEMPLATE, values=form, answer=_send(intake, form))

    return [("GET", _PATH, show), ("POST", _PATH, send)]


def _send(intake: str, form: Form) -> tuple[bool, str]:
    """Whether it was taken, and what the intake said."""
    host, _, port = intake.rpartition(":")
    sender, to = _line(form, "sender"), _line(form, "to")
    try:
        mail = _written(form, sender, to)
        with smtplib.SMTP(host, int(port), timeout=_PATIENCE) as smtp:
            smtp.sendmail(sender, to, mail)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        return False, _said(code, words)
    except smtplib.SMTPResponseException as refused:
        return False, _said(refused.smtp_code, refused.smtp_error)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        return False, str(error)
    return True, "250 Kept"


def _said(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def _written(form: Form, sender: str, to: str) -> bytes:
    """Raises ValueError for what is no address."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = _line(form, "subject") or "A document"
    mail["Message-ID"] = make_msgid(domain="sandbox.example")
    mail.set_content("Sent by the sandbox.")
    if form.file:
        name = " ".join((form.filename or "document").split())
        mail.add_attachment(form.file, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes(policy=SMTP)


def _line(form: Form, name: str) -> str:
    return " ".join(form.text(name).split())

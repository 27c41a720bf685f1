"""Mail to extract-by-email addresses, as mail servers send it."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from deploy.allinone import secrets
from deploy.allinone.product import Product
from tests.accounts.document_calls import PDF

ROOT = Path(__file__).parents[2]


def a_mail(*files: tuple[str, bytes], subject: str = "Receipts for March", **headers: str) -> EmailMessage:
    """A mail with these files, of a name and a content each."""
    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = headers.pop("From", "Jo Bloggs <jo@acme.example>")
    mail["Message-ID"] = headers.pop("Message_ID", make_msgid(domain="acme.example"))
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("Please find our receipts.")
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail


def with_a_file(**headers: str) -> EmailMessage:
    return a_mail(("Invoice 12.pdf", PDF), **headers)


def sends(
    address: str, to: str | Sequence[str], mail: EmailMessage | bytes, sender: str = "jo@acme.example"
) -> None:
    """Send a mail to the intake at this address. Raises what smtplib raises where it is not taken."""
    raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=SMTP)
    with session(address) as smtp:
        smtp.sendmail(sender, to, raw)


@contextmanager
def session(address: str) -> Iterator[smtplib.SMTP]:
    host, _, port = address.rpartition(":")
    with smtplib.SMTP(host, int(port), timeout=60) as smtp:
        yield smtp


def settings_of(product: Product, **more: str) -> dict[str, str]:
    """What an intake is told to work for a product."""
    return {
        **os.environ,
        "CLIENTELE_DATABASE_URL": product.hosted["accounts"].settings.database_url,
        "CLIENTELE_SECRET_KEYS": secrets.load(product.folder)["CLIENTELE_SECRET_KEYS"],
        "CLIENTELE_DOCUMENTS": str(product.folder / "documents"),
        "CLIENTELE_INTAKE_PORT": "0",
        "CLIENTELE_HEALTH_PORT": "0",
        **more,
    }


@contextmanager
def an_intake(product: Product, module: str = "services.accounts.intake", **more: str) -> Iterator[Any]:
    """Another intake of a product, with settings of its own: its address, and its process."""
    command = [sys.executable, "-m", module, "--with-parent"]
    process = subprocess.Popen(
        command, env=settings_of(product, **more), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        assert line.startswith("intake listening on "), line
        yield line.removeprefix("intake listening on "), process
    finally:
        process.terminate()
        process.wait(60)


def address_of(client: Mapping[str, Any]) -> str:
    return str(client["extract_email"])

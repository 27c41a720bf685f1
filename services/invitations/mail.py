"""Mail: the invitation as a message that reads well, and the post that takes it to an SMTP server."""

from __future__ import annotations

import datetime
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from chassis.settings import SettingsError

_TIMEOUT = 15
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Refused(Exception):
    """The server will never take this message. `reason` is in plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotNow(Exception):
    """The server may take the message later. `reason` is in plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Post:
    """An SMTP server: `smtp://[user:password@]host[:port][?starttls=yes]` or `smtps://…`."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise SettingsError(
                "CLIENTELE_SMTP_URL: must be like smtp://host:25 or smtps://user:password@host"
            )
        self._host = parts.hostname
        self._tls = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 25)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._starttls = parse_qs(parts.query).get("starttls") == ["yes"]
        self.sender = sender

    def send(self, message: EmailMessage) -> None:
        """Hand the message over. Raises `Refused`, `NotNow`."""
        message["From"] = Address(display_name=message["X-Sender-Name"] or "", addr_spec=self.sender)
        del message["X-Sender-Name"]
        try:
            with self._connect() as server:
                server.send_message(message, from_addr=self.sender)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise _by_code(code, "The mail server does not accept this email address.") from None
        except smtplib.SMTPResponseException as error:
            raise _by_code(error.smtp_code, "The mail server refused the message.") from None
        except (OSError, smtplib.SMTPException):
            raise NotNow("The mail server could not be reached.") from None

    def _connect(self) -> smtplib.SMTP:
        if self._tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=_TIMEOUT, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=_TIMEOUT)
        try:
            if self._starttls:
                server.starttls(context=ssl.create_default_context())
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server


def _by_code(code: int, reason: str) -> Exception:
    return Refused(reason) if 500 <= code < 600 else NotNow(reason)


def invitation(
    *,
    to: str,
    name: str,
    practice: str,
    inviter: str,
    account: str,
    for_client: bool,
    link: str,
    code: str,
    ends: datetime.datetime,
    message_id: str,
    reminder: bool = False,
) -> EmailMessage:
    """The invitation by email: one button, the reason, the end, what to do if it was not meant for you."""
    values: dict[str, object] = {
        "name": name,
        "practice": practice,
        "inviter": inviter,
        "account": account,
        "for_client": for_client,
        "link": link,
        "page": link.partition("#")[0],
        "code": code,
        "reminder": reminder,
        "ends": f"{ends:%A} {ends.day} {ends:%B %Y} at {ends:%H:%M} UTC",
    }
    subject = (
        f"{practice} invites you to {account}" if for_client else f"{inviter} invites you to join {practice}"
    )
    if reminder:
        subject = f"Reminder: {subject}"
    return _message("invitation", to, name, practice, subject, message_id, values)


def password_reset(
    *, to: str, name: str, link: str, code: str, ends: datetime.datetime, message_id: str
) -> EmailMessage:
    """The message to who forgot their password."""
    values: dict[str, object] = {
        "name": name,
        "link": link,
        "page": link.partition("#")[0],
        "code": code,
        "ends": f"{ends:%H:%M} UTC on {ends.day} {ends:%B %Y}",
    }
    subject = "A new password for Clientele"
    return _message("password_reset", to, name, "Clientele", subject, message_id, values)


def _message(
    template: str, to: str, name: str, sender: str, subject: str, message_id: str, values: dict[str, object]
) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["To"] = Address(display_name=name, addr_spec=to)
    message["Date"] = format_datetime(datetime.datetime.now(datetime.UTC))
    message["Message-ID"] = f"<{message_id}@clientele.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Sender-Name"] = sender
    message.set_content(_templates.get_template(f"{template}.txt").render(values))
    message.add_alternative(_templates.get_template(f"{template}.html").render(values), subtype="html")
    return message

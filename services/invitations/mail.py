"""Mail: the invitation as a message that reads well, and how the post may end (`smtp`)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

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


#: Subject, sentence, button and its page, by kind of notice.
_NOTICES = {
    "reconnect": (
        "Accounting software needs you to sign in again",
        "Clientele has lost access to the accounting software of these organisations. Nothing is lost: "
        "somebody who may sign in to the software can reconnect them.",
        ("Reconnect", "/connections?state=needs_reconnect"),
    ),
    "transferred": (
        "A client has gone to another practice",
        "At the request of the client's business admin, the account has left your practice's list:",
        ("See your practice's activity", "/activity?kind=client.transferred"),
    ),
}


def notice(
    kind: str, *, to: str, name: str, lines: Sequence[str], public_url: str, message_id: str
) -> EmailMessage:
    """A message to a practice's admin about what concerns all of the practice."""
    subject, sentence, (button, path) = _NOTICES[kind]
    values: dict[str, object] = {
        "name": name,
        "subject": subject,
        "sentence": sentence,
        "lines": lines,
        "button": button,
        "link": f"{public_url}{path}",
    }
    return _message("notice", to, name, "Clientele", subject, message_id, values)


def _message(
    template: str, to: str, name: str, sender: str, subject: str, message_id: str, values: dict[str, object]
) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    # By its parts: as one string it may hold no letters outside a to z.
    local, _, domain = to.rpartition("@")
    message["To"] = Address(display_name=name, username=local, domain=domain)
    message["Date"] = format_datetime(datetime.datetime.now(datetime.UTC))
    message["Message-ID"] = f"<{message_id}@clientele.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Sender-Name"] = sender
    message.set_content(_templates.get_template(f"{template}.txt").render(values))
    message.add_alternative(_templates.get_template(f"{template}.html").render(values), subtype="html")
    return message

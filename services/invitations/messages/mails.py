"""Mails as they are written: an invitation that reads well, links, notices to admins."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from contracts import colours
from services.invitations.messages import access_wordings
from services.invitations.messages.wordings import OURS, Letterhead, Logo
from services.invitations.transport.unwritable_messages import written

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


#: The colour of whoever has chosen none, and what a mail calls its logo.
_COLOUR = "#1f5fbf"
LOGO = "logo@clientele.invalid"
#: Control, format, surrogate and separator characters by Unicode category, none of which belong in a header.
_NO_SIGNS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_BLANK_LINES = re.compile(r"\n\s*\n")


@written()
def invitation(
    *,
    to: str,
    kind: str,
    letterhead: Letterhead,
    values: Mapping[str, str],
    link: str,
    code: str,
    ends: datetime.datetime,
    message_id: str,
) -> EmailMessage:
    """The invitation by email: one button, the reason, the end, what to do if it was not meant for you.

    `values` are those of `wordings.PLACEHOLDERS`.
    """
    values = {each: in_one_line(words) for each, words in values.items()}
    opening = letterhead.words(kind, "opening", values)
    sender = letterhead.sender_name or values["practice"]
    shown: dict[str, object] = {
        "name": values["name"],
        "sender": sender,
        "opening": opening,
        "paragraphs": [each.splitlines() for each in _BLANK_LINES.split(opening)],
        "link": link,
        "page": link.partition("#")[0],
        "code": code,
        "ends": f"{ends:%A} {ends.day} {ends:%B %Y} at {ends:%H:%M} UTC",
    }
    subject = letterhead.words(kind, "subject", values)
    message = of_template("invitation", to, values["name"], sender, subject, message_id, shown, letterhead)
    if letterhead.reply_to is not None:
        message["Reply-To"] = letterhead.reply_to
    if letterhead.from_address is not None:
        message["X-Sender-Address"] = letterhead.from_address
    return message


#: Template and subject by what a link is for.
_LINKS = {
    "password": ("password_reset", "A new password for Clientele"),
    "confirmation": ("confirmation", "Confirm your email address for Clientele"),
    "new_client": ("new_client", "Continue with your request to {practice}"),
}


@written()
def with_link(
    purpose: str,
    *,
    to: str,
    name: str,
    link: str,
    code: str,
    ends: datetime.datetime,
    message_id: str,
    practice: str = "",
) -> EmailMessage:
    """The message to who forgot their password, registered, or asks a practice."""
    values: dict[str, object] = {
        "name": in_one_line(name),
        "practice": in_one_line(practice),
        "link": link,
        "page": link.partition("#")[0],
        "code": code,
        "ends": f"{ends:%H:%M} UTC on {ends.day} {ends:%B %Y}",
    }
    template, subject = _LINKS[purpose]
    subject = subject.replace("{practice}", str(values["practice"]))
    return of_template(template, to, name, "Clientele", subject, message_id, values)


@written()
def declined(
    *, to: str, practice: str, reason: str | None, message_id: str, letterhead: Letterhead = OURS
) -> EmailMessage:
    """The answer to who asked a practice that does not take them on, with its reason in its own words."""
    practice = in_one_line(practice)
    paragraphs = [each.splitlines() for each in _BLANK_LINES.split(reason or "") if each.strip()]
    values: dict[str, object] = {"practice": practice, "paragraphs": paragraphs}
    subject = f"{practice} cannot take you on"
    return of_template("declined", to, "", practice, subject, message_id, values, letterhead)


@written()
def access_request(
    kind: str,
    *,
    to: str,
    client: str,
    requester: str,
    words: str | None,
    until: datetime.datetime | None,
    public_url: str,
    message_id: str,
) -> EmailMessage:
    """A mail about a colleague's request for access to a client: to its account manager, or to who asked; or
    about what ends soon, to who loses it or to the account manager.
    """
    names = {"client": in_one_line(client), "requester": in_one_line(requester)}
    subject, sentence, button, because, writes = access_wordings.MAILS[kind]
    subject, sentence = subject.format(**names), sentence.format(**names)
    if until is not None and kind in access_wordings.UNTIL:
        at = until.astimezone(datetime.UTC)
        sentence += access_wordings.UNTIL[kind].format(f"{at.day} {at:%B %Y} at {at:%H:%M} UTC")
    values: dict[str, object] = {
        "subject": subject,
        "sentence": sentence,
        "paragraphs": [each.splitlines() for each in _BLANK_LINES.split(words or "") if each.strip()],
        "writes": writes,
        "button": button,
        "because": because,
        "link": f"{public_url}/clients"
        if kind in access_wordings.TO_CLIENTS
        else f"{public_url}/clients/access-requests",
    }
    return of_template("access_request", to, "", "Clientele", subject, message_id, values)


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
    "requested": (
        "Your practice is asked to take clients on",
        "These ask your practice to take them on, and wait for an answer:",
        ("See the requests", "/clients/requests"),
    ),
    "access_requested": (
        "A colleague asks for access to a client",
        "These colleagues ask to see a client that they cannot see, or to do more with one, and wait for an "
        "answer:",
        ("See the requests", "/clients/access-requests"),
    ),
    "access_ending": (
        "Access to clients ends soon",
        "This was given until a time that is two days ahead, and then ends by itself. Whatever is to go on, "
        "give anew:",
        ("See the clients", "/clients"),
    ),
    "unread": (
        "What is new for you at {practice}",
        "You have not read this yet:",
        ("Read it", "/notices"),
    ),
    "webhook_disabled": (
        "Events are no longer sent to one of your programs",
        "Clientele sends nothing more to these webhook endpoints: for three days they took nothing, or they "
        "said that they are gone, or whoever set them up has left. What was not sent can be sent again once "
        "they work:",
        ("See the log", "/integrations"),
    ),
}

#: Why somebody gets it who is no admin.
_BECAUSE = {"unread": "You get this once a day at most, as you chose. You can end that where you read it."}


@written()
def notice(
    kind: str,
    *,
    to: str,
    name: str,
    lines: Sequence[str],
    public_url: str,
    message_id: str,
    practice: str = "",
) -> EmailMessage:
    """A message to a practice's admin about what concerns all of it, or to a colleague who wants one about
    what concerns them.
    """
    subject, sentence, (button, path) = _NOTICES[kind]
    subject = subject.format(practice=in_one_line(practice))
    values: dict[str, object] = {
        "name": in_one_line(name),
        "subject": subject,
        "sentence": sentence,
        "lines": [in_one_line(line) for line in lines],
        "button": button,
        "link": f"{public_url}{path}",
        "because": _BECAUSE.get(kind, "You get this as an admin of your practice."),
    }
    return of_template("notice", to, name, "Clientele", subject, message_id, values)


def of_template(
    template: str,
    to: str,
    name: str,
    sender: str,
    subject: str,
    message_id: str,
    values: dict[str, object],
    letterhead: Letterhead = OURS,
) -> EmailMessage:
    """A mail by the templates of this name, with what all of them have."""
    message = EmailMessage()
    message["Subject"] = in_one_line(subject)
    # By its parts: as one string it may hold no letters outside a to z.
    local, _, domain = to.rpartition("@")
    message["To"] = Address(display_name=in_one_line(name), username=local, domain=domain)
    message["Date"] = format_datetime(datetime.datetime.now(datetime.UTC))
    message["Message-ID"] = f"<{message_id}@clientele.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Sender-Name"] = in_one_line(sender)
    message.set_content(_templates.get_template(f"{template}.txt").render(values))
    look = colours.shades(letterhead.colour or _COLOUR)
    html = _templates.get_template(f"{template}.html")
    logo = letterhead.logo
    pictured = logo and {"cid": LOGO, "width": logo.width, "height": logo.height, "alt": in_one_line(sender)}
    message.add_alternative(html.render({**values, "look": look, "logo": pictured}), subtype="html")
    if logo is not None:
        _add_logo(message, logo)
    return message


def _add_logo(message: EmailMessage, logo: Logo) -> None:
    """Within the mail: one that is fetched is mostly blocked, and would tell when the mail is opened."""
    html = cast(EmailMessage, message.get_body(("html",)))
    html.add_related(logo.png, "image", "png", cid=f"<{LOGO}>", filename="logo.png", disposition="inline")


def in_one_line(words: str) -> str:
    """A header's value of words that somebody else has written, perhaps before they were checked
    (`contracts.fields.Name`). An encoded word in them would be taken apart, with line breaks and all, by
    Python 3.11 as it makes the header, and by some who read it.
    """
    printed = "".join(" " if unicodedata.category(sign) in _NO_SIGNS else sign for sign in words)
    return " ".join(printed.replace("=?", "= ?").split())

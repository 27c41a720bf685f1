"""The sandbox's mail, for people who try the product: nothing of it leaves the machine.

Shows the `.eml` files that the mail catcher writes: how a mail looks, in a frame that runs and loads nothing;
its text, in which addresses become links; and its source.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal

from markupsafe import Markup, escape

from contracts.errors import NotFound
from gateway.http.requests import Request
from gateway.http.responses import FRAMED_HEADERS, FRAMING_HEADERS, HTML, Response
from gateway.web.kit.rendering import Rendering

MOST_SHOWN = 100
#: Bytes of a mail's source.
_LONGEST_SOURCE = 100_000

_NAME = re.compile(r"[0-9A-Z]{26}")
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")


@dataclass(frozen=True, slots=True)
class Mail:
    name: str
    to: str
    sender: str
    subject: str
    sent: datetime | None
    text: str
    html: str | None
    source: str

    @property
    def linked_text(self) -> Markup:
        return linked(self.text)


def linked(text: str) -> Markup:
    """The text, with its addresses as links."""
    shown, at = Markup(), 0
    for found in _LINK.finditer(text):
        address = found[0]
        shown += escape(text[at : found.start()])
        shown += Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(address)
        at = found.end()
    return shown + escape(text[at:])


def routes(rendering: Rendering, folder: Path) -> list[tuple[str, str, Callable[[Request], Response]]]:
    def listed(_request: Request) -> Response:
        newest = sorted((path.stem for path in folder.glob("*.eml")), reverse=True)[:MOST_SHOWN]
        mails = [mail for name in newest if (mail := _read(folder, name)) is not None]
        return rendering.page("sandbox/mailbox.html", mails=mails)

    def single(request: Request) -> Response:
        mail = _read(folder, request.parameters["name"])
        if mail is None:
            raise NotFound(what="message")
        response = rendering.page("sandbox/one_mail.html", mail=mail)
        response.common_headers = FRAMING_HEADERS
        return response

    def looks(request: Request) -> Response:
        """What stands in the frame."""
        mail = _read(folder, request.parameters["name"])
        if mail is None or mail.html is None:
            raise NotFound(what="message")
        return Response(mail.html.encode("utf-8", "replace"), 200, [HTML], FRAMED_HEADERS)

    return [
        ("GET", "/sandbox/mailbox", listed),
        ("GET", "/sandbox/mailbox/{name}", single),
        ("GET", "/sandbox/mailbox/{name}/html", looks),
    ]


def _read(folder: Path, name: str) -> Mail | None:
    """The mail of this name; None where there is none."""
    if not _NAME.fullmatch(name):
        return None
    try:
        source = (folder / f"{name}.eml").read_bytes()
    except OSError:
        return None
    message = BytesParser(policy=policy.default).parsebytes(source)
    return Mail(
        name=name,
        to=_header(message, "X-Envelope-To") or _header(message, "To"),
        sender=_header(message, "From"),
        subject=_header(message, "Subject") or "(no subject)",
        sent=_sent(message),
        text=_body(message, "plain") or "(This message has no text.)",
        html=_body(message, "html"),
        source=source[:_LONGEST_SOURCE].decode("utf-8", "replace"),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, MessageError):
        # The standard library's parser of structured headers has its own ideas of malformed ones.
        return ""


def _sent(message: EmailMessage) -> datetime | None:
    try:
        return parsedate_to_datetime(_header(message, "Date")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _body(message: EmailMessage, kind: Literal["plain", "html"]) -> str | None:
    """The message as text or as HTML; None where it has no such part."""
    try:
        body = message.get_body(preferencelist=(kind,))
        return str(body.get_content()) if body is not None else None
    except (KeyError, LookupError, ValueError, MessageError):
        return "(This message cannot be shown.)"

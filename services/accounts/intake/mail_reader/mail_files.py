"""Which parts of a mail are files: attachments, and pictures that no text shows.

What is forwarded as an attachment is a file itself, and is not looked into; neither is what is encrypted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.generator import BytesGenerator
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesFeedParser
from email.policy import compat32
from io import BytesIO

#: Files of one mail, and bytes of all of them.
MOST_FILES = 50
MOST_BYTES = 50 * 1024 * 1024
#: Parts that are looked at, and how deep.
_MOST_PARTS = 2000
_DEEPEST = 30
_PIECE = 64 * 1024
_LONGEST_LINE = 8 * 1024 * 1024
_FORWARDED = "message/rfc822"
#: What the library raises of what is broken, or is a mail in a mail, again and again.
_BROKEN = (MessageError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file as it was named and sent."""

    name: str
    content: bytes


class _LineTooLong(Exception):
    """No program writes such a mail, and servers break lines of a thousand bytes (RFC 5322, 2.1.1)."""


def of(mail: bytes) -> Iterator[MailFile]:
    """The files, in their order. What is broken is left out: the mail itself is kept as it is."""
    try:
        message = _parsed(mail)
    except (RecursionError, _LineTooLong):
        return
    left, size = MOST_FILES, 0
    for part, within in _leaves(message):
        try:
            found = MailFile(_name(part), _content(part)) if _is_file(part, within) else None
        except _BROKEN:
            continue
        if found is None or not found.content:
            continue
        size += len(found.content)
        if left == 0 or size > MOST_BYTES:
            return
        left -= 1
        yield found


def _parsed(mail: bytes) -> Message:
    """Piece by piece: `message_from_bytes` makes a text of all of it, and has four bytes for each sign.
    The parser has as much for a line. Raises `_LineTooLong`.
    """
    parser, since = BytesFeedParser(policy=compat32), 0
    for at in range(0, len(mail), _PIECE):
        piece = mail[at : at + _PIECE]
        ended = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        since = since + len(piece) if ended < 0 else len(piece) - ended - 1
        if since > _LONGEST_LINE:
            raise _LineTooLong
        parser.feed(piece)
    return parser.close()


def _leaves(message: Message) -> Iterator[tuple[Message, str]]:
    """The parts that have no parts, each with the type of what it is in."""
    waiting: list[tuple[Message, str, int]] = [(message, "", 0)]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part, within, depth = waiting.pop()
        # A text is not asked for: it would be decoded, by whichever charset the mail names.
        parts = part.get_payload() if part.is_multipart() else None
        if part.get_content_maintype() == "multipart" and isinstance(parts, list):
            if depth < _DEEPEST:
                kind = part.get_content_type()
                waiting += [(each, kind, depth + 1) for each in reversed(parts) if isinstance(each, Message)]
        else:
            yield part, within


def _is_file(part: Message, within: str) -> bool:
    kind, disposition = part.get_content_type(), part.get_content_disposition()
    if kind in _SIGNATURES:
        return False
    if disposition == "attachment":
        return True
    if within == "multipart/related" and part["Content-ID"] is not None:
        # It is shown within the text: somebody's logo, most of all.
        return not kind.startswith("image/")
    named = part.get_filename() is not None
    return named or (kind not in ("text/plain", "text/html") and part.get_content_maintype() != "multipart")


def _content(part: Message) -> bytes:
    if part.get_content_type() == _FORWARDED:
        forwarded = part.get_payload()
        inner = forwarded[0] if isinstance(forwarded, list) and forwarded else None
        return _written(inner) if isinstance(inner, Message) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _written(message: Message) -> bytes:
    output = BytesIO()
    _Generator(output, mangle_from_=False, policy=compat32).flatten(message)
    return output.getvalue()


class _Generator(BytesGenerator):  # type: ignore[explicit-any]  # what typeshed makes it generic of
    """Writes what was read as it was: the library's own fails at signs beyond ASCII that it has decoded."""

    def write(self, text: str) -> None:
        self._fp.write(  # type: ignore[attr-defined]
            text.encode(errors="surrogateescape")
        )


def _name(part: Message) -> str:
    written = part.get_filename()
    if written is None and part.get_content_type() == _FORWARDED:
        return "Forwarded message.eml"
    try:
        return str(make_header(decode_header(written or "")))
    except Exception:  # noqa: BLE001  of whoever sent it: then it is shown as it was written
        return str(written)

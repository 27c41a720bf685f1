"""What a mail says of itself in its headers: read from their beginning alone, whatever stands there."""

from __future__ import annotations

import email
import hashlib
import re
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32

from services.accounts.documents import sender_rule

#: Bytes of headers that are read.
_READ = 128 * 1024
_ENDS = re.compile(rb"\r?\n\r?\n")
#: A mail that has passed so many servers goes round in a loop (RFC 5321, 6.3).
_MOST_HOPS = 50
_LONGEST_SENDER = 200
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,200}>")
_MOST_REFERENCES = 10
_UNANSWERED = frozenset(("feedback-id", "x-auto-response-suppress", "x-loop"))


@dataclass(frozen=True, slots=True)
class MailHeaders:
    """`fingerprint` is the same for a mail that comes again, by whichever way."""

    subject: str
    sender: str
    #: The one address that it says it is from; None where it says none, or several.
    address: str | None
    fingerprint: str
    goes_round: bool
    answers_itself: bool
    #: Whether a person may have written it, who is no list and wants no automatic answer.
    can_be_answered: bool
    #: The Message-IDs that it refers to, and its own at last: what an answer refers to.
    thread: tuple[str, ...]


def read(mail: bytes) -> MailHeaders:
    """Never fails: what cannot be read is empty."""
    found = _ENDS.search(mail, 0, _READ)
    head = mail[: found.start()] if found else mail[:_READ]
    # Not a copy of what may be most of 25 MiB.
    body = memoryview(mail)[found.end() :] if found else memoryview(b"")
    message = email.message_from_bytes(head + b"\r\n\r\n", policy=compat32)
    return MailHeaders(
        subject=_text(message, "Subject"),
        sender=_text(message, "From")[:_LONGEST_SENDER],
        address=_address(message),
        fingerprint=_fingerprint(message, body),
        goes_round=len(message.get_all("Received", ())) > _MOST_HOPS,
        answers_itself=_answers_itself(message),
        can_be_answered=_can_be_answered(message),
        thread=_thread(message),
    )


def _address(message: Message) -> str | None:
    """As it was sent: what an encoded name turns into is no address."""
    named = message.get_all("From", [])
    return sender_rule.address_in(str(named[0])[:_READ]) if len(named) == 1 else None


def _answers_itself(message: Message) -> bool:
    """Whether it is an automatic reply or tells of a delivery (RFC 3834, RFC 3464): nobody's documents.

    What a program sends of itself, such as an invoice (`auto-generated`), is.
    """
    sent = _text(message, "Auto-Submitted").lower()
    kind = " ".join(_text(message, "Content-Type").lower().split())
    of_one = any(each in kind for each in ("delivery-status", "disposition-notification"))
    reports = kind.startswith("multipart/report") and of_one
    suppressed = any(message[name] is not None for name in ("X-Autoreply", "X-Autorespond"))
    return sent.startswith("auto-replied") or reports or suppressed


def _can_be_answered(message: Message) -> bool:
    """RFC 3834, 2, and what lists and large senders say of themselves."""
    if _text(message, "Auto-Submitted").lower() not in ("", "no"):
        return False
    if _text(message, "Precedence").lower() in ("bulk", "junk", "list"):
        return False
    names = {name.lower() for name, _ in message.items()}
    return not names & _UNANSWERED and not any(name.startswith("list-") for name in names)


def _thread(message: Message) -> tuple[str, ...]:
    own = _MESSAGE_ID.findall(str(message["Message-ID"] or "")[:_READ])[:1]
    if not own:
        return ()
    before = _MESSAGE_ID.findall(str(message["References"] or "")[:_READ])
    return (*before[-_MOST_REFERENCES:], *own)


def _fingerprint(message: Message, body: memoryview) -> str:
    """Of the Message-ID and what follows the headers: what servers add on the way is in neither."""
    named = _text(message, "Message-ID") or "\n".join(_text(message, name) for name in ("From", "Date"))
    digest = hashlib.sha256(named.encode(errors="replace") + b"\0")
    digest.update(body)
    return digest.hexdigest()


def _text(message: Message, name: str) -> str:
    """A header in one line, decoded; as it stands where it cannot be, and empty where it is not there."""
    try:
        written = message[name]
        if written is None:
            return ""
        text = str(make_header(decode_header(str(written)[:_READ])))
    except (MessageError, LookupError, ValueError, AttributeError):
        text = str(message[name])
    return " ".join(text.encode(errors="replace").decode().split())

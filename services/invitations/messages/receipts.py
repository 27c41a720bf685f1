"""The mail to who sent documents by email: that they came, and how many. An automatic answer (RFC 3834)."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage

from services.invitations.messages import mails
from services.invitations.messages.wordings import OURS, Letterhead
from services.invitations.transport.unwritable_messages import written


@written()
def received(
    *,
    to: str,
    practice: str,
    documents: int,
    thread: Sequence[str],
    message_id: str,
    letterhead: Letterhead = OURS,
) -> EmailMessage:
    """That documents came. It says nothing of what they are or whose: who gets it may not have sent them."""
    practice = mails.in_one_line(practice)
    number = "your document" if documents == 1 else f"{documents} documents"
    sender = letterhead.sender_name or practice
    subject = f"Received: {number} for {practice}"
    values: dict[str, object] = {"practice": practice, "sender": sender, "number": number}
    message = mails.of_template("receipt", to, "", sender, subject, message_id, values, letterhead)
    message.replace_header("Auto-Submitted", "auto-replied")
    message["X-Auto-Response-Suppress"] = "All"
    if thread:
        message["In-Reply-To"] = thread[-1]
        message["References"] = " ".join(thread)
    if letterhead.reply_to is not None:
        message["Reply-To"] = letterhead.reply_to
    if letterhead.from_address is not None:
        message["X-Sender-Address"] = letterhead.from_address
    return message

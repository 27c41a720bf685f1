"""What mail servers say of an address, in plain words: by their enhanced status codes (RFC 3463)."""

from __future__ import annotations

import re

_STATUS = re.compile(r"\b[45]\.(\d{1,3}\.\d{1,3})\b")
_REASONS = {
    "1.1": "There is no mailbox with this email address.",
    "1.2": "There is no mail server for this email address.",
    "1.3": "This email address is not written as one.",
    "1.10": "The owner of this email address takes no mail.",
    "2.1": "The mailbox of this email address is switched off.",
    "2.2": "The mailbox is full.",
    "4.1": "The mail server of this email address does not answer.",
    "4.4": "There is no mail server for this email address.",
    "4.7": "The mail server of this email address did not answer for too long.",
    "7.1": "The mail server of this email address refuses our mail.",
}


def of_address(said: str, *, final: bool = True) -> str:
    """The reason in what a server said, which may have a code such as 5.1.1."""
    if not final:
        return "The mail server does not accept mail for this address at the moment."
    known = (code for code in _STATUS.findall(said) if code in _REASONS)
    return _REASONS.get(next(known, ""), "The mail server does not accept this email address.")

"""Whether who sent an email is told that its documents came (docs/adr/0065).

A From proves nothing: a mail to whoever it names may reach somebody who sent nothing. So only who is known is
told, and not often.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from contracts.accounts.document_states import DocumentReceipts, DocumentState

#: Receipts to one address within a day.
MOST_A_DAY = 10
#: Local parts that a program reads, or nobody (RFC 3834, 2).
_NOBODY = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|owner)([-+._].*)?|.*[-+._](request|owner|bounces?|no-?reply)"
)


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """The practice's setting, how far the email is, and whether the practice still has the client."""

    receipts: DocumentReceipts
    state: DocumentState
    is_same_practice: bool


def is_wanted(facts: ReceiptFacts) -> bool:
    """Whether a sender who is known is to be told: never of what is held, refused or deleted."""
    on = facts.receipts is DocumentReceipts.KNOWN
    return on and facts.state is DocumentState.KEPT and facts.is_same_practice


def has_room(within_a_day: int) -> bool:
    """Whether an address that got so many may get another."""
    return within_a_day < MOST_A_DAY


def is_person(address: str) -> bool:
    """Whether somebody might read what goes to an address."""
    return _NOBODY.fullmatch(address.rpartition("@")[0].lower()) is None

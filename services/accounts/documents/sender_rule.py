"""Whether an email is taken in or held: by whose it says that it is (docs/adr/0060).

What it says is not proven. The rule keeps out what comes by mistake or at random, and not those who know whom
to pretend to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import getaddresses

from contracts.accounts.document_states import DocumentState, SenderPolicy

_LONGEST = 254


@dataclass(frozen=True, slots=True)
class SenderFacts:
    """The rule in force, and whether the address is the client's own or was accepted before."""

    policy: SenderPolicy
    is_clients: bool
    is_approved: bool


def decide(facts: SenderFacts) -> DocumentState:
    """What becomes of an email."""
    is_taken_in = is_known(facts) or facts.policy is SenderPolicy.ANYONE
    return DocumentState.KEPT if is_taken_in else DocumentState.HELD


def is_known(facts: SenderFacts) -> bool:
    """Whether this service knows the sender; access knows others."""
    return facts.is_clients or facts.is_approved


def address_in(written: str) -> str | None:
    """The address that a From as it was sent names; None where it names none, or several."""
    named = [address for _, address in getaddresses([written]) if address]
    if len(named) != 1:
        return None
    local, at, domain = named[0].strip().lower().rpartition("@")
    odd = any(sign.isspace() or not sign.isprintable() for sign in named[0])
    if not (local and at and "." in domain) or odd or len(named[0]) > _LONGEST:
        return None
    return f"{local}@{domain}"

"""Who acts, and in which practice: what decisions know of both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from contracts.access.states import ADMINS
from contracts.accounts.document_states import DocumentReceipts, SenderPolicy
from contracts.accounts.states import HiddenClients


class PracticeFacts(NamedTuple):
    """A practice with what its new clients begin with."""

    id: str
    name: str
    plan: str
    base_currency: str
    country: str
    solutions: Sequence[str]
    version: int
    hidden_clients: str = HiddenClients.EXACT
    document_senders: str = SenderPolicy.ANYONE
    document_receipts: str = DocumentReceipts.OFF


class Membership(NamedTuple):
    """An active colleague of a practice."""

    user_id: str
    name: str
    role: str
    permissions: Sequence[str]
    practice: PracticeFacts


def may_add_clients(membership: Membership) -> bool:
    """product.md 1"""
    return membership.role in ADMINS or "add_clients" in membership.permissions

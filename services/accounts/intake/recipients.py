"""Whose mail it is: addresses as they stand after RCPT."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.database.transactions import Transactions
from contracts.accounts.client_states import ClientStatus
from contracts.accounts.states import AddressState
from contracts.errors import NotFound
from services.accounts.clients import extract_addresses


@dataclass(frozen=True, slots=True)
class Recipient:
    """The client with an address, and the practice that it is with now."""

    client_id: str
    practice_id: str


def find(database: Transactions, address: str, domain: str) -> Recipient | None:
    """Whose address it is; None alike for one that nobody has, one given up, and an archived client's."""
    if not address.isascii():
        return None
    try:
        found = extract_addresses.resolve(database, address, domain)
    except NotFound:
        return None
    if found["state"] != AddressState.CURRENT or found["client_status"] != ClientStatus.ACTIVE:
        return None
    return Recipient(found["client_id"], found["practice_id"])

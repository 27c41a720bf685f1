"""Senders that are known: the client itself, and those that were accepted before; and the rule in force.

The intake uses it too, which is no green process.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.security.vault import Vault
from contracts.accounts.document_senders import MOST_SENDERS
from contracts.accounts.document_states import SenderPolicy
from services.accounts.documents.sender_rule import SenderFacts
from services.accounts.tables import ApprovedSender, Client, ClientSenderPolicy, Practice

_PURPOSE = "document sender"
_POLICIES = (
    select(ClientSenderPolicy.policy, Practice.document_senders, Client.email_key)
    .select_from(Client)
    .join(Practice, Practice.id == Client.practice_id)
    .outerjoin(ClientSenderPolicy, ClientSenderPolicy.client_id == Client.id)
)


def facts(connection: Connection, vault: Vault, client_id: str, address: str | None) -> SenderFacts:
    """What decides about an email from this address."""
    own, of_practice, email = connection.execute(_POLICIES.where(Client.id == client_id)).one()
    approved = select(ApprovedSender.id).where(
        ApprovedSender.client_id == client_id,
        ApprovedSender.address_index.in_(vault.indices(address or "", _PURPOSE)),
    )
    return SenderFacts(
        SenderPolicy(own or of_practice),
        is_clients=address is not None and address == email,
        is_approved=address is not None and connection.execute(approved).first() is not None,
    )


def index_of(vault: Vault, address: str) -> str:
    """What emails of one sender are found by."""
    return vault.index(address, _PURPOSE)


def remember(uow: UnitOfWork, vault: Vault, client_id: str, address: str, by: str) -> None:
    """Let an address be known; the most that a client can have stay, and no more are."""
    count = select(func.count()).where(ApprovedSender.client_id == client_id)
    if (uow.execute(count).scalar() or 0) >= MOST_SENDERS:
        return
    sender_id = new_id("sender")
    approved = insert(ApprovedSender).values(
        id=sender_id,
        client_id=client_id,
        address=vault.seal(address, address_place(sender_id)),
        address_index=index_of(vault, address),
        approved_by=by,
        approved_at=now(),
    )
    uow.execute(approved.on_conflict_do_nothing())


def address_place(sender_id: str) -> str:
    """What a sealed address is bound to."""
    return f"approved sender {sender_id}"

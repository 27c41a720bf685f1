"""Senders of held emails whom access knows: the client's users, and colleagues of its practice."""

from __future__ import annotations

from sqlalchemy import select, update

from chassis.database.engine import Database
from chassis.security.vault import Vault
from contracts import access
from contracts.errors import InvalidInput
from contracts.messages import Rpc
from services.accounts.documents import held_mails
from services.accounts.tables import Client, HeldMail

_AT_ONCE = 50
_WAITING = (
    select(HeldMail.message_id, HeldMail.address, HeldMail.client_id, Client.practice_id)
    .join(Client, Client.id == HeldMail.client_id)
    .where(HeldMail.to_check)
    .order_by(HeldMail.held_at)
    .limit(_AT_ONCE)
)


def accept_known(database: Database, calls: Rpc, vault: Vault) -> None:
    """Ask access about senders, each once, and take in what those have sent whom it knows."""
    with database.read() as connection:
        waiting = connection.execute(_WAITING).all()
    for each in waiting:
        address = vault.open(each.address, held_mails.address_place(each.message_id))
        known = is_known(calls, address, each.client_id, each.practice_id)
        with database.unit_of_work() as uow:
            if known:
                held_mails.release(uow, each.message_id, each.practice_id)
            else:
                checked = update(HeldMail).where(HeldMail.message_id == each.message_id)
                uow.execute(checked.values(to_check=False))


def is_known(calls: Rpc, address: str, client_id: str, practice_id: str) -> bool:
    """Whether access knows an address: of a user of the client, or of a colleague of the practice."""
    try:
        return access.knows_sender(calls, client_id=client_id, practice_id=practice_id, email=address)
    except InvalidInput:
        # No address that anybody could sign in by.
        return False

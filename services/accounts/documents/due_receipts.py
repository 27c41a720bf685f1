"""Senders of emails are found to be known, and then told once (docs/adr/0065)."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, select, text, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.vault import Vault
from contracts.accounts.document_states import DocumentReceipts, DocumentState
from contracts.accounts.events import DOCUMENT_RECEIPT_DUE, DocumentReceiptDueData, SentBy
from contracts.messages import Rpc
from services.accounts.documents import (
    checked_senders,
    document_receipts,
    known_senders,
    receipt_rule,
    sender_rule,
)
from services.accounts.documents.receipt_rule import ReceiptFacts
from services.accounts.tables import Client, ClientDocument, DocumentReceipt, HeldMail, Practice

_AT_ONCE = 50
_DAY = datetime.timedelta(days=1)
#: Receipts to one address are counted one after the other.
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


class _Noted(NamedTuple):
    message_id: str
    client_id: str
    practice_id: str
    sealed: str
    address_index: str
    documents: int
    state: str
    with_practice: str
    practice_name: str
    receipts: str


#: Not while access is still to be asked whether the email is held.
_WAITING = (
    select(
        DocumentReceipt.message_id,
        DocumentReceipt.client_id,
        DocumentReceipt.practice_id,
        DocumentReceipt.sealed,
        DocumentReceipt.address_index,
        DocumentReceipt.documents,
        ClientDocument.state,
        Client.practice_id,
        Practice.name,
        Practice.document_receipts,
    )
    .join(ClientDocument, ClientDocument.id == DocumentReceipt.message_id)
    .join(Client, Client.id == DocumentReceipt.client_id)
    .join(Practice, Practice.id == DocumentReceipt.practice_id)
    .outerjoin(HeldMail, HeldMail.message_id == DocumentReceipt.message_id)
    .where(DocumentReceipt.to_check, HeldMail.to_check.is_not(True))
    .order_by(DocumentReceipt.received_at)
    .limit(_AT_ONCE)
)


def tell(database: Database, calls: Rpc, vault: Vault) -> None:
    """Tell of each email once, or forget who sent it where they are not to be told."""
    with database.read() as connection:
        waiting = [_Noted._make(row) for row in connection.execute(_WAITING)]
    for each in waiting:
        facts = ReceiptFacts(
            DocumentReceipts(each.receipts), DocumentState(each.state), each.practice_id == each.with_practice
        )
        by = document_receipts.sent_by(vault, each.message_id, each.sealed)
        is_due = receipt_rule.is_wanted(facts) and _is_known(database, calls, vault, each, by.email)
        with database.unit_of_work() as uow:
            _close(uow, each, by if is_due else None)


def _is_known(database: Database, calls: Rpc, vault: Vault, noted: _Noted, address: str) -> bool:
    with database.read() as connection:
        facts = known_senders.facts(connection, vault, noted.client_id, address)
    return sender_rule.is_known(facts) or checked_senders.is_known(
        calls, address, noted.client_id, noted.practice_id
    )


def _close(uow: UnitOfWork, noted: _Noted, by: SentBy | None) -> None:
    """Have whoever sent it told, or nobody, unless another process has."""
    this = (DocumentReceipt.message_id == noted.message_id) & DocumentReceipt.to_check
    locked = select(DocumentReceipt.message_id).where(this).with_for_update(skip_locked=True)
    if uow.execute(locked).first() is None:
        return
    if by is None or not _has_room(uow, noted.address_index):
        uow.execute(delete(DocumentReceipt).where(this))
        return
    at = now()
    uow.execute(update(DocumentReceipt).where(this).values(to_check=False, due_at=at))
    uow.send(
        DOCUMENT_RECEIPT_DUE,
        DocumentReceiptDueData(
            client_id=noted.client_id,
            practice_id=noted.practice_id,
            practice_name=noted.practice_name,
            message_id=noted.message_id,
            documents=noted.documents,
            email=by.email,
            thread=by.thread,
            at=at,
        ),
    )


def _has_room(uow: UnitOfWork, address_index: str) -> bool:
    uow.execute(_LOCK, {"key": f"receipts {address_index}"})
    of_a_day = select(func.count()).where(
        DocumentReceipt.address_index == address_index, DocumentReceipt.due_at > now() - _DAY
    )
    return receipt_rule.has_room(uow.execute(of_a_day).scalar() or 0)

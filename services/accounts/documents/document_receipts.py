"""Who sent an email and is to be told that its documents came: noted with the email, found to be known, told.

The intake uses `note`, which is no green process.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.vault import Vault
from contracts.accounts.document_states import DocumentReceipts
from contracts.accounts.events import SentBy
from services.accounts.documents import known_senders
from services.accounts.tables import DocumentReceipt, Practice

#: For longer than the limits count, and than invitations tries to send one.
_KEPT = datetime.timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFrom:
    """An email that can be answered: who sent it, what an answer refers to, how many documents it has."""

    message_id: str
    client_id: str
    practice_id: str
    fingerprint: str
    address: str
    thread: Sequence[str]
    documents: int


def note(uow: UnitOfWork, vault: Vault, mail: ReceivedFrom) -> None:
    """Note who sent an email, where its practice has such mails sent: one for each email and practice."""
    setting = select(Practice.document_receipts).where(Practice.id == mail.practice_id)
    if uow.execute(setting).scalar() != DocumentReceipts.KNOWN:
        return
    sender = orjson.dumps({"email": mail.address, "thread": mail.thread}).decode()
    noted = insert(DocumentReceipt).values(
        message_id=mail.message_id,
        client_id=mail.client_id,
        practice_id=mail.practice_id,
        fingerprint=mail.fingerprint,
        sealed=vault.seal(sender, _place(mail.message_id)),
        address_index=known_senders.index_of(vault, mail.address),
        documents=mail.documents,
        to_check=True,
        received_at=now(),
    )
    uow.execute(noted.on_conflict_do_nothing())


def sent_by(vault: Vault, message_id: str, sealed: str) -> SentBy:
    """Who sent an email that was noted."""
    found = orjson.loads(vault.open(sealed, _place(message_id)))
    return SentBy(email=found["email"], thread=found["thread"])


def forget_old(uow: UnitOfWork, at: datetime.datetime) -> None:
    """Remove what no limit counts any more."""
    uow.execute(delete(DocumentReceipt).where(DocumentReceipt.received_at < at - _KEPT))


def _place(message_id: str) -> str:
    return f"document receipt {message_id}"

"""Mails to who sent documents by email, which say that they came (docs/adr/0065).

An email has one such mail at most. Its address is sealed until it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import orjson
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import context
from chassis.database.engine import Database
from chassis.database.leased_jobs import LeasedJobs
from chassis.database.rows import columns_of
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.vault import Vault
from contracts.accounts.events import DocumentReceiptDueData
from services.invitations.account_mails import due_mails
from services.invitations.messages import letterheads, receipts
from services.invitations.tables import ReceiptMail
from services.invitations.transport.outlets import Outlets


@dataclass(frozen=True, slots=True)
class DueReceipt:
    """A mail that is to be sent to who sent an email."""

    message_id: str
    practice_id: str
    practice_name: str
    documents: int
    sealed: str = field(repr=False)
    correlation_id: str | None


MAILS = LeasedJobs(
    DueReceipt,
    select(*columns_of(DueReceipt, ReceiptMail)),
    key=(ReceiptMail.message_id,),
    due_at=ReceiptMail.due_at,
    attempts=ReceiptMail.attempts,
    lease=60,
    back_off=(2, 15, 60, 300, 900, 3600, 3600),
)


def note(uow: UnitOfWork, vault: Vault, data: DocumentReceiptDueData) -> None:
    """Take in a `DocumentReceiptDue`, opened."""
    to = orjson.dumps({"email": data["email"], "thread": data["thread"]}).decode()
    row = {
        "message_id": data["message_id"],
        "practice_id": data["practice_id"],
        "practice_name": data["practice_name"],
        "documents": data["documents"],
        "sealed": vault.seal(to, _place(data["message_id"])),
        "attempts": 0,
        "due_at": now(),
        "correlation_id": context.current().correlation_id,
    }
    uow.execute(upsert(ReceiptMail).values(row).on_conflict_do_nothing())
    uow.left_jobs = True


def deliver_one(database: Database, vault: Vault, outlets: Outlets) -> bool:
    """Send one due mail; whether there was one."""

    def send(job: DueReceipt) -> None:
        _send(database, vault, outlets, job)

    return due_mails.send_one(
        database, MAILS, send, kind="receipt", about=lambda job: {"message_id": job.message_id}
    )


def _send(database: Database, vault: Vault, outlets: Outlets, job: DueReceipt) -> None:
    to = orjson.loads(vault.open(job.sealed, _place(job.message_id)))
    with database.read() as connection:
        letterhead = letterheads.of(connection, outlets.senders, job.practice_id)
    message = receipts.received(
        to=to["email"],
        practice=job.practice_name,
        documents=job.documents,
        thread=to["thread"],
        message_id=f"{job.message_id}.receipt",
        letterhead=letterhead,
    )
    outlets.mailer.send(message)


def _place(message_id: str) -> str:
    return f"receipt mail {message_id}"

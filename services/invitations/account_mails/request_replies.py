"""Answers to who asked a practice to take them on and was declined (product.md 7.1, docs/adr/0049).

An answer names no address until it is sent: then access is called. One request has one answer at most.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import context
from chassis.database.engine import Database
from chassis.database.leased_jobs import LeasedJobs
from chassis.database.rows import columns_of
from chassis.database.unit_of_work import UnitOfWork, now
from contracts import access
from contracts.accounts import RequestState
from contracts.accounts.events import PracticeRequestDecidedData
from contracts.messages import Rpc
from services.invitations.account_mails import due_mails
from services.invitations.messages import letterheads, mails
from services.invitations.tables import RequestReply
from services.invitations.transport import delivery_problems
from services.invitations.transport.outlets import Outlets


@dataclass(frozen=True, slots=True)
class DueReply:
    """An answer that is to be sent, to who has shown an address or is a user."""

    request_id: str
    practice_id: str
    practice_name: str
    proof_id: str | None
    user_id: str | None
    reason: str | None = field(repr=False)
    correlation_id: str | None


REPLIES = LeasedJobs(
    DueReply,
    select(*columns_of(DueReply, RequestReply)),
    key=(RequestReply.request_id,),
    due_at=RequestReply.due_at,
    attempts=RequestReply.attempts,
    lease=60,
    back_off=(2, 15, 60, 300, 900, 3600, 3600),
)


def note_decided(uow: UnitOfWork, data: PracticeRequestDecidedData) -> None:
    """Take in a `PracticeRequestDecided`: who was declined is told."""
    if data["state"] != RequestState.DECLINED:
        return
    row = {
        "request_id": data["request_id"],
        "practice_id": data["practice_id"],
        "practice_name": data["practice_name"],
        "proof_id": data["proof_id"],
        "user_id": data["requested_by"],
        "reason": data["reason"],
        "attempts": 0,
        "due_at": now(),
        "correlation_id": context.current().correlation_id,
    }
    uow.execute(upsert(RequestReply).values(row).on_conflict_do_nothing())
    uow.left_jobs = True


def deliver_one(database: Database, calls: Rpc, outlets: Outlets) -> bool:
    """Send one due answer; whether there was one."""

    def send(job: DueReply) -> None:
        _send(database, calls, outlets, job)

    return due_mails.send_one(
        database, REPLIES, send, kind="request_reply", about=lambda job: {"request_id": job.request_id}
    )


def _send(database: Database, calls: Rpc, outlets: Outlets, job: DueReply) -> None:
    email = access.find_reply_address(calls, proof_id=job.proof_id, user_id=job.user_id)
    if email is None:
        raise delivery_problems.Refused("Nobody is there to be answered any more.")
    with database.read() as connection:
        letterhead = letterheads.of(connection, outlets.senders, job.practice_id)
    message = mails.declined(
        to=email,
        practice=job.practice_name,
        reason=job.reason,
        message_id=f"{job.request_id}.reply",
        letterhead=letterhead,
    )
    outlets.mailer.send(message)

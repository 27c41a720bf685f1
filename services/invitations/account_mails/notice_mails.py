"""Mails to a colleague about what they have not read, once a day where they want them (docs/adr/0072).

They name no client: who was given one may have lost it again.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import context
from chassis.database.engine import Database
from chassis.database.leased_jobs import LeasedJobs
from chassis.database.rows import columns_of
from chassis.database.unit_of_work import UnitOfWork, now
from contracts import access
from contracts.access import NoticeKind
from contracts.access.events import NoticesWaitingData
from contracts.messages import Rpc
from services.invitations.account_mails import due_mails
from services.invitations.messages import mails
from services.invitations.tables import NoticeMail
from services.invitations.transport import delivery_problems
from services.invitations.transport.outlets import Outlets

#: Of one, and of several.
_LINES = {
    NoticeKind.CLIENT_GIVEN: ("You were given a client", "You were given clients {} times"),
    NoticeKind.CLIENT_TO_MANAGE: (
        "You were made the account manager of clients",
        "You were made the account manager of clients {} times",
    ),
    NoticeKind.ACCESS_REQUESTED: (
        "A colleague asks for access to a client, and you may decide",
        "{} requests of colleagues are yours to decide",
    ),
    NoticeKind.REQUEST_APPROVED: (
        "Access that you asked for was given",
        "Access was given to {} clients that you asked for",
    ),
    NoticeKind.REQUEST_DECLINED: ("A request of yours was declined", "{} requests of yours were declined"),
    NoticeKind.REQUEST_EXPIRED: (
        "Nobody answered a request of yours",
        "Nobody answered {} requests of yours",
    ),
    NoticeKind.ACCESS_ENDS: ("Access to a client ends soon", "Access to clients ends soon, {} times"),
    NoticeKind.CONNECTION_BROKEN: (
        "The accounting software of a client has to be connected again",
        "The accounting software of {} clients has to be connected again",
    ),
}


@dataclass(frozen=True, slots=True)
class DueMail:
    """A mail that is to be sent to a colleague."""

    digest_id: str
    practice_id: str
    practice_name: str
    user_id: str
    lines: list[str]
    correlation_id: str | None


MAILS = LeasedJobs(
    DueMail,
    select(*columns_of(DueMail, NoticeMail)),
    key=(NoticeMail.digest_id,),
    due_at=NoticeMail.due_at,
    attempts=NoticeMail.attempts,
    lease=60,
    back_off=(2, 15, 60, 300, 900, 3600, 3600),
)


def note(uow: UnitOfWork, data: NoticesWaitingData) -> None:
    """Take in a `NoticesWaiting`."""
    row = {
        "digest_id": data["digest_id"],
        "practice_id": data["practice_id"],
        "practice_name": data["practice_name"],
        "user_id": data["user_id"],
        "lines": [line(NoticeKind(each["kind"]), each["count"]) for each in data["notices"]],
        "attempts": 0,
        "due_at": now(),
        "correlation_id": context.current().correlation_id,
    }
    uow.execute(upsert(NoticeMail).values(row).on_conflict_do_nothing())
    uow.left_jobs = True


def line(kind: NoticeKind, count: int) -> str:
    """What a mail says of so many notices of a kind."""
    one, several = _LINES[kind]
    return one if count == 1 else several.format(count)


def deliver_one(database: Database, calls: Rpc, outlets: Outlets) -> bool:
    """Send one due mail; whether there was one."""

    def send(job: DueMail) -> None:
        _send(calls, outlets, job)

    return due_mails.send_one(
        database, MAILS, send, kind="notice_mail", about=lambda job: {"digest_id": job.digest_id}
    )


def _send(calls: Rpc, outlets: Outlets, job: DueMail) -> None:
    email = access.find_reply_address(calls, proof_id=None, user_id=job.user_id)
    if email is None:
        raise delivery_problems.Refused("Nobody is there to be written to any more.")
    message = mails.notice(
        "unread",
        to=email,
        name="",
        lines=job.lines,
        public_url=outlets.public_url,
        message_id=f"{job.digest_id}.unread",
        practice=job.practice_name,
    )
    outlets.mailer.send(message)

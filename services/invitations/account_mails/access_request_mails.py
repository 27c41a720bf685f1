"""Mail to a colleague about who may see a client. Of a request (docs/adr/0052, 0069): to the account manager,
who decides, and to who asked, once somebody has. Of what ends soon (docs/adr/0056): to who loses it, and to
the account manager. Practice admins get both with their other notices.

It names no address until it is sent: then access is called. A request has one mail of each kind at most.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import context
from chassis.database.engine import Database
from chassis.database.leased_jobs import LeasedJobs
from chassis.database.rows import columns_of
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from contracts import access
from contracts.access import AccessLevel, AccessReason, AccessRequestState
from contracts.access.events import AccessEndsSoonData, AccessRequestChangedData
from contracts.messages import Rpc
from services.invitations.account_mails import due_mails
from services.invitations.messages import mails
from services.invitations.tables import AccessRequestMail
from services.invitations.transport import delivery_problems
from services.invitations.transport.outlets import Outlets

#: What who asked is told of; that they took it back themselves they know.
_ANSWERS = (AccessRequestState.APPROVED, AccessRequestState.DECLINED, AccessRequestState.EXPIRED)
#: Of what ends soon: who manages the client no more, who sees it no more, and of others who do not.
MANAGES, SEES, OTHERS = "manages_until", "sees_until", "others_see_until"
#: Of who sees a client and asks to do more with it: what they ask for, and what they were given.
_ASKS_FOR_MORE = {AccessLevel.WORK: "more_work", AccessLevel.MANAGE: "more_manage"}
_WAS_GIVEN_MORE = {AccessLevel.WORK: "given_work", AccessLevel.MANAGE: "given_manage"}
_TO_THE_MANAGER = (AccessRequestState.PENDING, OTHERS, *_ASKS_FOR_MORE.values())


@dataclass(frozen=True, slots=True)
class DueMail:
    """A mail that is to be sent to a colleague. `kind` is the state of the request that it tells of, which
    level is asked for or was given, or what ends.
    """

    request_id: str
    kind: str
    practice_id: str
    user_id: str
    client_name: str
    requester_name: str
    words: str | None = field(repr=False)
    until: datetime.datetime | None
    correlation_id: str | None


MAILS = LeasedJobs(
    DueMail,
    select(*columns_of(DueMail, AccessRequestMail)),
    key=(AccessRequestMail.request_id, AccessRequestMail.kind),
    due_at=AccessRequestMail.due_at,
    attempts=AccessRequestMail.attempts,
    lease=60,
    back_off=(2, 15, 60, 300, 900, 3600, 3600),
)


def note(uow: UnitOfWork, data: AccessRequestChangedData) -> None:
    """Take in an `AccessRequestChanged`: who is to hear of it gets a mail."""
    state = data["state"]
    if state == AccessRequestState.PENDING:
        if data["account_manager_id"] is not None:
            _queue(uow, data, data["account_manager_id"], data["reason"])
    elif state in _ANSWERS:
        _queue(uow, data, data["requested_by"], data["detail"])


def note_ending(uow: UnitOfWork, data: AccessEndsSoonData) -> None:
    """Take in an `AccessEndsSoon`: who loses something gets a mail, and the account manager of the rest."""
    manager = data["account_manager_id"]
    for end in data["ends"]:
        kind = MANAGES if end["grant"] is AccessReason.ACCOUNT_MANAGER else SEES
        for user_id in end["user_ids"]:
            _queue_end(uow, data, user_id, kind, "", end["until"])
        if manager is not None and manager not in end["user_ids"]:
            name = f"The team {end['name']}" if end["grant"] is AccessReason.TEAM else end["name"]
            _queue_end(uow, data, manager, OTHERS, name or "Everybody", end["until"])


def _queue(uow: UnitOfWork, data: AccessRequestChangedData, user_id: str, words: str | None) -> None:
    _write(
        uow,
        {
            "request_id": data["request_id"],
            "kind": _kind(data),
            "practice_id": data["practice_id"],
            "user_id": user_id,
            "client_name": data["client_name"],
            "requester_name": data["requester_name"],
            "words": words,
            "until": data.get("until"),
        },
    )


def _kind(data: AccessRequestChangedData) -> str:
    """Which mail it is: that of the state, but for who saw the client and asked for more of it."""
    state, level = data["state"], data.get("level")
    if data.get("held") is None or level is None:
        return state
    if state == AccessRequestState.PENDING:
        return _ASKS_FOR_MORE.get(level, state)
    return _WAS_GIVEN_MORE.get(level, state) if state == AccessRequestState.APPROVED else state


def _queue_end(
    uow: UnitOfWork, data: AccessEndsSoonData, user_id: str, kind: str, whose: str, until: datetime.datetime
) -> None:
    _write(
        uow,
        {
            "request_id": new_id("end"),
            "kind": kind,
            "practice_id": data["practice_id"],
            "user_id": user_id,
            "client_name": data["client_name"],
            "requester_name": whose,
            "words": None,
            "until": until,
        },
    )


def _write(uow: UnitOfWork, mail: Mapping[str, object]) -> None:
    row = {
        **mail,
        "attempts": 0,
        "due_at": now(),
        "correlation_id": context.current().correlation_id,
    }
    uow.execute(upsert(AccessRequestMail).values(row).on_conflict_do_nothing())
    uow.left_jobs = True


def deliver_one(database: Database, calls: Rpc, outlets: Outlets) -> bool:
    """Send one due mail; whether there was one."""

    def send(job: DueMail) -> None:
        _send(calls, outlets, job)

    return due_mails.send_one(
        database,
        MAILS,
        send,
        kind="access_request_mail",
        about=lambda job: {"request_id": job.request_id, "kind": job.kind},
    )


def _send(calls: Rpc, outlets: Outlets, job: DueMail) -> None:
    if job.kind in _TO_THE_MANAGER and _is_admin(calls, job):
        # They have it among their notices.
        return
    email = access.find_reply_address(calls, proof_id=None, user_id=job.user_id)
    if email is None:
        raise delivery_problems.Refused("Nobody is there to be written to any more.")
    message = mails.access_request(
        job.kind,
        to=email,
        client=job.client_name,
        requester=job.requester_name,
        words=job.words,
        until=job.until,
        public_url=outlets.public_url,
        message_id=f"{job.request_id}.{job.kind}",
    )
    outlets.mailer.send(message)


def _is_admin(calls: Rpc, job: DueMail) -> bool:
    admins = access.practice_admins(calls, practice_id=job.practice_id)
    return job.user_id in {each["user_id"] for each in admins}

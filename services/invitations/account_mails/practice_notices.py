"""Mail to a practice's admins about what concerns all of it: connections that ended, clients that went over,
who asks to be taken on, which colleague asks for access to a client.

What comes close together is one message. It names no address until it is sent: then access is called.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import context
from chassis.database.engine import Database
from chassis.database.leased_jobs import Claimed, LeasedJobs
from chassis.database.rows import columns_of
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.observability import logs
from contracts import access
from contracts.access import AccessReason, AccessRequestState, PracticeAdmin
from contracts.access.events import AccessEndsSoonData, AccessRequestChangedData
from contracts.accounts import RequestKind
from contracts.accounts.events import ClientTransferredData, PracticeRequestedData
from contracts.connections import WebhookChange, WebhookDisabledReason
from contracts.connections.events import ConnectionData, WebhookEndpointChangedData
from contracts.messages import Rpc
from services.invitations.messages import mails
from services.invitations.tables import Notice
from services.invitations.transport import delivery_problems
from services.invitations.transport.outlets import Outlets

_log = logs.get(__name__)

#: How long a message waits for more of its kind: when a login ends at a vendor, many connections end at once.
GATHER = datetime.timedelta(minutes=5)
_MOST_LINES = 200
#: How long after a message none of its kind follows, where strangers, or one colleague
#: alone, can bring it about.
RESTS = {"requested": datetime.timedelta(hours=1), "access_requested": datetime.timedelta(minutes=15)}
#: What somebody asks for who sees the client already.
_WISHES = {"work": "work with", "manage": "manage"}
#: What a line about an end says of whom.
_LOSES = {
    AccessReason.COLLEAGUE: "{name} sees {client} until {until}",
    AccessReason.TEAM: "the team {name} sees {client} until {until}",
    AccessReason.EVERYONE: "all colleagues see {client} until {until}",
    AccessReason.ACCOUNT_MANAGER: "{name} manages {client} until {until}",
}
#: Of one and of several; who they are is shown to those alone who sign in.
_WHO_ASKS = {
    RequestKind.NEW_CLIENT: ("somebody new", "{} people who are new"),
    RequestKind.EXISTING_ACCOUNT: ("a client who has an account", "{} clients who have an account"),
}


@dataclass(frozen=True, slots=True)
class DueNotice:
    """What a practice gets notice of: to be addressed, or for the admin who is named already."""

    id: str
    practice_id: str
    kind: str
    lines: list[str]
    user_id: str | None
    correlation_id: str | None


NOTICES = LeasedJobs(
    DueNotice,
    select(*columns_of(DueNotice, Notice)),
    key=(Notice.id,),
    due_at=Notice.due_at,
    attempts=Notice.attempts,
    lease=60,
    back_off=(2, 15, 60, 300, 900, 3600, 3600),
)


def note_broken(uow: UnitOfWork, data: ConnectionData) -> None:
    """Take in a `ConnectionNeedsReconnect` (product.md 6.3)."""
    _gather(uow, data["practice_id"], "reconnect", data["organisation_name"], GATHER)


def note_transferred(uow: UnitOfWork, data: ClientTransferredData) -> None:
    """Take in a `ClientTransferred`: the practice before is told (product.md 7.1)."""
    line = f"{data['name']} is now with {data['practice_name']}"
    _gather(uow, data["from_practice_id"], "transferred", line, datetime.timedelta())


def note_requested(uow: UnitOfWork, data: PracticeRequestedData) -> None:
    """Take in a `PracticeRequested`: at once, unless there was such a message within the hour."""
    if data["practice_id"] is not None:
        _gather(uow, data["practice_id"], "requested", data["kind"], datetime.timedelta())


def note_access_request(uow: UnitOfWork, data: AccessRequestChangedData) -> None:
    """Take in an `AccessRequestChanged`: of a new one at once, unless there was such a message within the
    quarter of an hour.
    """
    if data["state"] == AccessRequestState.PENDING:
        until = data.get("until")
        for_how_long = f" until {until.day} {until:%B %Y}" if until is not None else ""
        wish = _WISHES.get(data.get("level") or "", "see") if data.get("held") is not None else "see"
        line = (
            f"{data['requester_name']} asks to {wish} {data['client_name']}{for_how_long}: {data['reason']}"
        )
        _gather(uow, data["practice_id"], "access_requested", line, datetime.timedelta())


def note_ending_access(uow: UnitOfWork, data: AccessEndsSoonData) -> None:
    """Take in an `AccessEndsSoon`: with all that end at about the same time, as of a quarter's last day."""
    for end in data["ends"]:
        until = f"{end['until'].day} {end['until']:%B %Y}"
        line = _LOSES[end["grant"]].format(name=end["name"] or "", client=data["client_name"], until=until)
        _gather(uow, data["practice_id"], "access_ending", line, GATHER)


def note_webhook_endpoint(uow: UnitOfWork, data: WebhookEndpointChangedData) -> None:
    """Take in a `WebhookEndpointChanged`: admins are told of one that stopped by itself."""
    if data["change"] == WebhookChange.DISABLED and data["reason"] != WebhookDisabledReason.BY_HAND:
        _gather(uow, data["practice_id"], "webhook_disabled", data["host"], datetime.timedelta())


def _gather(uow: UnitOfWork, practice_id: str, kind: str, line: str, wait: datetime.timedelta) -> None:
    row = {
        "id": new_id("notice"),
        "practice_id": practice_id,
        "kind": kind,
        "lines": [line],
        "attempts": 0,
        "due_at": now() + wait,
        "correlation_id": context.current().correlation_id,
    }
    statement = upsert(Notice).values(row)
    uow.execute(
        statement.on_conflict_do_update(
            index_elements=["practice_id", "kind"],
            index_where=Notice.user_id.is_(None),
            set_={"lines": func.array_cat(Notice.lines, statement.excluded.lines)},
        )
    )
    uow.left_jobs = True


def deliver_one(database: Database, calls: Rpc, outlets: Outlets) -> bool:
    """Do the next thing that is due; whether there was one."""
    claimed = NOTICES.claim(database)
    if claimed is None:
        return False
    job = claimed.job
    with context.following(job.correlation_id):
        admins = {
            each["user_id"]: each for each in access.practice_admins(calls, practice_id=job.practice_id)
        }
        if job.user_id is None:
            _address(database, job, list(admins))
        elif job.user_id in admins:
            _send(database, outlets, claimed, admins[job.user_id])
        else:
            _remove(database, claimed)
    return True


def _address(database: Database, job: DueNotice, user_ids: list[str]) -> None:
    """Make one of it for each admin. What was gathered ends with it, or rests, empty, and gathers again."""
    gathered = Notice.id == job.id
    with database.unit_of_work() as uow:
        lines = uow.execute(select(Notice.lines).where(gathered).with_for_update()).scalar_one_or_none()
        if lines and job.kind in RESTS:
            again = {"lines": [], "attempts": 0, "due_at": now() + RESTS[job.kind]}
            uow.execute(update(Notice).where(gathered).values(again))
        else:
            uow.execute(delete(Notice).where(gathered))
        if not lines or not user_ids:
            return
        common = {
            "practice_id": job.practice_id,
            "kind": job.kind,
            "lines": _counted(lines) if job.kind == "requested" else lines[:_MOST_LINES],
            "attempts": 0,
            "due_at": now(),
            "correlation_id": job.correlation_id,
        }
        rows = [{**common, "id": new_id("notice"), "user_id": user_id} for user_id in user_ids]
        uow.execute(insert(Notice), rows)
        uow.left_jobs = True


def _counted(kinds: list[str]) -> list[str]:
    """How many of each kind ask."""
    counts = Counter(map(RequestKind, kinds))
    return [
        one if counts[kind] == 1 else many.format(counts[kind])
        for kind, (one, many) in _WHO_ASKS.items()
        if counts[kind]
    ]


def _send(database: Database, outlets: Outlets, claimed: Claimed[DueNotice], admin: PracticeAdmin) -> None:
    job = claimed.job
    message = mails.notice(
        job.kind,
        to=admin["email"],
        name=admin["name"],
        lines=job.lines,
        public_url=outlets.public_url,
        message_id=f"{job.id}.notice",
    )
    try:
        outlets.mailer.send(message)
    except delivery_problems.NotNow:
        if NOTICES.postpone(database, claimed):
            return
        _log.warning("notice_not_sent", notice_id=job.id, kind=job.kind)
    except delivery_problems.Refused:
        _log.warning("notice_refused", notice_id=job.id, kind=job.kind)
    _remove(database, claimed)


def _remove(database: Database, claimed: Claimed[DueNotice]) -> None:
    with database.unit_of_work() as uow:
        NOTICES.remove(uow, claimed)

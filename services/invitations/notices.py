"""Mail to a practice's admins about what concerns all of it: connections that ended, clients that went over.

What comes close together is one message. It names no address until it is sent: then access is asked.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import context
from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.observability import logs
from contracts import access
from contracts.messages import Rpc
from services.invitations import mail
from services.invitations.sending import Outlets
from services.invitations.tables import Notice

_log = logs.get(__name__)

#: How long a message waits for more of its kind: when a login ends at a vendor, many connections end at once.
GATHER = datetime.timedelta(minutes=5)
_MOST_LINES = 200
_BACK_OFF = (2, 15, 60, 300, 900, 3600, 3600, 3600)
_LEASE = datetime.timedelta(seconds=60)


def note_broken(uow: UnitOfWork, data: Mapping[str, Any]) -> None:
    """Take in a `ConnectionNeedsReconnect` (product.md 6.3)."""
    _gather(uow, data["practice_id"], "reconnect", data["organisation_name"], GATHER)


def note_transferred(uow: UnitOfWork, data: Mapping[str, Any]) -> None:
    """Take in a `ClientTransferred`: the practice before is told (product.md 7.1)."""
    line = f"{data['name']} is now with {data['practice_name']}"
    _gather(uow, data["from_practice_id"], "transferred", line, datetime.timedelta())


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
    job = _claim(database)
    if job is None:
        return False
    with context.following(job.correlation_id):
        admins = {
            each["user_id"]: each for each in access.practice_admins(calls, practice_id=job.practice_id)
        }
        if job.user_id is None:
            _address(database, job, list(admins))
        elif job.user_id in admins:
            _send(database, outlets, job, admins[job.user_id])
        else:
            _remove(database, job)
    return True


def _address(database: Database, job: Row[Any], user_ids: list[str]) -> None:
    """Make one of it for each admin."""
    with database.unit_of_work() as uow:
        gathered = delete(Notice).where(Notice.id == job.id).returning(Notice.lines)
        lines = uow.execute(gathered).scalar_one_or_none()
        if lines is None or not user_ids:
            return
        common = {
            "practice_id": job.practice_id,
            "kind": job.kind,
            "lines": lines[:_MOST_LINES],
            "attempts": 0,
            "due_at": now(),
            "correlation_id": job.correlation_id,
        }
        rows = [{**common, "id": new_id("notice"), "user_id": user_id} for user_id in user_ids]
        uow.execute(insert(Notice), rows)
        uow.left_jobs = True


def _send(database: Database, outlets: Outlets, job: Row[Any], admin: Mapping[str, Any]) -> None:
    message = mail.notice(
        job.kind,
        to=admin["email"],
        name=admin["name"],
        lines=job.lines,
        public_url=outlets.public_url,
        message_id=f"{job.id}.notice",
    )
    try:
        outlets.mailer.send(message)
    except mail.NotNow:
        if job.attempts < len(_BACK_OFF):
            _postpone(database, job)
            return
        _log.warning("notice_not_sent", notice_id=job.id, kind=job.kind)
    except mail.Refused:
        _log.warning("notice_refused", notice_id=job.id, kind=job.kind)
    _remove(database, job)


def _claim(database: Database) -> Row[Any] | None:
    due = (
        select(Notice.id)
        .where(Notice.due_at <= func.now())
        .order_by(Notice.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    with database.unit_of_work() as uow:
        return uow.execute(
            update(Notice)
            .where(Notice.id == due.scalar_subquery())
            .values(due_at=now() + _LEASE, attempts=Notice.attempts + 1)
            .returning(*Notice.__table__.columns)
        ).first()


def _postpone(database: Database, job: Row[Any]) -> None:
    delay = datetime.timedelta(seconds=_BACK_OFF[job.attempts - 1])
    with database.unit_of_work() as uow:
        uow.execute(update(Notice).where(Notice.id == job.id).values(due_at=now() + delay))


def _remove(database: Database, job: Row[Any]) -> None:
    with database.unit_of_work() as uow:
        uow.execute(delete(Notice).where(Notice.id == job.id))

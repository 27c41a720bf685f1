"""Sends what is queued: one due delivery at a time, retried with back-off, ended as needing attention.

The job is claimed in one transaction, sent without any, and settled in another. A crash in between sends
the same token again, never a second one.
"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from chassis import logs
from chassis.database import Database
from chassis.vault import Vault
from chassis.work import now
from contracts.invitations.events import INVITATION_FAILED, INVITATION_SENT
from services.invitations import inviting, mail
from services.invitations.tables import Delivery, Invitation

_log = logs.get(__name__)

LIFE = datetime.timedelta(days=7)
#: Seconds before attempts two to six.
_BACK_OFF = (2, 15, 60, 300, 1800)
#: A claimed job whose process died is due again after this.
_LEASE = datetime.timedelta(seconds=60)


def deliver_one(database: Database, vault: Vault, post: mail.Post, public_url: str) -> bool:
    """Send one due delivery; whether there was one."""
    job = _claim(database)
    if job is None:
        return False
    token = vault.open(job.sealed_token, inviting.place(job.id, job.channel))
    ends = now() + LIFE
    message = mail.invitation(
        to=job.email,
        name=job.name,
        practice=job.practice_name,
        inviter=job.invited_by_name,
        account=job.account_name,
        for_client=job.client_id is not None,
        link=f"{public_url}/invitation#{token}",
        code=token,
        ends=ends,
        message_id=f"{job.id}.{job.channel}",
    )
    try:
        post.send(message)
    except mail.Refused as refusal:
        _give_up(database, job, refusal.reason)
    except mail.NotNow as problem:
        _postpone(database, job, problem.reason)
    else:
        _settle_sent(database, job)
    return True


def _claim(database: Database) -> Row[Any] | None:
    with database.work() as work:
        job = work.execute(
            select(Invitation.__table__, Delivery.channel, Delivery.sealed_token, Delivery.attempts)
            .join(Delivery, Delivery.invitation_id == Invitation.id)
            .where(
                Delivery.state == "queued", Delivery.due_at <= func.now(), Delivery.sealed_token.is_not(None)
            )
            .order_by(Delivery.due_at)
            .limit(1)
            .with_for_update(skip_locked=True, of=Delivery)
        ).first()
        if job is not None:
            _update(work, job, due_at=now() + _LEASE, attempts=job.attempts + 1)
    return job


def _settle_sent(database: Database, job: Row[Any]) -> None:
    with database.work() as work:
        _update(work, job, state="sent", detail=None, sealed_token=None)
        state = inviting.overall(inviting.channels_of(work, job.id))
        values: dict[str, Any] = {"state": state} if job.state in inviting.OPEN else {}
        inviting.change(
            work, job.id, INVITATION_SENT, sent_at=func.now(), expires_at=func.now() + LIFE, **values
        )


def _postpone(database: Database, job: Row[Any], reason: str) -> None:
    if job.attempts >= len(_BACK_OFF):
        _give_up(database, job, reason)
        return
    delay = datetime.timedelta(seconds=_BACK_OFF[job.attempts])
    _log.warning("delivery_postponed", invitation_id=job.id, channel=job.channel, seconds=delay.seconds)
    with database.work() as work:
        _update(work, job, due_at=now() + delay, detail=reason)


def _give_up(database: Database, job: Row[Any], reason: str) -> None:
    _log.warning("delivery_failed", invitation_id=job.id, channel=job.channel)
    with database.work() as work:
        _update(work, job, state="failed", detail=reason, sealed_token=None)
        inviting.change(work, job.id, INVITATION_FAILED, state="needs_attention")


def _update(work: Any, job: Row[Any], **values: Any) -> None:
    work.execute(
        update(Delivery)
        .where(Delivery.invitation_id == job.id, Delivery.channel == job.channel)
        .values(**values)
    )

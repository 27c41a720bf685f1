"""Sends what is queued: one due delivery at a time, retried with back-off, ended as needing attention.

The job is claimed in one transaction, sent without any, and settled in another. A crash in between sends
the same token again, never a second one.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select, update

from chassis import context
from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.observability import logs
from chassis.security.vault import Vault
from contracts.invitations.events import INVITATION_FAILED, INVITATION_SENT
from contracts.messages import Rpc
from services.invitations import holding, inviting, letterheads, mail, progress, smtp, texts
from services.invitations.senders import Senders
from services.invitations.tables import Delivery, Invitation
from services.invitations.wordings import Letterhead, kind_of

_log = logs.get(__name__)

LIFE = datetime.timedelta(days=7)
#: Seconds before attempts two to six.
_BACK_OFF = (2, 15, 60, 300, 1800)
#: A claimed job whose process died is due again after this.
_LEASE = datetime.timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where messages leave the house. `texting` is None where texts are not set up."""

    mailer: smtp.SmtpMailer
    texting: texts.Texting | None
    public_url: str
    senders: Senders
    app_url: str | None = None


def deliver_one(database: Database, calls: Rpc, vault: Vault, outlets: Outlets) -> bool:
    """Send one due delivery; whether there was one."""
    job = _claim(database)
    if job is None:
        return False
    # What is told of it bears the correlation id of the request that it follows from.
    with context.following(job.correlation_id):
        if holding.may_send(calls, job.practice_id):
            _deliver(database, vault, outlets, job)
        elif holding.is_over(job):
            _give_up(database, job, holding.OVER)
        else:
            holding.hold(database, job)
    return True


def _deliver(database: Database, vault: Vault, outlets: Outlets, job: Row[Any]) -> None:
    token = vault.open(job.sealed_token, inviting.place(job.id, job.channel))
    with database.read() as connection:
        letterhead = letterheads.of(connection, outlets.senders, job.practice_id)
    try:
        _SEND[job.channel](outlets, letterhead, job, token)
    except mail.Refused as refusal:
        _give_up(database, job, refusal.reason)
    except mail.NotNow as problem:
        _postpone(database, job, problem.reason)
    else:
        _settle_sent(database, job)


def _send_mail(outlets: Outlets, letterhead: Letterhead, job: Row[Any], token: str) -> None:
    reminder = job.channel == "reminder"
    message = mail.invitation(
        to=job.email,
        kind=kind_of(for_client=job.client_id is not None, reminder=reminder),
        letterhead=letterhead,
        values=_values(job),
        link=_link(outlets, token),
        code=token,
        ends=job.expires_at if reminder else now() + LIFE,
        message_id=f"{job.id}.{job.channel}.{job.round}",
    )
    outlets.mailer.send(message)


def _send_text(outlets: Outlets, letterhead: Letterhead, job: Row[Any], token: str) -> None:
    if outlets.texting is None:
        raise mail.Refused(texts.NOT_SET_UP)
    with mail.written():
        text = texts.invitation(
            begin=letterhead.words("client_text", "opening", _values(job)),
            link=_link(outlets, token),
            app_url=outlets.app_url,
        )
    outlets.texting.send(job.mobile, text, job.id, job.round)


def _values(job: Row[Any]) -> dict[str, str]:
    return {
        "practice": job.practice_name,
        "account": job.account_name,
        "inviter": job.invited_by_name,
        "name": job.name,
    }


_SEND: dict[str, Callable[[Outlets, Letterhead, Row[Any], str], None]] = {
    "email": _send_mail,
    "sms": _send_text,
    "reminder": _send_mail,
}


def _link(outlets: Outlets, token: str) -> str:
    return f"{outlets.public_url}/invitation#{token}"


def _claim(database: Database) -> Row[Any] | None:
    with database.unit_of_work() as uow:
        job = uow.execute(
            select(
                Invitation.__table__,
                Delivery.channel,
                Delivery.sealed_token,
                Delivery.attempts,
                Delivery.round,
                Delivery.correlation_id,
            )
            .join(Delivery, Delivery.invitation_id == Invitation.id)
            .where(
                Delivery.state == "queued",
                Delivery.due_at <= func.now(),
                Delivery.sealed_token.is_not(None),
                Invitation.state.in_(progress.OPEN),
            )
            .order_by(Delivery.due_at)
            .limit(1)
            .with_for_update(skip_locked=True, of=Delivery)
        ).first()
        if job is not None:
            _update(uow, job, due_at=now() + _LEASE, attempts=job.attempts + 1)
    return job


def _settle_sent(database: Database, job: Row[Any]) -> None:
    with database.unit_of_work() as uow:
        progress.lock(uow, job.id)
        # The vendor's report may have come before: what it says is newer.
        _update(uow, job, Delivery.state == "queued", state="sent", detail=None)
        if _update(uow, job, sealed_token=None) and job.channel in progress.CHANNELS:
            # Later rounds are by whoever asked for them, which was told when they did.
            told = {"actor_id": job.invited_by} if job.round == 1 else {}
            progress.follow_channels(
                uow, job.id, INVITATION_SENT, told, sent_at=func.now(), expires_at=func.now() + LIFE
            )


def _postpone(database: Database, job: Row[Any], reason: str) -> None:
    if job.attempts >= len(_BACK_OFF):
        _give_up(database, job, reason)
        return
    delay = datetime.timedelta(seconds=_BACK_OFF[job.attempts])
    _log.warning("delivery_postponed", invitation_id=job.id, channel=job.channel, seconds=delay.seconds)
    with database.unit_of_work() as uow:
        _update(uow, job, due_at=now() + delay, detail=reason)


def _give_up(database: Database, job: Row[Any], reason: str) -> None:
    _log.warning("delivery_failed", invitation_id=job.id, channel=job.channel)
    with database.unit_of_work() as uow:
        progress.lock(uow, job.id)
        gone = _update(uow, job, state="failed", detail=reason, sealed_token=None)
        if gone and job.channel in progress.CHANNELS:
            progress.follow_channels(uow, job.id, INVITATION_FAILED)


def _update(uow: UnitOfWork, job: Row[Any], *conditions: Any, **values: Any) -> bool:
    """Change the job's delivery, unless the invitation was resent meanwhile; whether it was changed."""
    changed = uow.execute(
        update(Delivery)
        .where(
            Delivery.invitation_id == job.id,
            Delivery.channel == job.channel,
            Delivery.round == job.round,
            *conditions,
        )
        .values(**values)
    )
    return bool(changed.rowcount)

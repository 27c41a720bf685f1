"""Sends what is queued: one due delivery at a time, retried with back-off, ended as needing attention.

A crash before a delivery is marked as sent sends the same token again, never a second one.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from chassis import context
from chassis.database.engine import Database
from chassis.database.leased_jobs import Claimed, LeasedJobs
from chassis.database.rows import columns_of
from chassis.database.unit_of_work import now
from chassis.observability import logs
from chassis.security.vault import Vault
from contracts.invitations.events import INVITATION_FAILED, INVITATION_SENT
from contracts.messages import Rpc
from contracts.values import Done
from services.invitations.deliveries import held_deliveries
from services.invitations.deliveries.delivery_decision import Gate, GivenUp, PutOff, Sent, gate, outcome
from services.invitations.invitations import invitation_states, link_tokens
from services.invitations.invitations.invitation_facts import CHANNELS, LIFE, OPEN, ChannelName, DeliveryState
from services.invitations.messages import invitation_texts, letterheads, mails
from services.invitations.messages.wordings import Letterhead, kind_of
from services.invitations.tables import Delivery, Invitation
from services.invitations.transport import twilio
from services.invitations.transport.delivery_problems import NotNow, Refused
from services.invitations.transport.outlets import Outlets
from services.invitations.transport.unwritable_messages import written

_log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """One channel of an invitation, which is to be sent. A text has a `mobile`, a reminder `expires_at`."""

    invitation_id: str
    channel: str
    round: int
    sealed_token: str = field(repr=False)
    correlation_id: str | None
    practice_id: str
    practice_name: str
    client_id: str | None
    account_name: str
    invited_by: str
    invited_by_name: str
    name: str
    email: str
    mobile: str
    created_at: datetime.datetime
    expires_at: datetime.datetime


DELIVERIES = LeasedJobs(
    DueDelivery,
    select(*columns_of(DueDelivery, Delivery, Invitation))
    .join_from(Delivery, Invitation, Delivery.invitation_id == Invitation.id)
    .where(
        Delivery.state == DeliveryState.QUEUED,
        Delivery.sealed_token.is_not(None),
        Invitation.state.in_(OPEN),
    ),
    # A delivery that is sent anew meanwhile is another job.
    key=(Delivery.invitation_id, Delivery.channel, Delivery.round),
    due_at=Delivery.due_at,
    attempts=Delivery.attempts,
    lease=60,
    back_off=(2, 15, 60, 300, 1800),
)


def deliver_one(database: Database, calls: Rpc, vault: Vault, outlets: Outlets) -> bool:
    """Send one due delivery; whether there was one."""
    claimed = DELIVERIES.claim(database)
    if claimed is None:
        return False
    # Its events bear the correlation id of the request that it follows from.
    with context.following(claimed.job.correlation_id):
        may_send = held_deliveries.may_send(calls, claimed.job.practice_id)
        decided = gate(may_send=may_send, created_at=claimed.job.created_at, at=now())
        if decided is Gate.OPEN:
            _deliver(database, vault, outlets, claimed)
        elif decided is Gate.OVER:
            _give_up(database, claimed, held_deliveries.OVER)
        else:
            queued = Delivery.state == DeliveryState.QUEUED
            DELIVERIES.hold(database, claimed, held_deliveries.AGAIN, queued, detail=held_deliveries.HELD)
    return True


def _deliver(database: Database, vault: Vault, outlets: Outlets, claimed: Claimed[DueDelivery]) -> None:
    job = claimed.job
    token = vault.open(job.sealed_token, link_tokens.place(job.invitation_id, job.channel))
    with database.read() as connection:
        letterhead = letterheads.of(connection, outlets.senders, job.practice_id)
    problem: Refused | NotNow | None = None
    try:
        _SEND[job.channel](outlets, letterhead, job, token)
    except (Refused, NotNow) as raised:
        problem = raised
    match outcome(problem, attempt=claimed.attempt, attempts=len(DELIVERIES.back_off) + 1):
        case Sent():
            _mark_sent(database, claimed)
        case PutOff(reason=reason):
            _put_off(database, claimed, reason)
        case GivenUp(reason=reason):
            _give_up(database, claimed, reason)


def _send_mail(outlets: Outlets, letterhead: Letterhead, job: DueDelivery, token: str) -> None:
    reminder = job.channel == ChannelName.REMINDER
    message = mails.invitation(
        to=job.email,
        kind=kind_of(for_client=job.client_id is not None, reminder=reminder),
        letterhead=letterhead,
        values=_values(job),
        link=_link(outlets, token),
        code=token,
        ends=job.expires_at if reminder else now() + LIFE,
        message_id=f"{job.invitation_id}.{job.channel}.{job.round}",
    )
    outlets.mailer.send(message)


def _send_text(outlets: Outlets, letterhead: Letterhead, job: DueDelivery, token: str) -> None:
    if outlets.texting is None:
        raise Refused(twilio.NOT_SET_UP)
    with written():
        text = invitation_texts.invitation(
            begin=letterhead.words("client_text", "opening", _values(job)),
            link=_link(outlets, token),
            app_url=outlets.app_url,
        )
    outlets.texting.send(job.mobile, text, job.invitation_id, job.round)


def _values(job: DueDelivery) -> dict[str, str]:
    return {
        "practice": job.practice_name,
        "account": job.account_name,
        "inviter": job.invited_by_name,
        "name": job.name,
    }


_SEND: Mapping[str, Callable[[Outlets, Letterhead, DueDelivery, str], None]] = {
    ChannelName.EMAIL: _send_mail,
    ChannelName.SMS: _send_text,
    ChannelName.REMINDER: _send_mail,
}


def _link(outlets: Outlets, token: str) -> str:
    return f"{outlets.public_url}/invitation#{token}"


def _mark_sent(database: Database, claimed: Claimed[DueDelivery]) -> None:
    job = claimed.job
    with database.unit_of_work() as uow:
        invitation_states.lock(uow, job.invitation_id)
        # The vendor's report may have come before: what it says is newer.
        DELIVERIES.change(
            uow, claimed, Delivery.state == DeliveryState.QUEUED, state=DeliveryState.SENT, detail=None
        )
        if DELIVERIES.change(uow, claimed, sealed_token=None) and job.channel in CHANNELS:
            # Later rounds are by whoever asked for them, which was recorded when they did.
            by: Done = {"actor_id": job.invited_by} if job.round == 1 else {}
            invitation_states.follow_channels(
                uow,
                job.invitation_id,
                INVITATION_SENT,
                by,
                sent_at=func.now(),
                expires_at=func.now() + LIFE,
            )


def _put_off(database: Database, claimed: Claimed[DueDelivery], reason: str) -> None:
    job = claimed.job
    DELIVERIES.postpone(database, claimed, detail=reason)
    _log.warning(
        "delivery_postponed", invitation_id=job.invitation_id, channel=job.channel, attempt=claimed.attempt
    )


def _give_up(database: Database, claimed: Claimed[DueDelivery], reason: str) -> None:
    job = claimed.job
    _log.warning("delivery_failed", invitation_id=job.invitation_id, channel=job.channel)
    with database.unit_of_work() as uow:
        invitation_states.lock(uow, job.invitation_id)
        gone = DELIVERIES.change(uow, claimed, state=DeliveryState.FAILED, detail=reason, sealed_token=None)
        if gone and job.channel in CHANNELS:
            invitation_states.follow_channels(uow, job.invitation_id, INVITATION_FAILED)

"""Mail with a link for a new password, to confirm an address, or to ask a practice to take one on.

The token is made here, and access knows its hash before it is sent.

The row lives until the message is handed over, or cannot be before the link ends.
"""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import context
from chassis.database.engine import Database
from chassis.database.leased_jobs import LeasedJobs
from chassis.database.rows import columns_of
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.observability import logs
from chassis.security.vault import Vault
from contracts import access
from contracts.access import LinkPurpose
from contracts.errors import NotFound
from contracts.invitations.events import SendPasswordResetData
from contracts.messages import Rpc
from services.invitations.invitations import link_tokens
from services.invitations.messages import mails
from services.invitations.tables import PasswordMail
from services.invitations.transport import delivery_problems
from services.invitations.transport.outlets import Outlets

_log = logs.get(__name__)

#: Where a link leads, by what it is for.
_PAGES = {
    LinkPurpose.PASSWORD: "password-reset",
    LinkPurpose.CONFIRMATION: "confirm-email",
    LinkPurpose.NEW_CLIENT: "new-client",
}


@dataclass(frozen=True, slots=True)
class DueMail:
    """One message with a link, which is to be sent."""

    reset_id: str
    name: str
    email: str
    sealed_token: str = field(repr=False)
    expires_at: datetime.datetime
    correlation_id: str | None


MAILS = LeasedJobs(
    DueMail,
    select(*columns_of(DueMail, PasswordMail)),
    key=(PasswordMail.reset_id,),
    due_at=PasswordMail.due_at,
    attempts=PasswordMail.attempts,
    lease=60,
    back_off=(2, 15, 60, 300, 900),
    # It ends when its link does.
    endless=True,
)


def queue(uow: UnitOfWork, vault: Vault, order: SendPasswordResetData) -> None:
    """Obey `SendResetLink`, opened. Obeyed again, it changes nothing."""
    row = {
        "reset_id": order.reset_id,
        "name": order.name,
        "email": order.email,
        "sealed_token": vault.seal(secrets.token_urlsafe(32), _place(order.reset_id)),
        "attempts": 0,
        "due_at": now(),
        "expires_at": order.expires_at,
        "correlation_id": context.current().correlation_id,
    }
    uow.execute(upsert(PasswordMail).values(row).on_conflict_do_nothing())
    uow.left_jobs = True


def deliver_one(database: Database, calls: Rpc, vault: Vault, outlets: Outlets) -> bool:
    """Send one due message; whether there was one."""
    claimed = MAILS.claim(database)
    if claimed is None:
        return False
    job = claimed.job
    with context.enter(context.Context(job.correlation_id or context.new_correlation_id())):
        try:
            _send(calls, vault, outlets, job)
        except delivery_problems.NotNow:
            MAILS.postpone(database, claimed)
            return True
        except (delivery_problems.Refused, NotFound) as refusal:
            _log.warning("password_mail_not_sent", reset_id=job.reset_id, reason=type(refusal).__name__)
        with database.unit_of_work() as uow:
            MAILS.remove(uow, claimed)
    return True


def _send(calls: Rpc, vault: Vault, outlets: Outlets, job: DueMail) -> None:
    if job.expires_at <= now():
        raise delivery_problems.Refused("The link is over.")
    token = vault.open(job.sealed_token, _place(job.reset_id))
    taken = access.offer_reset_token(calls, reset_id=job.reset_id, token_hash=link_tokens.hash_token(token))
    purpose = taken["purpose"]
    message = mails.with_link(
        purpose,
        practice=taken.get("practice_name") or "",
        to=job.email,
        name=job.name,
        link=f"{outlets.public_url}/{_PAGES[purpose]}#{token}",
        code=token,
        ends=job.expires_at,
        message_id=f"{job.reset_id}.email",
    )
    outlets.mailer.send(message)


def _place(reset_id: str) -> str:
    return f"password reset {reset_id}"

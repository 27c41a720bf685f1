"""Showing that an email address is one's own, by a link that was sent there (docs/adr/0019).

The link counts for who is signed in as the user that claims the address: whoever reads the mail and did not
register confirms nothing, and whoever registered and does not read it cannot.
"""

from __future__ import annotations

from sqlalchemy import func, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from contracts.access import ConfirmationUnusable, ConfirmEmail, EmailConfirmed, LinkPurpose
from contracts.errors import TooManyRequests
from contracts.messages import NoArguments
from services.access import permissions
from services.access.credentials import mailed_links, proven_emails
from services.access.members import memberships, users
from services.access.passwords import try_limits
from services.access.sessions import session_records
from services.access.tables import PasswordReset

_BY_EMAIL = try_limits.Limit("confirmations to an email", most=5, seconds=86400)


def room(database: Database, email: str) -> bool:
    """Whether one more message may go to this address today, and counts it."""
    try:
        try_limits.spend(database, _BY_EMAIL, users.email_key(email))
    except TooManyRequests:
        return False
    return True


def order(uow: UnitOfWork, user_id: str, email: str) -> None:
    """Have a link sent. The message says nothing that who registered has typed."""
    mailed_links.order(uow, LinkPurpose.CONFIRMATION, user_id, name="there", email=email)


def send_again(database: Database, request: Request[NoArguments]) -> None:
    """Another link to the caller's own address, where it is not confirmed yet. Raises `TooManyRequests`."""
    permissions.require_session(request.caller)
    with database.read() as connection:
        memberships.of_caller(connection, request.caller)
        user = users.by_id(connection, request.caller.user_id)
    if user.claimed_key is not None:
        try_limits.spend(database, _BY_EMAIL, user.claimed_key)
    with database.unit_of_work(request) as uow:
        if user.claimed_key is not None:
            order(uow, user.id, user.email)
        return uow.answer(None)


def confirm(database: Database, request: Request[ConfirmEmail]) -> EmailConfirmed:
    """The caller's address is theirs. Raises `ConfirmationUnusable`: the code is not theirs, or is over."""
    caller = request.caller
    permissions.require_session(caller)
    link = (
        select(PasswordReset.id)
        .where(
            PasswordReset.token_hash == session_records.hash_token(request.data.token.strip()),
            PasswordReset.user_id == caller.user_id,
            PasswordReset.purpose == LinkPurpose.CONFIRMATION,
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > func.now(),
        )
        .with_for_update()
    )
    with database.unit_of_work(request, everywhere=True) as uow:
        memberships.of_caller(uow.connection, caller)
        if uow.execute(link).first() is None:
            raise ConfirmationUnusable()
        uow.execute(
            update(PasswordReset)
            .where(PasswordReset.user_id == caller.user_id, PasswordReset.purpose == LinkPurpose.CONFIRMATION)
            .values(used_at=func.now())
        )
        claimed = users.by_id(uow.connection, caller.user_id).claimed_key or ""
        merged = users.by_email(uow.connection, claimed) is not None
        confirmed: EmailConfirmed = {
            "message_ids": proven_emails.prove(uow, caller.user_id),
            "signed_out": merged,
        }
        return uow.answer(confirmed)

"""A new password for who reads their mail."""

from __future__ import annotations

from sqlalchemy import func, select, update

from chassis import context
from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.rpc.request import Request
from contracts.access import (
    CompletePasswordReset,
    LinkPurpose,
    RequestPasswordReset,
    ResetUnusable,
    SentMessages,
)
from contracts.errors import TooManyRequests
from services.access.activity import audit_lines
from services.access.credentials import changed_passwords, mailed_links, proven_emails
from services.access.members import users
from services.access.passwords import guarded_attempts, try_limits
from services.access.sessions import session_records
from services.access.tables import PasswordReset, User

_BY_EMAIL = try_limits.Limit("password resets of an email", most=5, seconds=3600)
_BY_ADDRESS = try_limits.Limit("password resets from an address", most=30, seconds=3600)


@context.across_accounts
def request_reset(database: Database, request: Request[RequestPasswordReset]) -> None:
    """Have a link sent to who forgot their password. The answer never tells whether there is such a user.

    Raises `TooManyRequests` for an address that asks for many.
    """
    email = request.data.email
    try_limits.spend(database, _BY_ADDRESS, request.data.address)
    enough = _has_had_enough(database, users.email_key(email))
    with database.unit_of_work(request) as uow:
        user = users.by_email(uow.connection, email)
        if user is None or user.password_hash is None:
            # Whoever only claims the address so far has shown that it is theirs once they use the link.
            user = next(iter(users.claiming(uow.connection, email)), None)
        if user is not None and not enough:
            mailed_links.order(uow, LinkPurpose.PASSWORD, user.id, name=user.name, email=user.email)
        else:
            mailed_links.note(uow, LinkPurpose.PASSWORD, None)
        return uow.answer(None)


def _has_had_enough(database: Database, whose: str) -> bool:
    try:
        try_limits.spend(database, _BY_EMAIL, whose)
    except TooManyRequests:
        return True
    return False


@context.across_accounts
def complete_reset(database: Database, request: Request[CompletePasswordReset]) -> SentMessages:
    """Set the password by a link from the mail; every session and API token ends, and every other link.

    Raises `ResetUnusable`, one answer for all reasons, and `InvalidInput`.
    """
    refuse_repeat(database, request)
    token_hash = session_records.hash_token(request.data.token.strip())
    usable = (
        select(User.id, User.email)
        .join(PasswordReset, PasswordReset.user_id == User.id)
        .where(PasswordReset.token_hash == token_hash, PasswordReset.used_at.is_(None))
        .where(PasswordReset.expires_at > func.now())
    )
    with database.read() as connection:
        found = connection.execute(usable).first()
    if found is None:
        raise ResetUnusable()
    user_id, email = found
    password_hash = changed_passwords.hash_chosen(request.data.password, email)
    with database.unit_of_work(request, everywhere=True) as uow:
        if uow.execute(usable.with_for_update(of=PasswordReset)).first() is None:
            raise ResetUnusable()
        uow.execute(update(PasswordReset).where(PasswordReset.user_id == user_id).values(used_at=func.now()))
        changed_passwords.write(uow, user_id, password_hash)
        guarded_attempts.forget(uow, users.email_key(email))
        message_ids = session_records.end_all(uow, user_id)
        message_ids += proven_emails.prove(uow, user_id)
        audit_lines.note_about_user(uow, "user.password_reset", user_id)
        answer: SentMessages = {"message_ids": message_ids}
        return uow.answer(answer)

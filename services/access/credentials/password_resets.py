"""A new password: by who knows the old one, or who reads their mail."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from contracts.access import ResetUnusable
from contracts.errors import NotFound, TooManyRequests
from contracts.invitations.events import SEND_RESET_LINK
from services.access.activity import audit_lines
from services.access.credentials import email_confirmations
from services.access.members import users
from services.access.passwords import guarded_attempts, password_confirmation, password_hashes, try_limits
from services.access.sessions import session_records
from services.access.tables import PasswordReset, User

LIFE = datetime.timedelta(hours=1)
_BY_EMAIL = try_limits.Limit("password resets of an email", most=5, seconds=3600)
_BY_ADDRESS = try_limits.Limit("password resets from an address", most=30, seconds=3600)
_KEPT = datetime.timedelta(days=7)


def change(database: Database, request: Request) -> dict[str, Any]:
    """Another password for who gives the present one; their other sessions end. Raises `InvalidInput`."""
    caller = request.caller
    user = password_confirmation.by_password(database, request, "/current_password")
    password_hash = _chosen(user, request.data["password"])
    with database.unit_of_work(request) as uow:
        _set(uow, user.id, password_hash)
        message_ids = session_records.end_all(uow, user.id, but=caller.session_id, tokens=False)
        audit_lines.note_about_user(uow, "user.password_changed", user.id)
        return uow.answer({"message_ids": message_ids})


def request_reset(database: Database, request: Request) -> None:
    """Have a link sent to who forgot their password. The answer never tells whether there is such a user.

    Raises `TooManyRequests` for an address that asks for many.
    """
    email, address = request.data["email"], request.data["address"]
    try_limits.spend(database, _BY_ADDRESS, address)
    enough = _asked_enough(database, users.email_key(email))
    with database.unit_of_work(request) as uow:
        user = users.by_email(uow.connection, email)
        if user is None or user.password_hash is None:
            # Whoever only claims the address so far has shown that it is theirs once they use the link.
            user = next(iter(users.claiming(uow.connection, email)), None)
        known = user is not None and not enough
        at = now()
        row = {"id": new_id("reset"), "created_at": at, "expires_at": at + LIFE}
        uow.execute(insert(PasswordReset).values(**row, user_id=user.id if user and known else None))
        if user is not None and known:
            uow.send(
                SEND_RESET_LINK,
                reset_id=row["id"],
                user_id=user.id,
                name=user.name,
                email=user.email,
                expires_at=row["expires_at"],
            )
        return uow.answer(None)


def _asked_enough(database: Database, whose: str) -> bool:
    try:
        try_limits.spend(database, _BY_EMAIL, whose)
    except TooManyRequests:
        return True
    return False


def offer_token(database: Database, request: Request) -> dict[str, Any]:
    """Take the hash of the token that the invitations service is about to send; tells what the link is for.

    Raises `NotFound`.
    """
    with database.unit_of_work(request) as uow:
        taken = uow.execute(
            update(PasswordReset)
            .where(PasswordReset.id == request.data["reset_id"], PasswordReset.used_at.is_(None))
            .where(PasswordReset.user_id.is_not(None), PasswordReset.expires_at > func.now())
            .values(token_hash=request.data["token_hash"])
            .returning(PasswordReset.purpose)
        ).first()
        if taken is None:
            raise NotFound(what="open password reset")
        return uow.answer({"purpose": taken.purpose})


def complete_reset(database: Database, request: Request) -> dict[str, Any]:
    """Set the password by a link from the mail; every session and API token ends, and every other link.

    Raises `ResetUnusable`, one answer for all reasons, and `InvalidInput`.
    """
    refuse_repeat(database, request)
    token_hash = session_records.hash_token(request.data["token"].strip())
    usable = (
        select(PasswordReset.id, User.id.label("user_id"), User.email)
        .join(User, User.id == PasswordReset.user_id)
        .where(PasswordReset.token_hash == token_hash, PasswordReset.used_at.is_(None))
        .where(PasswordReset.expires_at > func.now())
    )
    with database.read() as connection:
        user = connection.execute(usable).first()
    if user is None:
        raise ResetUnusable()
    password_hash = _chosen(user, request.data["password"])
    with database.unit_of_work(request, everywhere=True) as uow:
        if uow.execute(usable.with_for_update(of=PasswordReset)).first() is None:
            raise ResetUnusable()
        uow.execute(
            update(PasswordReset).where(PasswordReset.user_id == user.user_id).values(used_at=func.now())
        )
        _set(uow, user.user_id, password_hash)
        guarded_attempts.forget(uow, users.email_key(user.email))
        message_ids = session_records.end_all(uow, user.user_id)
        message_ids += email_confirmations.prove(uow, user.user_id)
        audit_lines.note_about_user(uow, "user.password_reset", user.user_id)
        return uow.answer({"message_ids": message_ids})


def forget_old_resets(database: Database) -> None:
    with database.autocommit() as connection:
        connection.execute(delete(PasswordReset).where(PasswordReset.expires_at < now() - _KEPT))


def _chosen(user: Any, password: str) -> str:
    password_hashes.check(password, "/password", email=user.email)
    return password_hashes.hash_password(password)


def _set(uow: UnitOfWork, user_id: str, password_hash: str) -> None:
    uow.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))

"""Showing that an email address is one's own, by a link that was sent there (docs/adr/0019).

The link counts for who is signed in as the user that claims the address: whoever reads the mail and did not
register confirms nothing, and whoever registered and does not read it cannot.
"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from contracts.access import ConfirmationUnusable
from contracts.errors import TooManyRequests
from contracts.invitations.events import SEND_RESET_LINK
from services.access import permissions
from services.access.client_access import client_grants
from services.access.members import memberships, users
from services.access.passwords import guarded_attempts, try_limits
from services.access.sessions import session_records
from services.access.tables import Membership, PasswordReset, User

LIFE = datetime.timedelta(days=7)
PURPOSE = "confirmation"
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
    at = now()
    row = {"id": new_id("reset"), "created_at": at, "expires_at": at + LIFE, "purpose": PURPOSE}
    uow.execute(insert(PasswordReset).values(**row, user_id=user_id))
    uow.send(
        SEND_RESET_LINK,
        reset_id=row["id"],
        user_id=user_id,
        name="there",
        email=email,
        expires_at=row["expires_at"],
    )


def send_again(database: Database, request: Request) -> None:
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


def confirm(database: Database, request: Request) -> dict[str, Any]:
    """The caller's address is theirs. Raises `ConfirmationUnusable`: the code is not theirs, or is over."""
    caller = request.caller
    permissions.require_session(caller)
    link = (
        select(PasswordReset.id)
        .where(
            PasswordReset.token_hash == session_records.hash_token(request.data["token"].strip()),
            PasswordReset.user_id == caller.user_id,
            PasswordReset.purpose == PURPOSE,
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
            .where(PasswordReset.user_id == caller.user_id, PasswordReset.purpose == PURPOSE)
            .values(used_at=func.now())
        )
        merged = users.by_email(uow.connection, _claim(uow, caller.user_id)) is not None
        return uow.answer({"message_ids": prove(uow, caller.user_id), "signed_out": merged})


def _claim(uow: UnitOfWork, user_id: str) -> str:
    return users.by_id(uow.connection, user_id).claimed_key or ""


def prove(uow: UnitOfWork, user_id: str) -> list[str]:
    """Whoever claims an address has shown that they read its mail; gives the messages' ids. Where somebody
    has shown that before, it is the same person, and what was registered is theirs.
    """
    user = uow.execute(select(User.__table__).where(User.id == user_id).with_for_update()).one()
    if user.claimed_key is None:
        return []
    guarded_attempts.forget(uow, user.claimed_key)
    holder = users.by_email(uow.connection, user.email)
    if holder is not None:
        return _hand_over(uow, user, holder)
    own = {"email_key": user.claimed_key, "claimed_key": None}
    uow.execute(update(User).where(User.id == user_id).values(own))
    # Told anew, so that what waits for it goes out.
    return [memberships.change(uow, each) for each in _memberships(uow, user_id)]


def _memberships(uow: UnitOfWork, user_id: str) -> list[Row[Any]]:
    """In practices."""
    ids = select(Membership.account_id).where(
        Membership.user_id == user_id,
        Membership.status == "active",
        Membership.account_id.startswith("prac_", autoescape=True),
    )
    return [
        memberships.colleague(uow.connection, practice_id, user_id)
        for practice_id in uow.execute(ids.order_by(Membership.account_id)).scalars().all()
    ]


def _hand_over(uow: UnitOfWork, user: Row[Any], holder: Row[Any]) -> list[str]:
    """Give the practices of who claimed the address to who has it, and end the claim."""
    if holder.password_hash is None:
        # Invited only so far: the password that was registered is theirs.
        first = {"password_hash": user.password_hash}
        uow.execute(update(User).where(User.id == holder.id).values(first))
    message_ids: list[str] = []
    for before in _memberships(uow, user.id):
        memberships.lock_practice(uow, before.account_id)
        memberships.add(
            uow, before.account_id, holder.id, user.name,
            role=before.role, permissions=list(before.permissions), owner=before.owner,
        )  # fmt: skip
        by = SimpleNamespace(account_id=before.account_id, user_id=holder.id)
        message_ids += client_grants.hand_over(uow, by, user.id, holder.id)  # type: ignore[arg-type]
        message_ids.append(
            memberships.change(uow, before, status="removed", owner=False, removed_at=func.now())
        )
    return message_ids + session_records.end_all(uow, user.id)

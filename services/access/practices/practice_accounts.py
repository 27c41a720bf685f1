"""What access knows of practices: their names, and that they exist."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import delete, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from services.access.members import memberships, users
from services.access.tables import Account, Membership, Session, User

#: A registration that accounts never confirmed was never finished.
_FORGOTTEN_AFTER = datetime.timedelta(hours=1)


def note_registered(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `PracticeRegistered`."""
    uow.execute(update(Account).where(Account.id == data["practice_id"]).values(confirmed=True))


def note_changed(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `PracticeChanged`; an older version changes nothing."""
    uow.execute(
        update(Account)
        .where(Account.id == data["practice_id"], Account.version < data["version"])
        .values(name=data["name"], version=data["version"])
    )


def forget_unfinished(database: Database) -> None:
    """Forget practices whose registration was never finished; their users stay."""
    unfinished = select(Account.id).where(
        Account.confirmed.is_(False), Account.created_at < now() - _FORGOTTEN_AFTER
    )
    with database.unit_of_work() as uow:
        uow.execute(delete(Session).where(Session.account_id.in_(unfinished)))
        uow.execute(delete(Account).where(Account.id.in_(unfinished)))


def of_admin(database: Database, email: str) -> dict[str, list[str]]:
    """The practices that somebody with this email is an active practice admin of (product.md 7.1)."""
    query = (
        select(Account.id)
        .join(Membership, Membership.account_id == Account.id)
        .join(User, User.id == Membership.user_id)
        .where(
            Account.kind == "practice",
            Account.confirmed,
            Membership.role == "practice_admin",
            Membership.status == "active",
            User.email_key == users.email_key(email),
        )
        .order_by(Account.id)
    )
    with database.read() as connection:
        return {"practice_ids": list(connection.execute(query).scalars())}


def admins(database: Database, practice_id: str) -> dict[str, list[dict[str, Any]]]:
    """A practice's active admins, who are told what concerns all of it: those whose address is proven."""
    query = (
        select(User.id.label("user_id"), memberships.shown_name, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.account_id == practice_id,
            Membership.role == "practice_admin",
            Membership.status == "active",
            User.claimed_key.is_(None),
        )
        .order_by(User.id)
    )
    with database.read() as connection:
        return {"items": [dict(row) for row in connection.execute(query).mappings()]}

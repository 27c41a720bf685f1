"""Users: people with one login email each (product.md 1)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.security.identity import Caller
from contracts.errors import RoleRequired
from services.access import activity, members, throttling
from services.access.tables import User

#: Of those who claim one email, whose password a sign-in tries. Whoever is not among them confirms by mail.
MOST_CLAIMS = 3


def email_key(email: str) -> str:
    """How emails are compared: case does not count."""
    return email.strip().casefold()


def by_email(connection: Connection, email: str) -> Row[Any] | None:
    return connection.execute(select(User.__table__).where(User.email_key == email_key(email))).first()


def claiming(connection: Connection, email: str) -> list[Row[Any]]:
    """Who has registered with this email and not shown yet that it is theirs: the newest of them."""
    claims = select(User.__table__).where(User.claimed_key == email_key(email))
    return list(connection.execute(claims.order_by(User.id.desc()).limit(MOST_CLAIMS)).all())


def by_id(connection: Connection, user_id: str) -> Row[Any]:
    return connection.execute(select(User.__table__).where(User.id == user_id)).one()


def add(uow: UnitOfWork, *, name: str, email: str, password_hash: str | None, proven: bool = True) -> str:
    """A new user; gives their id. Where it is not `proven` that the email is theirs, they claim it only."""
    user_id, key = new_id("user"), email_key(email)
    uow.execute(
        insert(User).values(
            id=user_id,
            email=email,
            # Nobody's address: an address has an @.
            email_key=key if proven else f"claimed by {user_id}",
            claimed_key=None if proven else key,
            name=name,
            password_hash=password_hash,
            created_at=now(),
        )
    )
    return user_id


def is_proven(connection: Connection, user_id: str) -> bool:
    """Whether somebody has shown that their email address is theirs."""
    return by_id(connection, user_id).claimed_key is None


def view(row: Any) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "email": row.email, "email_confirmed": row.claimed_key is None}


def look_up(database: Database, limit: throttling.Limit, caller: Caller, email: str) -> dict[str, Any]:
    """Whether an email belongs to a user who can sign in (product.md 4.3).

    Only for colleagues who may add clients; counted, and on the audit trail. Raises `RoleRequired`,
    `TooManyRequests`.
    """
    with database.read() as connection:
        membership = members.of_caller(connection, caller)
    if membership.kind != "practice" or not members.may_add_clients(membership):
        raise RoleRequired(role="practice_admin or client_admin, or the permission to add clients")
    with database.read() as connection:
        proven = is_proven(connection, caller.user_id)
    if not proven:
        # Else a practice made for the purpose, and the next one, could ask about everybody.
        return {"exists": False}
    throttling.spend(database, limit, caller.user_id)
    found = known(database, email)
    note_look_up(database, membership, found["exists"])
    return found


def note_look_up(database: Database, membership: Row[Any], exists: bool) -> None:
    """Note that a colleague was told whether an email is registered, without the address."""
    with database.unit_of_work() as uow:
        whose = {"practice_id": membership.account_id, "actor_id": membership.user_id}
        activity.note(uow, "email.looked_up", **whose, after={"exists": exists})


def known(database: Database, email: str) -> dict[str, Any]:
    """Whether the email is a user's who can sign in."""
    with database.read() as connection:
        user = by_email(connection, email)
    return {"exists": user is not None and user.password_hash is not None}

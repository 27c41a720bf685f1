"""Users: people with one login email each (product.md 1)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from chassis.database import Database
from chassis.identity import Caller
from chassis.work import Work, new_id, now
from contracts.errors import RoleRequired
from services.access import activity, members, throttling
from services.access.tables import User


def email_key(email: str) -> str:
    """How emails are compared: case does not count."""
    return email.strip().casefold()


def by_email(connection: Connection, email: str) -> Row[Any] | None:
    return connection.execute(select(User.__table__).where(User.email_key == email_key(email))).first()


def by_id(connection: Connection, user_id: str) -> Row[Any]:
    return connection.execute(select(User.__table__).where(User.id == user_id)).one()


def add(work: Work, *, name: str, email: str, password_hash: str | None) -> str:
    """A new user; gives their id."""
    user_id = new_id("user")
    work.execute(
        insert(User).values(
            id=user_id,
            email=email,
            email_key=email_key(email),
            name=name,
            password_hash=password_hash,
            created_at=now(),
        )
    )
    return user_id


def view(row: Any) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "email": row.email}


def look_up(database: Database, limit: throttling.Limit, caller: Caller, email: str) -> dict[str, Any]:
    """Whether an email belongs to a user who can sign in (product.md 4.3).

    Only for colleagues who may add clients; counted, and on the audit trail. Raises `RoleRequired`,
    `TooManyRequests`.
    """
    with database.read() as connection:
        standing = members.of_caller(connection, caller)
    if standing.kind != "practice" or not members.may_add_clients(standing):
        raise RoleRequired(role="practice_admin or client_admin, or the permission to add clients")
    throttling.check(database, limit, caller.user_id)
    found = known(database, email)
    note_look_up(database, limit, standing, found["exists"])
    return found


def note_look_up(database: Database, limit: throttling.Limit, standing: Row[Any], exists: bool) -> None:
    """Count that a colleague was told whether an email is registered, and note it, without the address."""
    throttling.count(database, limit, standing.user_id)
    with database.work() as work:
        whose = {"practice_id": standing.account_id, "actor_id": standing.user_id}
        activity.note(work, "email.looked_up", **whose, after={"exists": exists})


def known(database: Database, email: str) -> dict[str, Any]:
    """Whether the email is a user's who can sign in."""
    with database.read() as connection:
        user = by_email(connection, email)
    return {"exists": user is not None and user.password_hash is not None}

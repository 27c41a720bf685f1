"""Users: people with one login email each (product.md 1)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from chassis.database.unit_of_work import UnitOfWork, new_id, now
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

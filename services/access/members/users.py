"""Users: people with one login email each (product.md 1)."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from chassis.database.unit_of_work import UnitOfWork, new_id, now
from contracts.access.sessions import User as ShownUser
from services.access.members.member_facts import Person
from services.access.tables import User

#: Of those who claim one email, whose password a sign-in tries. Whoever is not among them confirms by mail.
MOST_CLAIMS = 3


#: A `Person`.
USER = select(User.id, User.email, User.email_key, User.claimed_key, User.name, User.password_hash)


def email_key(email: str) -> str:
    """How emails are compared: case does not count."""
    return email.strip().casefold()


def by_email(connection: Connection, email: str) -> Person | None:
    found = connection.execute(USER.where(User.email_key == email_key(email))).first()
    return Person._make(found) if found is not None else None


def claiming(connection: Connection, email: str) -> list[Person]:
    """Who has registered with this email and not shown yet that it is theirs: the newest of them."""
    claims = USER.where(User.claimed_key == email_key(email)).order_by(User.id.desc()).limit(MOST_CLAIMS)
    return [Person._make(row) for row in connection.execute(claims)]


def by_id(connection: Connection, user_id: str) -> Person:
    return Person._make(connection.execute(USER.where(User.id == user_id)).one())


def locked(uow: UnitOfWork, user_id: str) -> Person:
    """A user, whom nobody else changes meanwhile."""
    return Person._make(uow.execute(USER.where(User.id == user_id).with_for_update()).one())


def add_program(uow: UnitOfWork, *, name: str) -> str:
    """What stands for a program where people are named: a user whom no address finds. Gives their id."""
    user_id = new_id("user")
    uow.execute(
        insert(User).values(id=user_id, email="", email_key=f"program {user_id}", name=name, created_at=now())
    )
    return user_id


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


def view(user: Person) -> ShownUser:
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "email_confirmed": user.claimed_key is None,
    }

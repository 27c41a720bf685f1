"""Asking for the password once more before credentials are changed: as often as at sign-in, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chassis.command import Replayed
from chassis.database import Database
from chassis.rpc.asked import Asked
from contracts.errors import InvalidInput
from services.access import attempts, members, passwords, rights, users


def by_password(database: Database, asked: Asked, pointer: str = "/password") -> Any:
    """The caller's user, who has given their password. Raises `InvalidInput`, `TooManyRequests`."""
    rights.require_session(asked.caller)
    if asked.command is not None and asked.command.known(database):
        raise Replayed()
    with database.read() as connection:
        members.of_caller(connection, asked.caller)
        user = users.by_id(connection, asked.caller.user_id)
    with guarded(database, user) as guard:
        if not passwords.verify(asked.data[pointer.removeprefix("/")], user.password_hash):
            raise InvalidInput.at(pointer, "wrong_password", "This is not your password. Try again.")
        guard.passed()
    return user


@contextmanager
def guarded(database: Database, user: Any) -> Iterator[attempts.Guard]:
    """An attempt of somebody signed in. Raises `TooManyRequests`."""
    about = user.claimed_key or user.email_key
    with attempts.guard(database, (attempts.SIGNED_IN, user.id), about=about) as guard:
        yield guard

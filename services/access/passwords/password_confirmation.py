"""Asking for the password once more before credentials are changed: as often as at sign-in, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.rpc.request import Request
from contracts.access import ByPassword, ChangePassword
from contracts.errors import InvalidInput
from services.access import permissions
from services.access.members import memberships, users
from services.access.members.member_facts import Person
from services.access.passwords import guarded_attempts, password_hashes


def by_password(database: Database, request: Request[ByPassword] | Request[ChangePassword]) -> Person:
    """The caller's user, who has given their password. Raises `InvalidInput`, `TooManyRequests`."""
    permissions.require_session(request.caller)
    refuse_repeat(database, request)
    with database.read() as connection:
        memberships.of_caller(connection, request.caller)
        user = users.by_id(connection, request.caller.user_id)
    pointer, password = _given(request.data)
    with guarded(database, user) as guard:
        if not password_hashes.verify(password, user.password_hash):
            raise InvalidInput.at(pointer, "wrong_password", "This is not your password. Try again.")
        guard.passed()
    return user


def _given(data: ByPassword | ChangePassword) -> tuple[str, str]:
    """Where the present password stands, and the password."""
    if isinstance(data, ChangePassword):
        return "/current_password", data.current_password
    return "/password", data.password


@contextmanager
def guarded(database: Database, user: Person) -> Iterator[guarded_attempts.Guard]:
    """An attempt of somebody signed in. Raises `TooManyRequests`."""
    about = user.claimed_key or user.email_key
    with guarded_attempts.guard(database, (guarded_attempts.SIGNED_IN, user.id), about=about) as guard:
        yield guard

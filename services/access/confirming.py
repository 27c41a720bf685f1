"""Asking for the password once more before credentials are changed: as often as at sign-in, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from chassis.command import Replayed
from chassis.database import Database
from chassis.rpc.asked import Asked
from contracts.errors import InvalidInput
from services.access import members, passwords, rights, throttling, users


class _Wrong(Exception):
    def __init__(self, refusal: InvalidInput) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def by_password(database: Database, asked: Asked, pointer: str = "/password") -> Any:
    """The caller's user, who has given their password. Raises `InvalidInput`, `TooManyRequests`."""
    rights.require_session(asked.caller)
    if asked.command is not None and asked.command.known(database):
        raise Replayed()
    with database.read() as connection:
        members.of_caller(connection, asked.caller)
        user = users.by_id(connection, asked.caller.user_id)
    with counted(database, user.id) as wrong:
        if not passwords.verify(asked.data[pointer.removeprefix("/")], user.password_hash):
            raise wrong(InvalidInput.at(pointer, "wrong_password", "This is not your password. Try again."))
    return user


@contextmanager
def counted(database: Database, user_id: str) -> Iterator[Callable[[InvalidInput], Exception]]:
    """Count what was wrong in the block as a failed sign-in of the user. Raises `TooManyRequests`."""
    with database.read() as connection:
        whose = users.by_id(connection, user_id).email_key
    throttling.check(database, throttling.SIGN_IN_BY_EMAIL, whose)
    try:
        yield _Wrong
    except _Wrong as wrong:
        throttling.count(database, throttling.SIGN_IN_BY_EMAIL, whose)
        raise wrong.refusal from None

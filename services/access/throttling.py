"""Limits on trying: so many in a window, counted in the database so that every replica counts alike."""

from __future__ import annotations

import datetime
import hashlib

from sqlalchemy import case, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Database
from chassis.work import Work, now
from contracts.errors import TooManyRequests
from services.access.tables import Throttle


class Limit:
    """At most `most` tries of `what` within `seconds`."""

    def __init__(self, what: str, most: int, seconds: int) -> None:
        self.what, self.most, self.seconds = what, most, seconds

    def key(self, whose: str) -> str:
        return hashlib.sha256(f"{self.what}\0{whose}".encode()).hexdigest()


#: Failed tries before an answer is refused unseen, by email and by network address.
SIGN_IN_BY_EMAIL = Limit("sign-in of an email", most=10, seconds=900)
SIGN_IN_BY_ADDRESS = Limit("sign-in from an address", most=100, seconds=900)


def check(database: Database, limit: Limit, whose: str) -> None:
    """Raises `TooManyRequests` where the limit is reached, telling when to try again."""
    with database.read() as connection:
        row = connection.execute(
            select(Throttle.count.label("tries"), Throttle.window_ends_at).where(
                Throttle.key == limit.key(whose), Throttle.window_ends_at > func.now()
            )
        ).first()
    if row is not None and row.tries >= limit.most:
        raise TooManyRequests(retry_after=max(1, int((row.window_ends_at - now()).total_seconds())))


def count(database: Database, limit: Limit, whose: str) -> None:
    """Note one try."""
    ends = now() + datetime.timedelta(seconds=limit.seconds)
    statement = insert(Throttle).values(key=limit.key(whose), count=1, window_ends_at=ends)
    over = Throttle.window_ends_at <= func.now()
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": case((over, 1), else_=Throttle.count + 1),
            "window_ends_at": case((over, statement.excluded.window_ends_at), else_=Throttle.window_ends_at),
        },
    )
    with database.read() as connection:
        connection.execute(statement)


def clear(database: Database, limit: Limit, whose: str) -> None:
    """Forget the tries, after one that succeeded."""
    with database.read() as connection:
        connection.execute(delete(Throttle).where(Throttle.key == limit.key(whose)))


def forget(work: Work, limit: Limit, whose: str) -> None:
    """Forget the tries, where a unit of work succeeds."""
    work.execute(delete(Throttle).where(Throttle.key == limit.key(whose)))


def forget_old(database: Database) -> None:
    """Remove windows that are over."""
    with database.read() as connection:
        connection.execute(delete(Throttle).where(Throttle.window_ends_at < func.now()))

"""Limits on trying: so many in a window, counted in the database so that every replica counts alike."""

from __future__ import annotations

import datetime
import hashlib

from sqlalchemy import case, delete, func
from sqlalchemy.dialects.postgresql import insert

from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from contracts.errors import TooManyRequests
from services.access.tables import Throttle


class Limit:
    """At most `most` tries of `what` within `seconds`."""

    def __init__(self, what: str, most: int, seconds: int) -> None:
        self.what, self.most, self.seconds = what, most, seconds

    def key(self, whose: str) -> str:
        return hashlib.sha256(f"{self.what}\0{whose}".encode()).hexdigest()


def spend(database: Database, limit: Limit, whose: str, count: int = 1) -> None:
    """Count one or several, where there is room, in one statement: who races has no more than who waits.

    Raises `TooManyRequests`, telling when to try again.
    """
    ends = now() + datetime.timedelta(seconds=limit.seconds)
    statement = insert(Throttle).values(key=limit.key(whose), count=count, window_ends_at=ends)
    over = Throttle.window_ends_at <= func.now()
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": case((over, count), else_=Throttle.count + count),
            "window_ends_at": case((over, statement.excluded.window_ends_at), else_=Throttle.window_ends_at),
        },
    )
    with database.autocommit() as connection:
        row = connection.execute(
            statement.returning(Throttle.count.label("tries"), Throttle.window_ends_at)
        ).one()
    if row.tries > limit.most:
        raise TooManyRequests(retry_after=max(1, int((row.window_ends_at - now()).total_seconds())))


def forget_old(database: Database) -> None:
    """Remove windows that are over."""
    with database.autocommit() as connection:
        connection.execute(delete(Throttle).where(Throttle.window_ends_at < func.now()))

"""What is older than events are kept is forgotten, and from where on is remembered."""

from __future__ import annotations

import datetime

from sqlalchemy import text

from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from contracts.connections import DAYS_KEPT

#: A day more than is promised.
_KEPT = datetime.timedelta(days=DAYS_KEPT + 1)
_AT_ONCE = 5000
_FORGET = text(
    """
    WITH old AS (
        DELETE FROM feed_events WHERE position IN (
            SELECT position FROM feed_events WHERE position < :before ORDER BY position LIMIT :at_once
        ) RETURNING position
    )
    UPDATE feed_clock SET forgotten = found.last
    FROM (SELECT max(position) AS last, count(*) AS many FROM old) AS found
    WHERE found.many > 0
    RETURNING found.many
    """
)


def forget_old(database: Database) -> None:
    """Forget events that are older than they are kept."""
    before = int((now() - _KEPT).timestamp() * 1_000_000)
    more = True
    while more:
        with database.autocommit() as connection:
            found = connection.execute(_FORGET, {"before": before, "at_once": _AT_ONCE}).scalar()
        more = found == _AT_ONCE

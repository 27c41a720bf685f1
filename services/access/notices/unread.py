"""How many notices somebody has not read."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from services.access.tables import Notice

#: Who has more has many.
MOST = 100


def count(connection: Connection, practice_id: str, user_id: str) -> int:
    """At most `MOST`."""
    unread = select(Notice.id).where(
        Notice.practice_id == practice_id, Notice.user_id == user_id, Notice.read_at.is_(None)
    )
    some = unread.limit(MOST).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())

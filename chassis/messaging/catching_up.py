"""Waits until this service has taken in certain messages, so that a change counts for the next request."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from chassis.database.engine import Database
from chassis.database.tables import inbox
from contracts import subscriptions

_TAKEN_IN = select(func.count(func.distinct(inbox.c.message_id))).where(
    inbox.c.handler == func.any(bindparam("handlers")), inbox.c.message_id == func.any(bindparam("ids"))
)


def caught_up(database: Database, message_ids: Sequence[str], within: float = 1.0) -> bool:
    """Whether all of these messages are taken in, waiting at most `within` seconds."""
    wanted = len(set(message_ids))
    parameters = {
        "ids": list(message_ids),
        "handlers": list(subscriptions.handlers(database.source)),
    }

    def all_taken_in() -> bool:
        with database.read() as connection:
            return int(connection.execute(_TAKEN_IN, parameters).scalar_one()) >= wanted

    return database.changes.until(message_ids, all_taken_in, within=within)

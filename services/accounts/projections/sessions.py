"""Sessions that ended before their time, from access's events."""

from __future__ import annotations

import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from contracts.access.events import SessionRevokedData
from services.accounts.tables import EndedSession


def note_ended_session(uow: UnitOfWork, data: SessionRevokedData) -> None:
    """Take in a `SessionRevoked`."""
    row = {"session_id": data["session_id"], "forget_after": data["forget_after"]}
    uow.execute(insert(EndedSession).values(row).on_conflict_do_nothing())


def forget_ended_sessions(database: Database, at: datetime.datetime) -> None:
    """Forget sessions that no passport can name any more."""
    with database.autocommit() as connection:
        connection.execute(delete(EndedSession).where(EndedSession.forget_after < at))

"""Waits for the news of a client that was made a moment ago."""

from __future__ import annotations

import datetime

from sqlalchemy import select
from ulid import ULID

from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from services.access.tables import ClientAccess

#: For how long a client is a new one, by clocks that may be apart (accounts made the id), and the seconds to
#: wait for the news that it exists.
_NEW = datetime.timedelta(seconds=10)
_PATIENCE = 0.5


def await_client(database: Database, client_id: str) -> None:
    """The news of a client made a moment ago may be on its way: wait for it, briefly.

    An id that somebody made up may tell of a year that no datetime can hold.
    """
    made = ULID.from_str(client_id.removeprefix("client_")).timestamp
    if abs(now().timestamp() - made) >= _NEW.total_seconds():
        return

    def is_known() -> bool:
        with database.read() as connection:
            query = select(ClientAccess.client_id).where(ClientAccess.client_id == client_id)
            return connection.execute(query).first() is not None

    database.changes.until([client_id], is_known, within=_PATIENCE)

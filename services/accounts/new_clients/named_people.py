"""The colleagues and teams that an access object names, as accounts knows them."""

from __future__ import annotations

from sqlalchemy import Connection

from chassis.database.engine import Database
from chassis.process import waiting
from contracts.accounts.client_access import Access
from services.accounts import permissions
from services.accounts.new_clients.client_access import Unknown, people_in

#: Seconds to wait for access's event about a colleague.
_PATIENCE = 0.5


def await_colleagues(database: Database, practice_id: str, wanted: Access) -> None:
    """A colleague invited a moment ago may not have reached the projection yet: wait for them, briefly."""
    named = people_in(wanted)

    def all_known() -> bool:
        with database.read() as connection:
            return not permissions.unknown_colleagues(connection, practice_id, named)

    if named:
        waiting.until(all_known, within=_PATIENCE)


def unknown_in(connection: Connection, practice_id: str, wanted: Access) -> Unknown:
    """Those whom it names and nobody knows; asks for nothing where it names nobody."""
    return Unknown(
        permissions.unknown_colleagues(connection, practice_id, people_in(wanted)),
        permissions.unknown_teams(connection, practice_id, wanted.team_ids),
    )

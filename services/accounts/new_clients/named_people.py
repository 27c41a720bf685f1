"""The colleagues, teams and responsibilities that a request names, as accounts knows them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from chassis.database.engine import Database
from chassis.process import waiting
from contracts.access.access_responsibilities import GivenResponsibility
from contracts.accounts.client_access import Access
from services.accounts import permissions
from services.accounts.new_clients.client_access import Unknown, people_in

#: Seconds to wait for access's event about a colleague or a responsibility.
_PATIENCE = 0.5


def await_named(
    database: Database, practice_id: str, wanted: Access, held: Sequence[GivenResponsibility] = ()
) -> None:
    """A colleague invited a moment ago, or a responsibility made then, may not have reached the projection
    yet: wait for them, briefly.
    """

    def all_known() -> bool:
        with database.read() as connection:
            unknown = unknown_in(connection, practice_id, wanted, held)
            return not (unknown.colleagues or unknown.responsibilities)

    if people_in(wanted) or held:
        waiting.until(all_known, within=_PATIENCE)


def unknown_in(
    connection: Connection, practice_id: str, wanted: Access, held: Sequence[GivenResponsibility] = ()
) -> Unknown:
    """Those that are named and nobody knows; asks for nothing where none is named."""
    people = [*people_in(wanted), *(each.user_id for each in held)]
    return Unknown(
        permissions.unknown_colleagues(connection, practice_id, people),
        permissions.unknown_teams(connection, practice_id, wanted.team_ids),
        permissions.unknown_responsibilities(
            connection, practice_id, [each.responsibility_id for each in held]
        ),
    )

"""Which of the people and teams named are the practice's."""

from __future__ import annotations

from sqlalchemy import Connection

from services.access.client_access import known_responsibilities
from services.access.client_access.granted_access import Access, Known
from services.access.members import memberships
from services.access.teams import team_members


def among(connection: Connection, practice_id: str, wanted: Access) -> Known:
    """A query each for the people, the teams and the responsibilities, where any are named."""
    return Known(
        memberships.known(connection, practice_id, sorted(wanted.people())),
        team_members.known(connection, practice_id, wanted.team_ids),
        known_responsibilities.of(connection, practice_id).keys() if wanted.responsibilities else set(),
    )

"""At which level somebody reaches a client, and what of that they were given themselves."""

from __future__ import annotations

from sqlalchemy import Connection

from contracts.access import AccessLevel
from services.access.access_requests.requested_levels import NOTHING, Own, Reached
from services.access.client_access import reach


def of(connection: Connection, practice_id: str, user_id: str, client_id: str) -> Reached:
    """Of an active colleague of the practice and a client of it. One query."""
    found = reach.held_by(connection, practice_id, user_id, client_id)
    if found is None:
        return NOTHING
    own = None if found.own_level is None else Own(AccessLevel(found.own_level), found.own_end)
    return Reached(AccessLevel(found.level), own)

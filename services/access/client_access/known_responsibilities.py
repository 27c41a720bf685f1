"""What a practice's responsibilities are called, and at which level each gives a client."""

from __future__ import annotations

from sqlalchemy import Connection, select

from contracts.access import AccessLevel
from services.access.client_access.held_responsibilities import Described
from services.access.tables import Responsibility


def of(connection: Connection, practice_id: str) -> dict[str, Described]:
    """By id."""
    query = select(Responsibility.id, Responsibility.name, Responsibility.level).where(
        Responsibility.practice_id == practice_id
    )
    return {row.id: Described(row.name, AccessLevel(row.level)) for row in connection.execute(query)}

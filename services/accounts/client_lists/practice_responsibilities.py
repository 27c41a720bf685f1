"""What somebody may be responsible for at the clients of a practice (docs/adr/0073)."""

from __future__ import annotations

from sqlalchemy import Connection, select

from contracts.accounts.client_lists import Named
from services.accounts.tables import Responsibility


def of(connection: Connection, practice_id: str) -> list[Named]:
    """In their order."""
    query = (
        select(Responsibility.id, Responsibility.name)
        .where(Responsibility.practice_id == practice_id, ~Responsibility.ended)
        .order_by(Responsibility.place, Responsibility.id)
    )
    return [{"id": row.id, "name": row.name} for row in connection.execute(query)]


def by_id(connection: Connection, practice_id: str) -> dict[str, str]:
    """Their names, in their order."""
    return {each["id"]: each["name"] for each in of(connection, practice_id)}

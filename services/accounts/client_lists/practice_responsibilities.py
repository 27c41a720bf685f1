"""What somebody may be responsible for at the clients of a practice (docs/adr/0073)."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from chassis.database.prepared import Prepared
from contracts.accounts.client_lists import Named
from services.accounts.tables import Responsibility

#: In their order. Parameter `practice_id`.
ROWS = (
    select(Responsibility.id, Responsibility.name)
    .where(Responsibility.practice_id == bindparam("practice_id"), ~Responsibility.ended)
    .order_by(Responsibility.place, Responsibility.id)
)
_OF_PRACTICE = Prepared("practice_responsibilities", ROWS)


def of(connection: Connection, practice_id: str) -> list[Named]:
    """In their order."""
    rows = _OF_PRACTICE.all(connection, {"practice_id": practice_id})
    return [{"id": row.id, "name": row.name} for row in rows]


def by_id(connection: Connection, practice_id: str) -> dict[str, str]:
    """Their names, in their order."""
    return {each["id"]: each["name"] for each in of(connection, practice_id)}

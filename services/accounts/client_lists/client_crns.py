"""The CRNs of clients that are known by their ids (docs/adr/0078)."""

from __future__ import annotations

from sqlalchemy import select

from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.accounts.client_crns import FindCrns, FoundCrns
from services.accounts import permissions
from services.accounts.tables import Client, Member


def find(database: Database, caller: Caller, query: FindCrns) -> FoundCrns:
    """Of those that the caller sees. Raises `PracticeAccountRequired`, `Unauthenticated`."""
    seen = (
        select(Client.id, Client.crn)
        .join(Member, Member.practice_id == Client.practice_id)
        .where(permissions.is_caller, permissions.visible, Client.id.in_(query.client_ids))
    )
    with database.read() as connection:
        permissions.of(connection, caller)
        rows = connection.execute(seen, permissions.parameters(caller)).all()
    return {"items": [{"client_id": row.id, "crn": row.crn} for row in rows]}

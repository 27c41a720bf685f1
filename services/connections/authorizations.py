"""Sign-ins at vendors."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from chassis.database import Database
from chassis.identity import Caller
from contracts.errors import NotFound
from services.connections.tables import Authorization


def get(database: Database, caller: Caller, authorization_id: str) -> dict[str, Any]:
    """How far a sign-in is. Raises `NotFound`, also for another practice's or colleague's."""
    with database.read() as connection:
        row = connection.execute(
            select(Authorization.id, Authorization.state).where(
                Authorization.id == authorization_id,
                Authorization.practice_id == caller.account_id,
                Authorization.user_id == caller.user_id,
            )
        ).first()
    if row is None:
        raise NotFound(what="authorisation")
    return dict(row._mapping)

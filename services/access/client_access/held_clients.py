"""A client whose access nobody else changes meanwhile."""

from __future__ import annotations

from sqlalchemy import select

from chassis.database.unit_of_work import UnitOfWork
from services.access.tables import ClientAccess


def hold(uow: UnitOfWork, client_id: str) -> None:
    """Let nobody else change the client's access, or delete the client, meanwhile; it may be gone."""
    uow.execute(select(ClientAccess.client_id).where(ClientAccess.client_id == client_id).with_for_update())

"""A connection's changes: each is told to everybody, in order within its client."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from chassis.database.unit_of_work import UnitOfWork, now
from contracts.connections.events import CONNECTION_ESTABLISHED, CONNECTION_NEEDS_RECONNECT
from contracts.messages import Event
from services.connections.tables import Client, Connection
from services.connections.vendor_access.providers import name_of


def change(uow: UnitOfWork, connection_id: str, event: Event, *, by: str | None, **values: Any) -> None:
    """Change a connection and tell everybody what it is now. `by` is the user who asked for it."""
    at = now()
    row = uow.execute(
        update(Connection)
        .where(Connection.id == connection_id)
        .values(changed_at=at, **values)
        .returning(Connection.__table__)
    ).one()
    tell(uow, row, event, by=by)


def tell(uow: UnitOfWork, row: Any, event: Event, *, by: str | None) -> None:
    """Tell what a connection is now; its client's count of changes grows."""
    version = uow.execute(
        update(Client)
        .where(Client.id == row.client_id)
        .values(connection_version=Client.connection_version + 1)
        .returning(Client.connection_version)
    ).scalar_one()
    uow.send(
        event,
        connection_id=row.id,
        practice_id=row.practice_id,
        client_id=row.client_id,
        provider=row.provider,
        organisation_name=row.organisation_name,
        state=row.state,
        detail=row.detail,
        actor_id=by,
        at=row.changed_at,
        version=version,
    )


def need_reconnect(uow: UnitOfWork, grant_id: str, provider: str) -> None:
    """Turn the connections that stand on a refused grant to `needs_reconnect` (product.md 6.3)."""
    vendor = name_of(provider)
    detail = f"{vendor} ended our access. Sign in at {vendor} again to reconnect; all settings are kept."
    for connection_id in _open(uow, grant_id, "connected"):
        change(
            uow,
            connection_id,
            CONNECTION_NEEDS_RECONNECT,
            by=None,
            state="needs_reconnect",
            detail=detail,
        )


def mend(uow: UnitOfWork, grant_id: str) -> None:
    """The grant's tokens are good after all."""
    for connection_id in _open(uow, grant_id, "needs_reconnect"):
        change(uow, connection_id, CONNECTION_ESTABLISHED, by=None, state="connected", detail=None)


def _open(uow: UnitOfWork, grant_id: str, state: str) -> list[str]:
    found = uow.execute(
        select(Connection.id)
        .where(Connection.grant_id == grant_id, Connection.state == state)
        .order_by(Connection.id)
        .with_for_update()
    )
    return list(found.scalars())

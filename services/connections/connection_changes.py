"""A connection's changes: each is published, in order within its client."""

from __future__ import annotations

from sqlalchemy import select, update

from chassis.database.rows import columns_of, loaded
from chassis.database.unit_of_work import UnitOfWork, now
from contracts.connections.events import CONNECTION_ESTABLISHED, CONNECTION_NEEDS_RECONNECT, ConnectionData
from contracts.messages import Event
from services.connections.connection_facts import ConnectionState, StoredConnection
from services.connections.tables import Client, Connection
from services.connections.vendor_access.providers import name_of

#: What a `StoredConnection` is made of, in its order.
COLUMNS = columns_of(StoredConnection, Connection)


def change(
    uow: UnitOfWork, connection_id: str, event: Event[ConnectionData], *, by: str | None, **values: object
) -> None:
    """Change a connection and tell everybody what it is now. `by` is the user who asked for it."""
    at = now()
    row = uow.execute(
        update(Connection)
        .where(Connection.id == connection_id)
        .values(changed_at=at, **values)
        .returning(*COLUMNS)
    ).one()
    tell(uow, loaded(StoredConnection, row), event, by=by)


def tell(
    uow: UnitOfWork, connection: StoredConnection, event: Event[ConnectionData], *, by: str | None
) -> None:
    """Tell what a connection is now; its client's count of changes grows."""
    version = uow.execute(
        update(Client)
        .where(Client.id == connection.client_id)
        .values(connection_version=Client.connection_version + 1)
        .returning(Client.connection_version)
    ).scalar_one()
    uow.send(
        event,
        ConnectionData(
            connection_id=connection.id,
            practice_id=connection.practice_id,
            client_id=connection.client_id,
            provider=connection.provider,
            organisation_name=connection.organisation_name,
            state=connection.state,
            detail=connection.detail,
            actor_id=by,
            at=connection.changed_at,
            version=version,
            connected_by=connection.connected_by,
        ),
    )


def need_reconnect(uow: UnitOfWork, grant_id: str, provider: str) -> None:
    """Turn the connections that stand on a refused grant to `needs_reconnect` (product.md 6.3)."""
    vendor = name_of(provider)
    detail = f"{vendor} ended our access. Sign in at {vendor} again to reconnect; all settings are kept."
    for connection_id in _open(uow, grant_id, ConnectionState.CONNECTED):
        change(
            uow,
            connection_id,
            CONNECTION_NEEDS_RECONNECT,
            by=None,
            state=ConnectionState.NEEDS_RECONNECT,
            detail=detail,
        )


def mend(uow: UnitOfWork, grant_id: str) -> None:
    """The grant's tokens are good after all."""
    for connection_id in _open(uow, grant_id, ConnectionState.NEEDS_RECONNECT):
        change(
            uow,
            connection_id,
            CONNECTION_ESTABLISHED,
            by=None,
            state=ConnectionState.CONNECTED,
            detail=None,
        )


def _open(uow: UnitOfWork, grant_id: str, state: ConnectionState) -> list[str]:
    found = uow.execute(
        select(Connection.id)
        .where(Connection.grant_id == grant_id, Connection.state == state)
        .order_by(Connection.id)
        .with_for_update()
    )
    return list(found.scalars())

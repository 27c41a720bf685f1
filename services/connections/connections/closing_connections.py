"""Ending a connection (product.md 6.4).

What ends here has ended at once; jobs tell the vendor (`leaving_organisations`).
"""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import delete, func, insert, select, update

from chassis.database.engine import Database
from chassis.database.rows import loaded
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from contracts.access.states import AccessLevel
from contracts.accounts.events import ClientStatusData, ClientTransferredData
from contracts.connections import GetConnection
from contracts.connections.events import CONNECTION_CLOSED
from contracts.errors import NotFound
from services.connections import connection_changes, permissions
from services.connections.authorizations import sign_in_failures
from services.connections.connection_facts import ConnectionState, StoredConnection
from services.connections.connections.closing_decision import LeftOrganisation, ends_by_transfer, left_by
from services.connections.grants import unused_grants
from services.connections.tables import Authorization, Client, Connection, Departure


def disconnect(database: Database, request: Request[GetConnection]) -> None:
    """End a client's connection. Raises `NotFound`, `LevelRequired`."""
    client_id = request.data.client_id
    with database.unit_of_work(request) as uow:
        permissions.require_client(uow.connection, request.caller, client_id, AccessLevel.MANAGE)
        connection = open_of_client(uow, client_id)
        if connection is None:
            raise NotFound(what="connection")
        close(uow, connection, by=request.caller.user_id)
        uow.answer(None)


def open_of_client(uow: UnitOfWork, client_id: str) -> StoredConnection | None:
    """The client's connection, locked."""
    row = uow.execute(
        select(*connection_changes.COLUMNS)
        .where(Connection.client_id == client_id, Connection.state != ConnectionState.CLOSED)
        .with_for_update()
    ).first()
    return loaded(StoredConnection, row) if row is not None else None


def close(uow: UnitOfWork, connection: StoredConnection, *, by: str | None) -> None:
    """End a connection, and have the vendor end it too."""
    connection_changes.change(
        uow, connection.id, CONNECTION_CLOSED, by=by, state=ConnectionState.CLOSED, detail=None
    )
    _leave(uow, left_by(connection))


def follow_deletion(uow: UnitOfWork, data: ClientStatusData) -> None:
    """A client is deleted: its connection ends with it."""
    connection = open_of_client(uow, data["client_id"])
    if connection is not None:
        close(uow, connection, by=data["by"])
    uow.execute(delete(Client).where(Client.id == data["client_id"]))


def follow_transfer(uow: UnitOfWork, data: ClientTransferredData) -> None:
    """A client went to another practice: a connection by the login of the one before ends (7.1), and so do
    sign-ins that were begun for it.
    """
    connection = open_of_client(uow, data["client_id"])
    if connection is not None and ends_by_transfer(connection, practice_id=data["practice_id"]):
        close(uow, connection, by=data["by"])
    begun = update(Authorization).where(
        Authorization.client_id == data["client_id"],
        Authorization.practice_id != data["practice_id"],
        Authorization.state.in_(unused_grants.WAITING),
    )
    # What a job is finding out comes to its end first, and is forgotten then (`unused_authorizations`).
    over = {"state_hash": None, "expires_at": func.now()}
    uow.execute(begun.where(Authorization.step.is_not(None)).values(over))
    failure = sign_in_failures.values(sign_in_failures.transferred())
    failed = begun.where(Authorization.step.is_(None)).values(**failure, **over)
    for grant_id in uow.execute(failed.returning(Authorization.grant_id)).scalars().all():
        if grant_id is not None:
            unused_grants.end_if_unused(uow, grant_id)


def _leave(uow: UnitOfWork, left: LeftOrganisation) -> None:
    """Have an organisation left at the vendor."""
    departure = {"id": new_id("dep"), **asdict(left), "due_at": now(), "attempts": 0}
    uow.execute(insert(Departure).values(departure))
    uow.left_jobs = True

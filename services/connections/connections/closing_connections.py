"""Ending a connection (product.md 6.4).

What ends here has ended at once; jobs tell the vendor (`leaving`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from contracts.connections.events import CONNECTION_CLOSED
from contracts.errors import NotFound
from services.connections import connection_changes, permissions
from services.connections.authorizations import sign_in_failures
from services.connections.grants import unused_grants
from services.connections.tables import Authorization, Client, Connection, Departure


def disconnect(database: Database, request: Request) -> None:
    """End a client's connection. Raises `NotFound`."""
    with database.unit_of_work(request) as uow:
        permissions.require_client(uow.connection, request.caller, request.data["client_id"])
        connection = open_of_client(uow, request.data["client_id"])
        if connection is None:
            raise NotFound(what="connection")
        close(uow, connection, by=request.caller.user_id)
        uow.answer(None)


def open_of_client(uow: UnitOfWork, client_id: str) -> Row[Any] | None:
    """The client's connection, locked."""
    return uow.execute(
        select(Connection.__table__)
        .where(Connection.client_id == client_id, Connection.state != "closed")
        .with_for_update()
    ).first()


def close(uow: UnitOfWork, connection: Row[Any], *, by: str | None) -> None:
    """End a connection, and have the vendor told."""
    connection_changes.change(uow, connection.id, CONNECTION_CLOSED, by=by, state="closed", detail=None)
    depart(uow, connection, connection.grant_id, connection.organisation_id)


def follow_deletion(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """A client is deleted: its connection ends with it."""
    connection = open_of_client(uow, data["client_id"])
    if connection is not None:
        close(uow, connection, by=data["by"])
    uow.execute(delete(Client).where(Client.id == data["client_id"]))


def follow_transfer(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """A client went to another practice: a connection by the login of the one before ends (7.1), and so do
    sign-ins that were begun for it.
    """
    connection = open_of_client(uow, data["client_id"])
    if connection is not None and connection.practice_id != data["practice_id"]:
        close(uow, connection, by=data["by"])
    begun = update(Authorization).where(
        Authorization.client_id == data["client_id"],
        Authorization.practice_id != data["practice_id"],
        Authorization.state.in_(unused_grants.WAITING),
    )
    # What a job is finding out comes to its end first, and is forgotten then (`unused_authorizations`).
    over = {"state_hash": None, "expires_at": func.now()}
    uow.execute(begun.where(Authorization.step.is_not(None)).values(over))
    failed = begun.where(Authorization.step.is_(None)).values(
        **sign_in_failures.values(sign_in_failures.transferred()), **over
    )
    for grant_id in uow.execute(failed.returning(Authorization.grant_id)).scalars().all():
        if grant_id is not None:
            unused_grants.end_if_unused(uow, grant_id)


def depart(uow: UnitOfWork, row: Any, grant_id: str, organisation_id: str) -> None:
    """Have an organisation left at the vendor. `row` has its provider, practice and reference."""
    departure = {
        "id": new_id("dep"),
        "practice_id": row.practice_id,
        "provider": row.provider,
        "grant_id": grant_id,
        "organisation_id": organisation_id,
        "reference": row.reference,
        "due_at": now(),
        "attempts": 0,
    }
    uow.execute(insert(Departure).values(departure))
    uow.left_jobs = True

"""Looking at each connection once a day: somebody may have ended it at the vendor, who tells nobody."""

from __future__ import annotations

import datetime

from sqlalchemy import func, select, update

from chassis.database.engine import Database
from chassis.database.rows import loaded
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.process import waiting
from chassis.rpc.request import Request
from contracts.access.states import AccessLevel
from contracts.connections import Connection as ConnectionView
from contracts.connections import GetConnection
from contracts.connections.events import CONNECTION_NEEDS_RECONNECT
from contracts.errors import NotFound
from services.connections import connection_changes, permissions
from services.connections.connection_facts import ConnectionState, StoredConnection
from services.connections.connections import closing_connections, connection_views
from services.connections.connections.closing_decision import ends_by_look
from services.connections.grants import vendor_calls
from services.connections.tables import Connection
from services.connections.vendor_access.providers import name_of
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors import port
from services.connections.vendors.oauth import Vendor

_EACH = datetime.timedelta(days=1)
#: Until the next look where the vendor did not answer.
_AGAIN = datetime.timedelta(hours=1)
#: Connections that are to be looked at now.
DUE = select(*connection_changes.COLUMNS).where(
    Connection.state == ConnectionState.CONNECTED, Connection.check_due_at <= func.now()
)
#: Seconds somebody who asks for a look waits for it.
_PATIENCE = 1.5


def ask(database: Database, request: Request[GetConnection]) -> ConnectionView:
    """Have a client's connection looked at now, and tell what is known then. Raises `NotFound`."""
    client_id = request.data.client_id
    with database.unit_of_work(request) as uow:
        permissions.require_client(uow.connection, request.caller, client_id, AccessLevel.WORK)
        connection = closing_connections.open_of_client(uow, client_id)
        if connection is None:
            raise NotFound(what="connection")
        _due(uow, connection, func.now())
        uow.left_jobs = True
        uow.answer(None)
    _wait(database, connection)
    return connection_views.get(database, request.caller, client_id)


def check_one(database: Database, registry: VendorRegistry) -> bool:
    """Look at one connection that is due; whether there was one."""
    with database.unit_of_work() as uow:
        row = uow.execute(
            DUE.order_by(Connection.check_due_at).limit(1).with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return False
        job = loaded(StoredConnection, row)
        _due(uow, job, now() + _AGAIN)

    def look(vendor: Vendor, access: str) -> None:
        vendor.details(
            access, port.Organisation(job.organisation_id, job.organisation_name, reference=job.reference)
        )

    try:
        vendor_calls.at_vendor(database, registry, job.grant_id, look, job.organisation_id)
    except port.NotNow:
        return True
    except port.Refused:
        _note_end(database, job)
        return True
    with database.unit_of_work() as uow:
        _due(uow, job, now() + _EACH, checked_at=now())
    return True


def _note_end(database: Database, job: StoredConnection) -> None:
    """The vendor lets us in no more. Where the whole sign-in is over, that was published already."""
    vendor = name_of(job.provider)
    detail = (
        f"{vendor} does not let us see {job.organisation_name} any more: somebody may have disconnected it "
        f"there. Sign in at {vendor} again to reconnect; all settings are kept."
    )
    with database.unit_of_work() as uow:
        if ends_by_look(job, closing_connections.open_of_client(uow, job.client_id)):
            connection_changes.change(
                uow,
                job.id,
                CONNECTION_NEEDS_RECONNECT,
                by=None,
                state=ConnectionState.NEEDS_RECONNECT,
                detail=detail,
            )


def _due(uow: UnitOfWork, connection: StoredConnection, at: object, **values: object) -> None:
    uow.execute(update(Connection).where(Connection.id == connection.id).values(check_due_at=at, **values))


def _wait(database: Database, before: StoredConnection) -> None:
    """Wait briefly until it has been looked at."""
    looked_at = select(Connection.id).where(
        Connection.id == before.id,
        Connection.checked_at.is_distinct_from(before.checked_at)
        | (Connection.state != ConnectionState.CONNECTED),
    )

    def is_looked_at() -> bool:
        with database.read() as connection:
            return connection.execute(looked_at).first() is not None

    waiting.until(is_looked_at, within=_PATIENCE)

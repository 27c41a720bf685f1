"""Who has notice of a connection that has to be made anew."""

from __future__ import annotations

from sqlalchemy import Connection, select

from chassis.database.unit_of_work import UnitOfWork
from contracts.access import NoticeKind
from contracts.connections.events import ConnectionData
from services.access.client_access import lasting_grants
from services.access.members import memberships
from services.access.notices import notice_rows
from services.access.notices.notice_rows import Event
from services.access.tables import ClientAccess


def note_broken(uow: UnitOfWork, data: ConnectionData) -> None:
    """Take in a `ConnectionNeedsReconnect`: whoever connected it has notice, and who manages the client; or
    else the admins.
    """
    practice_id, by = data["practice_id"], data.get("connected_by")
    concerned = set() if by is None else memberships.known(uow.connection, practice_id, [by])
    manager = _manager(uow.connection, practice_id, data["client_id"])
    if manager is not None:
        concerned.add(manager)
    event = Event(kind=NoticeKind.CONNECTION_BROKEN, practice_id=practice_id, client_id=data["client_id"])
    notice_rows.add(uow, event, concerned or memberships.admins(uow.connection, practice_id))


def _manager(connection: Connection, practice_id: str, client_id: str) -> str | None:
    of_client = (ClientAccess.client_id == client_id) & (ClientAccess.practice_id == practice_id)
    manager: str | None = connection.execute(
        select(lasting_grants.account_manager_id).where(of_client)
    ).scalar()
    return manager

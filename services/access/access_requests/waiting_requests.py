"""A client's access, with who asks for it: for whoever decides who sees the client."""

from __future__ import annotations

from sqlalchemy import Connection

from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import AccessRequestState, ShownAccess, WaitingRequest
from contracts.moments import moment
from services.access.access_requests import request_decision, request_rows
from services.access.access_requests.request_rows import RequestRow
from services.access.client_access import client_grants, granted_access, known_clients
from services.access.tables import AccessRequest

_MOST = 50


def with_access(database: Database, caller: Caller, client_id: str) -> ShownAccess:
    """Who has been given access to a client, and for whoever decides, who asks for it.

    Raises `NotFound`, also where the caller may not see it.
    """
    known_clients.await_client(database, client_id)
    with database.read() as connection:
        actor, granted = client_grants.seen_by(connection, caller, client_id)
        shown = granted_access.answered(granted.access, granted.version)
        decides = request_decision.decides(actor, granted.access.account_manager_id)
        shown["requests"] = _of_client(connection, actor.account_id, client_id) if decides else []
    return shown


def _of_client(connection: Connection, practice_id: str, client_id: str) -> list[WaitingRequest]:
    """Those who wait for an answer, the longest first."""
    found = request_rows.ROW.where(
        AccessRequest.practice_id == practice_id,
        AccessRequest.client_id == client_id,
        AccessRequest.state == AccessRequestState.PENDING,
    )
    rows = map(RequestRow._make, connection.execute(found.order_by(AccessRequest.id).limit(_MOST)))
    return [
        {
            "id": row.id,
            "user_id": row.requested_by,
            "name": row.requester_name,
            "reason": row.reason,
            "level": request_rows.level_of(row.level),
            "held": request_rows.level_of(row.level_now),
            "created_at": moment(row.created_at),
        }
        for row in rows
    ]

"""Requests to see a client, or to do more with it, as they are listed and shown: one's own, and
those that one may decide.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, true

from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import AccessRequest as ShownRequest
from contracts.access import AccessRequestPage, AccessRequestState, AccessRequestView, ListAccessRequests
from contracts.access.states import ADMINS
from contracts.moments import moment
from services.access import permissions
from services.access.access_requests import request_decision, request_rows
from services.access.access_requests.request_rows import RequestRow
from services.access.client_access import lasting_grants
from services.access.members.member_facts import Actor
from services.access.tables import AccessRequest


def page(database: Database, caller: Caller, query: ListAccessRequests) -> AccessRequestPage:
    """One page, newest first. Raises `PracticeAccountRequired`."""
    with database.read() as connection:
        actor = permissions.colleague(connection, caller)
        found = request_rows.ROW.where(
            AccessRequest.practice_id == actor.account_id, _seen_by(actor, query.view)
        )
        if query.state is not None:
            found = found.where(AccessRequest.state == query.state)
        if query.client_id is not None:
            found = found.where(AccessRequest.client_id == query.client_id)
        if query.cursor is not None:
            found = found.where(AccessRequest.id < query.cursor)
        found = found.order_by(AccessRequest.id.desc()).limit(query.limit + 1)
        rows = [RequestRow._make(row) for row in connection.execute(found)]
    shown = rows[: query.limit]
    return {
        "items": [view(row, actor) for row in shown],
        "next_cursor": shown[-1].id if len(rows) > len(shown) else None,
    }


def get(database: Database, caller: Caller, request_id: str) -> ShownRequest:
    """One request. Raises `NotFound`."""
    with database.read() as connection:
        actor = permissions.colleague(connection, caller)
        row = request_rows.find(connection, actor.account_id, request_id)
    if not request_decision.decides(actor, row.account_manager_id):
        request_decision.require_own(actor, row.pending())
    return view(row, actor)


def view(row: RequestRow, actor: Actor) -> ShownRequest:
    """A request as api.md shows it to somebody."""
    waits = row.state == AccessRequestState.PENDING
    return {
        "id": row.id,
        "client": {"id": row.client_id, "name": row.client_name},
        "requested_by": {"id": row.requested_by, "name": row.requester_name},
        "reason": row.reason,
        "until": moment(row.until) if row.until is not None else None,
        "level": request_rows.level_of(row.level),
        "held": request_rows.level_of(row.level_now) if waits else None,
        "state": AccessRequestState(row.state),
        "detail": row.detail,
        "may_decide": request_decision.decides(actor, row.account_manager_id),
        "created_at": moment(row.created_at),
        "expires_at": moment(row.expires_at),
        "decided_by": {"id": row.decided_by, "name": row.decider_name or ""} if row.decided_by else None,
        "decided_at": moment(row.decided_at) if row.decided_at is not None else None,
        "version": row.version,
    }


def _seen_by(actor: Actor, view: AccessRequestView) -> ColumnElement[bool]:
    mine = AccessRequest.requested_by == actor.user_id
    decided = true() if actor.role in ADMINS else lasting_grants.managed_by(actor.user_id)
    if view is AccessRequestView.MINE:
        return mine
    return decided & ~mine if view is AccessRequestView.TO_DECIDE else decided | mine

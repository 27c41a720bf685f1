"""Requests as they are kept: found, listed, shown."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.identity import Caller
from contracts import accounts
from contracts.accounts.practice_requests import ListRequests, PracticeRequestPage
from contracts.accounts.states import RequestState
from contracts.errors import NotFound
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.clients.client_view import moment
from services.accounts.practice_requests import accepted_request, business_admins
from services.accounts.tables import PracticeRequest


class RequestRow(NamedTuple):
    """All of a request's row, in the order of its table's columns."""

    id: str
    practice_id: str | None
    client_id: str
    client_name: str
    client_type: str
    practice_admin_email: str | None
    requested_by: str
    requested_by_name: str
    state: RequestState
    created_at: datetime.datetime
    decided_by: str | None
    decided_at: datetime.datetime | None
    handle: str | None


def page(database: Database, calls: Rpc, caller: Caller, query: ListRequests) -> PracticeRequestPage:
    """What the practice is asked, or what the client has asked, newest first. Raises `RoleRequired`."""
    if caller.kind == "client":
        business_admins.require(calls)
    statement = _of(caller).order_by(PracticeRequest.id.desc()).limit(query.limit + 1)
    if query.state is not None:
        statement = statement.where(PracticeRequest.state == query.state)
    if query.cursor is not None:
        statement = statement.where(PracticeRequest.id < query.cursor)
    with database.read() as connection:
        if caller.kind == "practice":
            accepted_request.require_admin(permissions.of(connection, caller))
        rows = connection.execute(statement).all()
    items = [view(RequestRow._make(row)) for row in rows[: query.limit]]
    return {"items": items, "next_cursor": items[-1]["id"] if len(rows) > len(items) else None}


def find(uow: UnitOfWork, caller: Caller, request_id: str, *, locked: bool = False) -> RequestRow:
    """The caller's practice's or own request. Raises `NotFound`."""
    statement = _of(caller).where(PracticeRequest.id == request_id)
    found = uow.execute(statement.with_for_update() if locked else statement).first()
    if found is None:
        raise NotFound(what="request")
    return RequestRow._make(found)


def decide(uow: UnitOfWork, which: ColumnElement[bool], state: RequestState, by: str) -> None:
    """Note what became of requests, and who decided."""
    uow.execute(update(PracticeRequest).where(which).values(state=state, decided_by=by, decided_at=now()))


def _of(caller: Caller) -> Select[tuple[object, ...]]:
    mine = or_(
        PracticeRequest.practice_id == caller.account_id, PracticeRequest.client_id == caller.account_id
    )
    return select(*PracticeRequest.__table__.columns).where(mine)


def view(row: RequestRow) -> accounts.PracticeRequest:
    """A request as api.md shows it."""
    return {
        "id": row.id,
        "client": {"id": row.client_id, "name": row.client_name, "type": row.client_type},
        "practice_admin_email": row.practice_admin_email,
        "handle": row.handle,
        "requested_by": {"id": row.requested_by, "name": row.requested_by_name},
        "state": row.state,
        "created_at": moment(row.created_at),
        "decided_at": None if row.decided_at is None else moment(row.decided_at),
    }

"""Requests of clients as they are kept: found and shown. Both kinds are listed together."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, or_, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts import accounts
from contracts.accounts.duplicates import Duplicate
from contracts.accounts.practice_requests import (
    ComparedRequests,
    ExaminedRequest,
    ListRequests,
    PracticeRequestPage,
)
from contracts.accounts.states import RequestKind, RequestState
from contracts.errors import NotFound
from contracts.messages import Rpc
from contracts.moments import moment
from services.accounts import permissions
from services.accounts.client_lists import duplicate_clients
from services.accounts.practice_requests import (
    accepted_request,
    business_admins,
    new_client_details,
    new_client_records,
)
from services.accounts.practice_requests.new_client_records import NewRequestRow
from services.accounts.tables import NewClientRequest, PracticeRequest


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
    reason: str | None


def page(
    database: Database, calls: Rpc, vault: Vault, caller: Caller, query: ListRequests
) -> PracticeRequestPage:
    """What the practice is asked, or what the client has asked, newest first. Raises `RoleRequired`."""
    if caller.kind == "client":
        business_admins.require(calls)
    with database.read() as connection:
        if caller.kind == "practice":
            accepted_request.require_admin(permissions.of(connection, caller))
        rows = connection.execute(_part(_of(caller), PracticeRequest, query)).all()
        found = [view(RequestRow._make(row)) for row in rows]
        if caller.kind == "practice":
            new = new_client_records.of_practice(caller.account_id)
            rows = connection.execute(_part(new, NewClientRequest, query)).all()
            found += [new_client_records.view(vault, NewRequestRow._make(row)) for row in rows]
    found.sort(key=lambda each: each["id"], reverse=True)
    items = found[: query.limit]
    return {"items": items, "next_cursor": items[-1]["id"] if len(found) > len(items) else None}


def _part(
    statement: Select[tuple[object, ...]],
    table: type[PracticeRequest] | type[NewClientRequest],
    query: ListRequests,
) -> Select[tuple[object, ...]]:
    """One more than a page of one kind, so that a page of both can be made of them."""
    statement = statement.order_by(table.id.desc()).limit(query.limit + 1)
    if query.state is not None:
        statement = statement.where(table.state == query.state)
    return statement if query.cursor is None else statement.where(table.id < query.cursor)


def get(database: Database, calls: Rpc, vault: Vault, caller: Caller, request_id: str) -> ExaminedRequest:
    """One request; to the practice with whom of its clients somebody new may be, as far as the caller sees
    these. Raises `NotFound`, `RoleRequired`.
    """
    if caller.kind == "client":
        business_admins.require(calls)
    with database.read() as connection:
        new = None
        if caller.kind == "practice":
            accepted_request.require_admin(permissions.of(connection, caller))
            new = new_client_records.find(connection, caller.account_id, request_id)
        if new is None:
            row = connection.execute(_of(caller).where(PracticeRequest.id == request_id)).first()
            if row is None:
                raise NotFound(what="request")
            return {**view(RequestRow._make(row)), "duplicates": []}
        return {
            **new_client_records.view(vault, new),
            "duplicates": _alike(connection, vault, caller, new),
        }


def compare(database: Database, vault: Vault, caller: Caller, request_ids: Sequence[str]) -> ComparedRequests:
    """Which clients of the practice the new people of these requests may be. Raises `RoleRequired`."""
    query = new_client_records.of_practice(caller.account_id).where(NewClientRequest.id.in_(request_ids))
    with database.read() as connection:
        accepted_request.require_admin(permissions.of(connection, caller))
        rows = [NewRequestRow._make(row) for row in connection.execute(query).all()]
        return {
            "items": [
                {"request_id": row.id, "duplicates": _alike(connection, vault, caller, row)} for row in rows
            ]
        }


def _alike(connection: Connection, vault: Vault, caller: Caller, row: NewRequestRow) -> list[Duplicate]:
    """As far as the caller sees them; none once what was said is deleted."""
    details = new_client_records.details_of(vault, row)
    if details is None:
        return []
    return duplicate_clients.find(connection, vault, caller, new_client_details.resembling(details))


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
        "kind": RequestKind.EXISTING_ACCOUNT,
        "client": {"id": row.client_id, "name": row.client_name, "type": row.client_type},
        "practice_admin_email": row.practice_admin_email or "",
        "handle": row.handle,
        "requested_by": {"id": row.requested_by, "name": row.requested_by_name},
        "details": None,
        "state": row.state,
        "reason": row.reason,
        "created_at": moment(row.created_at),
        "expires_at": None,
        "decided_at": None if row.decided_at is None else moment(row.decided_at),
    }

"""Requests of people who are new, as they are kept and shown; what they said goes once it is decided."""

from __future__ import annotations

import datetime
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, Select, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.vault import Vault
from contracts import accounts
from contracts.accounts.events import PRACTICE_REQUEST_DECIDED, PracticeRequestDecidedData
from contracts.accounts.states import REQUEST_TRANSITIONS, RequestKind, RequestState
from contracts.moments import moment
from services.accounts.practice_requests import new_client_details
from services.accounts.practice_requests.new_client_details import Details
from services.accounts.tables import NewClientRequest, Practice

_AT_A_TIME = 100


class NewRequestRow(NamedTuple):
    """All of a request's row but what finds it by its address, in the order of `_COLUMNS`."""

    id: str
    practice_id: str
    handle: str
    proof_id: str
    type: str
    software: str
    sealed: str | None
    state: RequestState
    created_at: datetime.datetime
    expires_at: datetime.datetime
    decided_at: datetime.datetime | None
    client_id: str | None


_COLUMNS = tuple(getattr(NewClientRequest, name) for name in NewRequestRow._fields)


def of_practice(practice_id: str) -> Select[tuple[object, ...]]:
    """The rows of a practice."""
    return select(*_COLUMNS).where(NewClientRequest.practice_id == practice_id)


def find(
    connection: Connection, practice_id: str, request_id: str, *, locked: bool = False
) -> NewRequestRow | None:
    """A request to this practice, if it is one of somebody new."""
    statement = of_practice(practice_id).where(NewClientRequest.id == request_id)
    row = connection.execute(statement.with_for_update() if locked else statement).first()
    return None if row is None else NewRequestRow._make(row)


def seal(vault: Vault, request_id: str, details: Details) -> str:
    return vault.seal(orjson.dumps(details._asdict()).decode(), _place(request_id))


def details_of(vault: Vault, row: NewRequestRow) -> Details | None:
    """What they said of themself; None once it is deleted."""
    return None if row.sealed is None else Details(**orjson.loads(vault.open(row.sealed, _place(row.id))))


def decide(
    uow: UnitOfWork,
    row: NewRequestRow,
    practice_name: str,
    to: RequestState,
    by: str | None,
    *,
    client_id: str | None = None,
    reason: str | None = None,
) -> None:
    """Write and tell what became of it, and delete what was said."""
    uow.execute(
        update(NewClientRequest)
        .where(NewClientRequest.id == row.id)
        .values(state=to, decided_by=by, decided_at=now(), client_id=client_id, sealed=None, email_index=None)
    )
    uow.send(
        PRACTICE_REQUEST_DECIDED,
        PracticeRequestDecidedData(
            request_id=row.id,
            practice_id=row.practice_id,
            practice_name=practice_name,
            state=to,
            client_id=client_id,
            requested_by=None,
            proof_id=row.proof_id,
            reason=reason,
            by=by,
            at=now(),
        ),
    )


def expire(database: Database, at: datetime.datetime) -> None:
    """End what nobody has decided in time."""
    pending = NewClientRequest.state.in_(REQUEST_TRANSITIONS.before(RequestState.EXPIRED))
    query = (
        select(*_COLUMNS, Practice.name.label("practice_name"))
        .join(Practice, Practice.id == NewClientRequest.practice_id)
        .where(pending, NewClientRequest.expires_at <= at)
        .limit(_AT_A_TIME)
        .with_for_update(of=NewClientRequest, skip_locked=True)
    )
    more = True
    while more:
        with database.unit_of_work() as uow:
            rows = uow.execute(query).all()
            for row in rows:
                decide(uow, NewRequestRow._make(row[:-1]), row.practice_name, RequestState.EXPIRED, None)
            more = len(rows) == _AT_A_TIME


def view(vault: Vault, row: NewRequestRow) -> accounts.PracticeRequest:
    """A request as api.md shows it."""
    details = details_of(vault, row)
    return {
        "id": row.id,
        "kind": RequestKind.NEW_CLIENT,
        "client": {
            "id": row.client_id or "",
            "name": details.name if details else "",
            "type": row.type,
        },
        "practice_admin_email": "",
        "handle": row.handle,
        "requested_by": {"id": "", "name": details.contact_name if details else ""},
        "details": details and new_client_details.shown(details, row.software),
        "state": row.state,
        "reason": None,
        "created_at": moment(row.created_at),
        "expires_at": moment(row.expires_at),
        "decided_at": None if row.decided_at is None else moment(row.decided_at),
    }


def _place(request_id: str) -> str:
    return f"new client request {request_id}"

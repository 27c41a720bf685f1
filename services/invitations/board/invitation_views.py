"""Invitations as a practice sees them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from chassis.database import paging
from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.security.identity import Caller
from contracts import access
from contracts.errors import NotFound, PracticeAccountRequired
from contracts.messages import Rpc
from services.invitations import permissions
from services.invitations.invitations import invitation_states
from services.invitations.tables import Delivery, Invitation


def of_client(database: Database, calls: Rpc, caller: Caller, client_id: str) -> dict[str, Any]:
    """A client's invitations, newest first. Raises `NotFound` for who may not see the client."""
    of_practice = caller.kind == "practice"
    if not (of_practice and access.sees_client(calls, client_id=client_id, practice_id=caller.account_id)):
        raise NotFound(what="client")
    with database.read() as connection:
        rows = connection.execute(
            select(Invitation.__table__)
            .where(Invitation.client_id == client_id, Invitation.practice_id == caller.account_id)
            .order_by(Invitation.created_at.desc())
        ).all()
        return {"items": _views(connection, rows), "next_cursor": None}


def page(database: Database, calls: Rpc, caller: Caller, query: dict[str, Any]) -> dict[str, Any]:
    """The practice's board, newest first. A page may be short where the caller may not see all of it.

    Raises `PracticeAccountRequired`, `InvalidInput`.
    """
    if caller.kind != "practice":
        raise PracticeAccountRequired()
    statement = select(Invitation.__table__).where(Invitation.practice_id == caller.account_id)
    if query["state"] is not None:
        statement = statement.where(Invitation.state == query["state"])
    if query["cursor"] is not None:
        statement = statement.where(Invitation.id < _read_cursor(query["cursor"]))
    limit = query["limit"]
    with database.read() as connection:
        rows = connection.execute(statement.order_by(Invitation.id.desc()).limit(limit + 1)).all()
    more, rows = len(rows) > limit, rows[:limit]
    seen = permissions.visible(calls, caller, rows)
    with database.read() as connection:
        items = _views(connection, seen)
    return {"items": items, "next_cursor": paging.write_cursor(rows[-1].id) if more else None}


def get(database: Database, calls: Rpc, caller: Caller, invitation_id: str) -> dict[str, Any]:
    """One invitation. Raises `NotFound`, `PracticeAccountRequired`."""
    permissions.require(database, calls, caller, invitation_id)
    with database.read() as connection:
        rows = connection.execute(select(Invitation.__table__).where(Invitation.id == invitation_id)).all()
        return _views(connection, rows)[0]


def one(uow: UnitOfWork, invitation_id: str) -> dict[str, Any]:
    """An invitation as it is within this unit of work."""
    rows = uow.execute(select(Invitation.__table__).where(Invitation.id == invitation_id)).all()
    return _views(uow.connection, rows)[0]


def _views(connection: Connection, rows: Sequence[Any]) -> list[dict[str, Any]]:
    deliveries = connection.execute(
        select(Delivery.invitation_id, Delivery.channel, Delivery.state, Delivery.detail)
        .where(
            Delivery.invitation_id.in_([row.id for row in rows]),
            Delivery.channel.in_(invitation_states.CHANNELS),
        )
        .order_by(Delivery.channel)
    ).all()
    return [_view(row, [d for d in deliveries if d.invitation_id == row.id]) for row in rows]


def _read_cursor(cursor: str) -> str:
    source = "a page of invitations"
    (invitation_id,) = paging.read_cursor(cursor, str, source=source)
    if not invitation_id.startswith("inv_"):
        raise paging.invalid_cursor(source)
    return str(invitation_id)


def _view(row: Any, deliveries: list[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "name": row.name,
        "client_id": row.client_id,
        "account_name": row.account_name,
        "email": row.email,
        "mobile": row.mobile,
        "sent_at": _moment(row.sent_at),
        "expires_at": _moment(row.expires_at),
        "channels": [{"channel": d.channel, "state": d.state, "detail": d.detail} for d in deliveries],
    }


def _moment(at: datetime.datetime | None) -> str | None:
    return at.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z") if at is not None else None

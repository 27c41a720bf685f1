"""Invitations as a practice sees them."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import select

from chassis.database import Database
from chassis.identity import Caller
from contracts import access
from contracts.errors import NotFound
from contracts.messages import Rpc
from services.invitations.tables import Delivery, Invitation


def of_client(database: Database, calls: Rpc, caller: Caller, client_id: str) -> dict[str, Any]:
    """A client's invitations, newest first. Raises `NotFound` for who may not see the client."""
    if not access.sees_client(calls, client_id=client_id, practice_id=caller.account_id):
        raise NotFound(what="client")
    with database.read() as connection:
        rows = connection.execute(
            select(Invitation.__table__)
            .where(Invitation.client_id == client_id, Invitation.practice_id == caller.account_id)
            .order_by(Invitation.created_at.desc())
        ).all()
        deliveries = connection.execute(
            select(Delivery.invitation_id, Delivery.channel, Delivery.state, Delivery.detail)
            .where(Delivery.invitation_id.in_([row.id for row in rows]))
            .order_by(Delivery.channel)
        ).all()
    return {"items": [_view(row, [d for d in deliveries if d.invitation_id == row.id]) for row in rows],
            "next_cursor": None}  # fmt: skip


def _view(row: Any, deliveries: list[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "name": row.name,
        "email": row.email,
        "mobile": row.mobile,
        "sent_at": _moment(row.sent_at),
        "expires_at": _moment(row.expires_at),
        "channels": [{"channel": d.channel, "state": d.state, "detail": d.detail} for d in deliveries],
    }


def _moment(at: datetime.datetime | None) -> str | None:
    return at.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z") if at is not None else None

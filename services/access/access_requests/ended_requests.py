"""Requests that end by themselves: their time is over, or their client or their colleague is gone."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from chassis.database.unit_of_work import UnitOfWork
from contracts.access import AccessRequestState
from services.access.access_requests import request_rows
from services.access.tables import AccessRequest

_pending = AccessRequest.state == AccessRequestState.PENDING


def expire_one(uow: UnitOfWork) -> bool:
    """Expire one request that nobody decided in time; whether there was one."""
    due = uow.execute(
        select(AccessRequest.id, AccessRequest.practice_id)
        .where(_pending, AccessRequest.expires_at <= func.now())
        .order_by(AccessRequest.expires_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if due is None:
        return False
    row = request_rows.find(uow.connection, due.practice_id, due.id)
    request_rows.end(uow, row, AccessRequestState.EXPIRED, actor_id=None)
    return True


def end_for_client(uow: UnitOfWork, client_id: str) -> None:
    """A client was deleted, or left the practice: nobody can be given it any more."""
    _withdraw(uow, AccessRequest.client_id == client_id)


def end_for_colleague(uow: UnitOfWork, practice_id: str, user_id: str) -> None:
    """A colleague has left, for a while or for good."""
    _withdraw(uow, (AccessRequest.practice_id == practice_id) & (AccessRequest.requested_by == user_id))


def _withdraw(uow: UnitOfWork, whose: ColumnElement[bool]) -> None:
    found = select(AccessRequest.id, AccessRequest.practice_id).where(_pending, whose)
    for each in uow.execute(found.order_by(AccessRequest.id).with_for_update()).all():
        row = request_rows.find(uow.connection, each.practice_id, each.id)
        request_rows.end(uow, row, AccessRequestState.WITHDRAWN, actor_id=None)

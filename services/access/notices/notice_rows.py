"""Notices as they are written, counted as read, and forgotten."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from contracts.access import NoticeKind
from services.access.tables import Account, Notice

#: How long a notice is kept, read or not.
_KEPT = datetime.timedelta(days=90)


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """What there is notice of. `client_id` is None where it is about several clients."""

    kind: NoticeKind
    practice_id: str
    client_id: str | None = None
    clients: int = 1
    actor_id: str | None = None
    request_id: str | None = None
    until: datetime.datetime | None = None


def add(uow: UnitOfWork, event: Event, user_ids: Collection[str]) -> None:
    """Let these have notice of it. Whoever did it knows."""
    concerned = sorted(set(user_ids) - {event.actor_id})
    if not concerned:
        return
    name = select(Account.name).where(Account.id == event.client_id).scalar_subquery()
    row = {
        "practice_id": event.practice_id,
        "kind": event.kind,
        "client_id": event.client_id,
        "client_name": name,
        "clients": event.clients,
        "actor_id": event.actor_id,
        "request_id": event.request_id,
        "until": event.until,
        "at": now(),
    }
    rows = [{**row, "id": new_id("notice"), "user_id": user_id} for user_id in concerned]
    uow.execute(insert(Notice).values(rows))


def read_of_request(uow: UnitOfWork, request_id: str) -> None:
    """A request is over: nobody has to look at it any more."""
    waiting = (Notice.request_id == request_id) & (Notice.kind == NoticeKind.ACCESS_REQUESTED)
    uow.execute(update(Notice).where(waiting, Notice.read_at.is_(None)).values(read_at=func.now()))


def forget_client(uow: UnitOfWork, client_id: str) -> None:
    """A client was deleted, or left the practice: nothing about it concerns anybody there."""
    uow.execute(delete(Notice).where(Notice.client_id == client_id))


def forget_old(database: Database) -> None:
    with database.autocommit(everywhere=True) as connection:
        connection.execute(delete(Notice).where(Notice.at < now() - _KEPT))

"""One's own notices, newest first, and having them read."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from sqlalchemy import and_, exists, func, select, update

from chassis.database.engine import Database
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.access import ListNotices, NoticeKind, NoticePage, ReadNotices, UnreadNotices
from contracts.access import Notice as ShownNotice
from contracts.errors import NotFound
from contracts.moments import moment
from services.access import permissions
from services.access.members import memberships
from services.access.notices import digests, unread
from services.access.tables import Account, Membership, Notice, User

#: A `NoticeRow`.
_NOTICE = (
    select(
        Notice.id,
        Notice.kind,
        Notice.client_id,
        # Who is given a client as it is added may have notice of it before access hears its name.
        func.coalesce(Notice.client_name, Account.name).label("client_name"),
        Notice.clients,
        Notice.actor_id,
        Notice.request_id,
        Notice.until,
        Notice.at,
        Notice.read_at,
        memberships.shown_name.label("actor_name"),
    )
    .outerjoin(Account, Account.id == Notice.client_id)
    .outerjoin(User, User.id == Notice.actor_id)
    .outerjoin(
        Membership,
        and_(Membership.account_id == Notice.practice_id, Membership.user_id == Notice.actor_id),
    )
)


class NoticeRow(NamedTuple):
    """A notice with the name of who is behind it."""

    id: str
    kind: str
    client_id: str | None
    client_name: str | None
    clients: int
    actor_id: str | None
    request_id: str | None
    until: datetime.datetime | None
    at: datetime.datetime
    read_at: datetime.datetime | None
    actor_name: str | None


def page(database: Database, caller: Caller, query: ListNotices) -> NoticePage:
    """One page. Raises `PracticeAccountRequired`."""
    with database.read() as connection:
        actor = permissions.colleague(connection, caller)
        found = _NOTICE.where(Notice.practice_id == actor.account_id, Notice.user_id == actor.user_id)
        if query.unread:
            found = found.where(Notice.read_at.is_(None))
        if query.cursor is not None:
            found = found.where(Notice.id < query.cursor)
        found = found.order_by(Notice.id.desc()).limit(query.limit + 1)
        rows = [NoticeRow._make(row) for row in connection.execute(found)]
        count = unread.count(connection, actor.account_id, actor.user_id)
        digest = digests.chosen(connection, actor.account_id, actor.user_id)
    shown = rows[: query.limit]
    return {
        "items": [_view(row) for row in shown],
        "next_cursor": shown[-1].id if len(rows) > len(shown) else None,
        "unread": count,
        "digest": digest,
    }


def read(database: Database, request: Request[ReadNotices]) -> UnreadNotices:
    """Have those up to one of one's own read. Raises `PracticeAccountRequired`, `NotFound`."""
    with database.unit_of_work(request) as uow:
        actor = permissions.colleague(uow.connection, request.caller)
        own = and_(Notice.practice_id == actor.account_id, Notice.user_id == actor.user_id)
        known = exists().where(own, Notice.id == request.data.up_to)
        if not uow.execute(select(known)).scalar_one():
            raise NotFound(what="notice")
        uow.execute(
            update(Notice)
            .where(own, Notice.id <= request.data.up_to, Notice.read_at.is_(None))
            .values(read_at=func.now())
        )
        left: UnreadNotices = {"unread": unread.count(uow.connection, actor.account_id, actor.user_id)}
        return uow.answer(left)


def _view(row: NoticeRow) -> ShownNotice:
    return {
        "id": row.id,
        "kind": NoticeKind(row.kind),
        "client": {"id": row.client_id, "name": row.client_name} if row.client_id is not None else None,
        "clients": row.clients,
        "by": {"id": row.actor_id, "name": row.actor_name or ""} if row.actor_id is not None else None,
        "request_id": row.request_id,
        "until": moment(row.until) if row.until is not None else None,
        "at": moment(row.at),
        "read": row.read_at is not None,
    }

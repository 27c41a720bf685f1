"""Sendings to many as they are kept: found, moved from state to state, shown, forgotten."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import delete, func, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.identity import Caller
from contracts.access.states import ADMINS
from contracts.accounts.bulk_invitations import (
    BulkInvitation,
    BulkInvitationPage,
    BulkInvitationState,
    ListBulkInvitations,
)
from contracts.accounts.bulk_states import BULK_TRANSITIONS, BulkStatus
from contracts.errors import NotFound
from contracts.moments import moment
from services.accounts import permissions
from services.accounts.memberships import Membership
from services.accounts.tables import BulkInvitation as BulkRowOf
from services.accounts.tables import BulkInvitationRow, Member

_KEPT = datetime.timedelta(days=30)
_SHOWN = select(*BulkRowOf.__table__.columns, Member.name.label("author")).outerjoin(
    Member, (Member.practice_id == BulkRowOf.practice_id) & (Member.user_id == BulkRowOf.created_by)
)


class KeptBulk(NamedTuple):
    """A sending's row, in the order of its table's columns, with who began it."""

    id: str
    practice_id: str
    import_id: str | None
    fields: list[str | None]
    state: BulkStatus
    problem: str | None
    acknowledges: bool
    row_count: int
    created_by: str
    acting: str
    created_at: datetime.datetime
    finished_at: datetime.datetime | None
    due_at: datetime.datetime
    not_before: datetime.datetime | None
    attempts: int
    version: int
    author: str | None


def get(database: Database, caller: Caller, bulk_id: str) -> BulkInvitation:
    """How far one is. Raises `NotFound`, `RoleRequired`."""
    with database.unit_of_work() as uow:
        permissions.require_adder(uow.connection, caller)
        return view(uow, one(uow, caller, bulk_id))


def page(database: Database, caller: Caller, query: ListBulkInvitations) -> BulkInvitationPage:
    """Those of the practice that are the caller's to see, newest first. Raises `RoleRequired`."""
    statement = _SHOWN.where(BulkRowOf.practice_id == caller.account_id)
    if query.cursor is not None:
        statement = statement.where(BulkRowOf.id < query.cursor)
    with database.unit_of_work() as uow:
        if permissions.require_adder(uow.connection, caller).role not in ADMINS:
            statement = statement.where(BulkRowOf.created_by == caller.user_id)
        rows = uow.execute(statement.order_by(BulkRowOf.id.desc()).limit(query.limit + 1)).all()
        items = _views(uow, [KeptBulk._make(row) for row in rows[: query.limit]])
    return {"items": items, "next_cursor": items[-1]["id"] if len(rows) > len(items) else None}


def one(uow: UnitOfWork, caller: Caller, bulk_id: str, *, locked: bool = False) -> KeptBulk:
    """The caller's own, or for an admin any of the practice's: whom it invites is nobody else's to see.

    Raises `NotFound`.
    """
    statement = _SHOWN.where(
        BulkRowOf.id == bulk_id,
        BulkRowOf.practice_id == caller.account_id,
        (BulkRowOf.created_by == caller.user_id) | permissions.by_an_admin(caller),
    )
    found = uow.execute(statement.with_for_update(of=BulkRowOf) if locked else statement).first()
    if found is None:
        raise NotFound(what="bulk invitation")
    return KeptBulk._make(found)


def acting(found: KeptBulk) -> Caller:
    """In whose name it is done: of who began it, or let it go on (product.md 8.4)."""
    return Caller(found.acting, found.practice_id, "practice", "", 0.0)


def author(uow: UnitOfWork, found: KeptBulk) -> Membership:
    """Their membership as it is now. Raises `RoleRequired` where they may add clients no more."""
    return permissions.require_author(uow.connection, acting(found))


def move(uow: UnitOfWork, found: KeptBulk, state: BulkStatus, **columns: object) -> None:
    """Go over to another state. Raises `BulkInvitationState`."""
    if not BULK_TRANSITIONS.allow(found.state, state):
        raise BulkInvitationState(state=found.state)
    uow.left_jobs = True
    uow.execute(
        update(BulkRowOf)
        .where(BulkRowOf.id == found.id)
        .values(state=state, attempts=0, due_at=now(), version=BulkRowOf.version + 1, **columns)
    )


def forget_old(database: Database, at: datetime.datetime) -> None:
    """Forget those of thirty days ago, with the addresses in them: what was sent is on the board."""
    with database.autocommit() as connection:
        connection.execute(delete(BulkRowOf).where(BulkRowOf.created_at < at - _KEPT))


def view(uow: UnitOfWork, row: KeptBulk) -> BulkInvitation:
    """A sending as the API shows it."""
    return _views(uow, [row])[0]


def _views(uow: UnitOfWork, rows: list[KeptBulk]) -> list[BulkInvitation]:
    """Sendings, with their rows counted for all of them at once."""
    query = (
        select(BulkInvitationRow.bulk_id, BulkInvitationRow.result, func.count().label("rows"))
        .where(BulkInvitationRow.bulk_id.in_([row.id for row in rows]))
        .group_by(BulkInvitationRow.bulk_id, BulkInvitationRow.result)
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for each in uow.execute(query):
        counts[each.bulk_id][each.result] = each.rows
    return [_view(row, counts[row.id]) for row in rows]


def _view(row: KeptBulk, counts: dict[str, int]) -> BulkInvitation:
    waits = row.state == BulkStatus.SENDING and row.not_before is not None and row.not_before > now()
    return {
        "id": row.id,
        "import_id": row.import_id,
        "state": row.state,
        "problem": row.problem,
        "acknowledge_existing_users": row.acknowledges,
        "total": row.row_count,
        "counts": counts,
        "waits_until": moment(row.not_before) if waits and row.not_before is not None else None,
        "created_by": {"id": row.created_by, "name": row.author},
        "created_at": moment(row.created_at),
        "finished_at": None if row.finished_at is None else moment(row.finished_at),
        "version": row.version,
    }

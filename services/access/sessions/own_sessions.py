"""Where the caller is signed in, and signing out there."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Row, func, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.access import AccountKind, EndOwnSession, OwnSession, OwnSessions, SentMessages
from contracts.errors import NotFound
from contracts.moments import moment
from services.access import permissions
from services.access.activity import audit_lines
from services.access.members import memberships
from services.access.sessions import session_records
from services.access.sessions.session_records import Policy
from services.access.tables import Account, Session


def page(database: Database, policy: Policy, caller: Caller) -> OwnSessions:
    """Where the caller is signed in, used last first."""
    permissions.require_session(caller)
    with database.read() as connection:
        memberships.of_caller(connection, caller)
        rows = connection.execute(
            select(Session.__table__, Account.name.label("account_name"), Account.kind)
            .join(Account, Account.id == Session.account_id)
            .where(alive(caller.user_id), Session.scope == "session")
            .where(Session.seen_at > func.now() - policy.idle)
            .order_by(Session.seen_at.desc(), Session.id)
            .limit(200)
        )
        return {"items": [_session(row, caller) for row in rows], "next_cursor": None}


def end(database: Database, request: Request[EndOwnSession]) -> SentMessages:
    """Sign out elsewhere. Raises `NotFound`."""
    permissions.require_session(request.caller)
    with database.unit_of_work(request) as uow:
        sent = end_one(uow, request.caller, request.data.session_id, "session", Session.scope == "session")
        return uow.answer(sent)


def end_one(
    uow: UnitOfWork, caller: Caller, session_id: str, what: str, kind: ColumnElement[bool]
) -> SentMessages:
    """End a session of this kind, or an API token, of the caller's own. Raises `NotFound`."""
    memberships.of_caller(uow.connection, caller)
    ended = uow.execute(
        update(Session)
        .where(alive(caller.user_id), Session.id == session_id, kind)
        .values(ended_at=func.now())
        .returning(Session.name)
    ).first()
    if ended is None:
        raise NotFound(what=what.replace("_", " "))
    before = {"name": ended.name} if ended.name is not None else None
    audit_lines.note_about_user(uow, f"user.{what}_ended", caller.user_id, before=before)
    return {"message_ids": [session_records.tell(uow, session_id, caller.user_id)]}


def alive(user_id: str) -> ColumnElement[bool]:
    """A user's sessions and API tokens that have not ended."""
    return (Session.user_id == user_id) & Session.ended_at.is_(None) & (Session.expires_at > func.now())


def _session(row: Row[*tuple[object, ...]], caller: Caller) -> OwnSession:
    return {
        "id": row.id,
        "current": row.id == caller.session_id,
        "account": {"id": row.account_id, "kind": AccountKind(row.kind), "name": row.account_name},
        "address": row.address or None,
        "user_agent": row.user_agent or None,
        "created_at": moment(row.created_at),
        "seen_at": moment(row.seen_at),
        "expires_at": moment(row.expires_at),
    }

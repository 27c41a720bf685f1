"""A user's own sessions and API tokens: seen, begun and ended by themselves."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.errors import NotFound
from services.access import permissions
from services.access.activity import audit_lines
from services.access.members import memberships
from services.access.sessions import session_records
from services.access.tables import Account, Session

#: What secret scanners know our tokens by.
PREFIX = "clientele_"


def page(database: Database, policy: session_records.Policy, caller: Caller) -> dict[str, Any]:
    """Where the caller is signed in, used last first."""
    permissions.require_session(caller)
    with database.read() as connection:
        memberships.of_caller(connection, caller)
        rows = connection.execute(
            select(Session.__table__, Account.name.label("account_name"), Account.kind)
            .join(Account, Account.id == Session.account_id)
            .where(_alive(caller.user_id), Session.scope == "session")
            .where(Session.seen_at > func.now() - policy.idle)
            .order_by(Session.seen_at.desc(), Session.id)
            .limit(200)
        )
        return {"items": [_session(row, caller) for row in rows], "next_cursor": None}


def end(database: Database, request: Request) -> dict[str, Any]:
    """Sign out elsewhere. Raises `NotFound`."""
    return _end(database, request, request.data["session_id"], "session", Session.scope == "session")


def page_of_tokens(database: Database, caller: Caller) -> dict[str, Any]:
    """The caller's API tokens for the account they act for, newest first."""
    permissions.require_session(caller)
    with database.read() as connection:
        memberships.of_caller(connection, caller)
        rows = connection.execute(
            select(Session.__table__)
            .where(_alive(caller.user_id), Session.scope != "session")
            .where(Session.account_id == caller.account_id)
            .order_by(Session.created_at.desc(), Session.id)
            .limit(200)
        )
        return {"items": [_token(row) for row in rows], "next_cursor": None}


def create_token(database: Database, request: Request) -> dict[str, Any]:
    """A new API token, shown this once. It may what its user may, in the account they act for now."""
    data, caller = request.data, request.caller
    permissions.require_session(caller)
    token, at = PREFIX + secrets.token_urlsafe(32), now()
    with database.unit_of_work(request) as uow:
        memberships.of_caller(uow.connection, caller)
        row = {
            "token_hash": session_records.hash_token(token),
            "id": new_id("token"),
            "user_id": caller.user_id,
            "account_id": caller.account_id,
            "created_at": at,
            "seen_at": at,
            "expires_at": at + datetime.timedelta(days=data["expires_in_days"]),
            "scope": "write" if "write" in data["scopes"] else "read",
            "name": data["name"],
        }
        made = uow.execute(insert(Session).values(row).returning(Session.__table__)).one()
        shown = {"name": data["name"], "scopes": _scopes(made.scope), "expires_at": _moment(made.expires_at)}
        audit_lines.note_about_user(uow, "user.api_token_created", caller.user_id, after=shown)
        return uow.answer({**_token(made), "last_used_at": None, "token": token})


def end_token(database: Database, request: Request) -> dict[str, Any]:
    """Revoke an API token. Raises `NotFound`."""
    return _end(database, request, request.data["token_id"], "api_token", Session.scope != "session")


def _end(
    database: Database, request: Request, session_id: str, what: str, kind: ColumnElement[bool]
) -> dict[str, Any]:
    permissions.require_session(request.caller)
    with database.unit_of_work(request) as uow:
        memberships.of_caller(uow.connection, request.caller)
        ended = uow.execute(
            update(Session)
            .where(_alive(request.caller.user_id), Session.id == session_id, kind)
            .values(ended_at=func.now())
            .returning(Session.name)
        ).first()
        if ended is None:
            raise NotFound(what=what.replace("_", " "))
        before = {"name": ended.name} if ended.name is not None else None
        audit_lines.note_about_user(uow, f"user.{what}_ended", request.caller.user_id, before=before)
        return uow.answer({"message_ids": [session_records.tell(uow, session_id, request.caller.user_id)]})


def _alive(user_id: str) -> ColumnElement[bool]:
    return (Session.user_id == user_id) & Session.ended_at.is_(None) & (Session.expires_at > func.now())


def _session(row: Any, caller: Caller) -> dict[str, Any]:
    return {
        "id": row.id,
        "current": row.id == caller.session_id,
        "account": {"id": row.account_id, "kind": row.kind, "name": row.account_name},
        "address": row.address or None,
        "user_agent": row.user_agent or None,
        "created_at": _moment(row.created_at),
        "seen_at": _moment(row.seen_at),
        "expires_at": _moment(row.expires_at),
    }


def _token(row: Any) -> dict[str, Any]:
    used = row.seen_at if row.seen_at > row.created_at else None
    return {
        "id": row.id,
        "name": row.name,
        "scopes": _scopes(row.scope),
        "account_id": row.account_id,
        "created_at": _moment(row.created_at),
        "last_used_at": _moment(used) if used is not None else None,
        "expires_at": _moment(row.expires_at),
    }


def _scopes(scope: str) -> list[str]:
    return ["read", "write"] if scope == "write" else ["read"]


def _moment(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")

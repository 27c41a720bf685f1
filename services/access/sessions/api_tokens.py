"""The caller's API tokens."""

from __future__ import annotations

import datetime
import secrets

from sqlalchemy import Row, insert, select

from chassis.database.engine import Database
from chassis.database.unit_of_work import new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.access import (
    ApiToken,
    ApiTokenCreated,
    ApiTokens,
    CreateApiToken,
    EndApiToken,
    Scope,
    SentMessages,
)
from contracts.moments import moment
from services.access import permissions
from services.access.activity import audit_lines
from services.access.members import memberships
from services.access.sessions import own_sessions, session_records
from services.access.tables import Session

#: What secret scanners know our tokens by.
PREFIX = "clientele_"


def page(database: Database, caller: Caller) -> ApiTokens:
    """The caller's API tokens for the account they act for, newest first."""
    permissions.require_session(caller)
    with database.read() as connection:
        memberships.of_caller(connection, caller)
        rows = connection.execute(
            select(Session.__table__)
            .where(own_sessions.alive(caller.user_id), Session.scope != "session")
            .where(Session.account_id == caller.account_id)
            .order_by(Session.created_at.desc(), Session.id)
            .limit(200)
        )
        return {"items": [_token(row) for row in rows], "next_cursor": None}


def create(database: Database, request: Request[CreateApiToken]) -> ApiTokenCreated:
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
            "expires_at": at + datetime.timedelta(days=data.expires_in_days),
            "scope": Scope.WRITE if Scope.WRITE in data.scopes else Scope.READ,
            "name": data.name,
        }
        made = uow.execute(insert(Session).values(row).returning(Session.__table__)).one()
        shown = {"name": data.name, "scopes": _scopes(made.scope), "expires_at": moment(made.expires_at)}
        audit_lines.note_about_user(uow, "user.api_token_created", caller.user_id, after=shown)
        created: ApiTokenCreated = {**_token(made), "last_used_at": None, "token": token}
        return uow.answer(created)


def end(database: Database, request: Request[EndApiToken]) -> SentMessages:
    """Revoke an API token. Raises `NotFound`."""
    permissions.require_session(request.caller)
    token_id = request.data.token_id
    with database.unit_of_work(request) as uow:
        sent = own_sessions.end_one(uow, request.caller, token_id, "api_token", Session.scope != "session")
        return uow.answer(sent)


def _token(row: Row[*tuple[object, ...]]) -> ApiToken:
    used = row.seen_at if row.seen_at > row.created_at else None
    return {
        "id": row.id,
        "name": row.name,
        "scopes": _scopes(row.scope),
        "account_id": row.account_id,
        "created_at": moment(row.created_at),
        "last_used_at": moment(used) if used is not None else None,
        "expires_at": moment(row.expires_at),
    }


def _scopes(scope: str) -> list[Scope]:
    """Writing includes reading."""
    return [Scope.READ, Scope.WRITE] if scope == Scope.WRITE else [Scope.READ]

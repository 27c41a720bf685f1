"""A client account as its own people see it (product.md 1): without what is the practice's alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, cast, select

from chassis.database import Database
from chassis.identity import Caller
from contracts import access
from contracts.errors import NotFound, RoleRequired
from contracts.messages import Rpc
from services.accounts import reading, standing
from services.accounts.tables import Client

_MAY_SEE = ("business_admin", "user_admin")
_NOT_THEIRS = {"practice_code": None, "account_manager_id": None}
_NO_ACCESS = {"everyone": False, "colleague_ids": [], "team_ids": [], "account_manager_id": None}


def get(
    database: Database, calls: Rpc, caller: Caller, client_id: str, extract_domain: str
) -> dict[str, Any]:
    """The caller's own account. Raises `NotFound` for another, `RoleRequired`."""
    if client_id != caller.account_id:
        raise NotFound(what="client")
    if access.get_session(calls)["account"]["role"] not in _MAY_SEE:
        raise RoleRequired(role="business_admin or user_admin")
    columns = [
        cast(column, Text).label(column.name) if column.name in reading.JSON else column
        for column in Client.__table__.columns
    ]
    query = select(*columns).where(Client.id == client_id, standing.session_lives)
    with database.read() as connection:
        row = connection.execute(query, {"session_id": caller.session_id}).first()
    if row is None:
        raise NotFound(what="client")
    return {**reading.view(row, extract_domain), **_NOT_THEIRS, "access": _NO_ACCESS}

"""A client account as its own people see and change it (product.md 1), without what is the practice's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, Text, bindparam, cast, select

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts import access
from contracts.errors import InvalidInput, NotFound, RoleRequired
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.clients import client_settings, client_view
from services.accounts.tables import Client

_MAY_SEE = ("business_admin", "user_admin")
_NOT_THEIRS = {"practice_code": None, "account_manager_id": None}
_NO_ACCESS = {"everyone": False, "colleague_ids": [], "team_ids": [], "account_manager_id": None}

_own = (Client.id == bindparam("client_id"), permissions.session_lives)
_SEEN = select(
    *[
        cast(column, Text).label(column.name) if column.name in client_view.JSON else column
        for column in Client.__table__.columns
    ]
).where(*_own)
_LOCKED = select(*Client.__table__.columns).where(*_own).with_for_update()


def get(
    database: Database, calls: Rpc, caller: Caller, client_id: str, extract_domain: str
) -> dict[str, Any]:
    """The caller's own account. Raises `NotFound` for another, `RoleRequired`."""
    _require_own(calls, caller, client_id, _MAY_SEE)
    with database.read() as connection:
        return _view(_find(connection, caller, _SEEN), extract_domain)


def change(
    database: Database, calls: Rpc, vault: Vault, request: Request, extract_domain: str
) -> dict[str, Any]:
    """Change what was given. Raises `NotFound`, `RoleRequired`, `StaleVersion`, `InvalidInput`,
    `accounts.ExtractEmailTaken`, `accounts.ClientArchived`.
    """
    refuse_repeat(database, request)
    _require_own(calls, request.caller, request.data["client_id"], ("business_admin",))
    if "practice_code" in request.data:
        message = "This is your practice's own reference. Leave it out."
        raise InvalidInput.at("/practice_code", "read_only", message)
    # What the client is found by is the practice's, so the account's own scope does not reach it.
    with database.unit_of_work(request, everywhere=True) as uow:
        client = _find(uow.connection, request.caller, _LOCKED)
        after = client_settings.apply(uow, vault, request, client, extract_domain, admin=True)
        return uow.answer(_view(after, extract_domain))


def _require_own(calls: Rpc, caller: Caller, client_id: str, roles: Sequence[str]) -> None:
    if client_id != caller.account_id:
        raise NotFound(what="client")
    if access.get_session(calls)["account"]["role"] not in roles:
        raise RoleRequired(role=" or ".join(roles))


def _find(connection: Connection, caller: Caller, query: Select[Any]) -> Any:
    found = connection.execute(
        query, {"client_id": caller.account_id, "session_id": caller.session_id}
    ).first()
    if found is None:
        raise NotFound(what="client")
    return found


def _view(row: Any, extract_domain: str) -> dict[str, Any]:
    return {**client_view.view(row, extract_domain), **_NOT_THEIRS, "access": _NO_ACCESS}

"""Whose documents somebody sees (product.md 1 and 1.2).

A colleague who reaches the client sees all of them, and files and removes some from the level `work` on; so
does the client's business admin; its other users see their own: those that they have uploaded.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts import access
from contracts.access.states import AccessLevel, ClientRole
from contracts.accounts import ClientArchived
from contracts.accounts.client_states import ClientStatus
from contracts.errors import NotFound
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.clients import client_view
from services.accounts.tables import Client


@dataclass(frozen=True, slots=True)
class Reach:
    """The client whose documents they are, and who asks, by name; `own` is whose documents alone they see."""

    client_id: str
    practice_id: str
    client_name: str
    status: str
    caller_name: str
    own: str | None

    def require_active(self) -> None:
        """Raises `ClientArchived`."""
        if self.status != ClientStatus.ACTIVE:
            raise ClientArchived(name=self.client_name)


def reach(
    database: Database, calls: Rpc, caller: Caller, client_id: str, needed: AccessLevel = AccessLevel.VIEW
) -> Reach:
    """Raises `NotFound`, also where the caller may not see the client, and `LevelRequired`."""
    if caller.kind == "client":
        return _of_own_account(database, calls, caller, client_id)
    client = client_view.find(database, caller, client_id)
    permissions.require_level(client.level or AccessLevel.VIEW, needed)
    with database.read() as connection:
        name = permissions.of(connection, caller).name
    return Reach(client.id, caller.account_id, client.name, client.status, name, None)


def reach_all(
    database: Database, calls: Rpc, caller: Caller, client_id: str, needed: AccessLevel = AccessLevel.VIEW
) -> Reach:
    """As `reach`, for what concerns all documents. Raises `NotFound` too for who sees their own alone."""
    seen = reach(database, calls, caller, client_id, needed)
    if seen.own is not None:
        raise NotFound(what="client")
    return seen


def _of_own_account(database: Database, calls: Rpc, caller: Caller, client_id: str) -> Reach:
    if client_id != caller.account_id:
        raise NotFound(what="client")
    session = access.get_session(calls)
    query = select(Client.id, Client.practice_id, Client.name, Client.status).where(Client.id == client_id)
    with database.read() as connection:
        client = connection.execute(query).first()
    if client is None:
        raise NotFound(what="client")
    own = None if session["account"]["role"] == ClientRole.BUSINESS_ADMIN else caller.user_id
    return Reach(client.id, client.practice_id, client.name, client.status, session["user"]["name"], own)

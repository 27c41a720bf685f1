"""Archiving, restoring and deleting clients (product.md 8.3): an admin's to do."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import delete, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from contracts import access, accounts
from contracts.accounts.events import CLIENT_ARCHIVED, CLIENT_DELETED, CLIENT_RESTORED
from contracts.errors import InvalidInput, RoleRequired
from contracts.messages import Event, Rpc
from services.accounts import permissions
from services.accounts.clients import client_settings, client_view, client_words, extract_addresses
from services.accounts.tables import Client

_EVENTS = {"archived": CLIENT_ARCHIVED, "active": CLIENT_RESTORED}


def put(database: Database, request: Request, status: str, extract_domain: str) -> dict[str, Any]:
    """Archive or restore; what is so already stays so. Raises `NotFound`, `RoleRequired`."""
    with database.unit_of_work(request) as uow:
        client = _lock_as_admin(uow, request)
        if client.status != status:
            version = client.version + 1
            client = uow.execute(
                update(Client)
                .where(Client.id == client.id)
                .values(status=status, version=version)
                .returning(*Client.__table__.columns)
            ).one()
            tell(uow, request.caller.user_id, _EVENTS[status], client, version)
        return uow.answer(client_view.view(client, extract_domain))


def remove(database: Database, calls: Rpc, request: Request) -> None:
    """Delete a client for good. Raises `NotFound`, `RoleRequired`, `accounts.HasUsers`, `InvalidInput`."""
    with database.unit_of_work() as uow:
        client = _lock_as_admin(uow, request)
    if _plain(request.data["confirm_name"]) != _plain(client.name):
        message = f"Type the client's name as it is written: {client.name}"
        raise InvalidInput.at("/confirm_name", "name_differs", message)
    if access.client_has_users(calls, client_id=client.id):
        raise accounts.HasUsers(name=client.name)
    with database.unit_of_work(request) as uow:
        client = _lock_as_admin(uow, request)
        erase(uow, client)
        tell(uow, request.caller.user_id, CLIENT_DELETED, client, client.version + 1)
        uow.answer(None)


def _lock_as_admin(uow: UnitOfWork, request: Request) -> Any:
    role = permissions.of(uow.connection, request.caller).role
    client = client_settings.lock(uow, request, request.data["client_id"])
    if role not in permissions.ADMINS:
        raise RoleRequired(role="practice_admin or client_admin")
    return client


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def erase(uow: UnitOfWork, client: Any) -> None:
    """Remove a client's row with what finds it; its address is given up."""
    extract_addresses.retire(uow, client.id, client.extract_local_part)
    client_words.remove(uow, client)
    uow.execute(delete(Client).where(Client.id == client.id))


def tell(uow: UnitOfWork, by: str, event: Event, client: Any, version: int) -> None:
    """Tell what was done with a client, and by whom."""
    uow.send(
        event,
        client_id=client.id,
        practice_id=client.practice_id,
        name=client.name,
        by=by,
        at=now(),
        version=version,
    )

"""Archiving, restoring and deleting clients (product.md 8.3): an admin's to do."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import delete, update

from chassis.database import Database
from chassis.rpc.asked import Asked
from chassis.work import Work, now
from contracts import access, accounts
from contracts.accounts.events import CLIENT_ARCHIVED, CLIENT_DELETED, CLIENT_RESTORED
from contracts.errors import InvalidInput, RoleRequired
from contracts.messages import Event, Rpc
from services.accounts import changing, extract_address, reading, searching, standing
from services.accounts.tables import Client

_EVENTS = {"archived": CLIENT_ARCHIVED, "active": CLIENT_RESTORED}


def put(database: Database, asked: Asked, status: str, extract_domain: str) -> dict[str, Any]:
    """Archive or restore; what is so already stays so. Raises `NotFound`, `RoleRequired`."""
    with database.work(asked) as work:
        client = _lock_as_admin(work, asked)
        if client.status != status:
            version = client.version + 1
            client = work.execute(
                update(Client)
                .where(Client.id == client.id)
                .values(status=status, version=version)
                .returning(*Client.__table__.columns)
            ).one()
            tell(work, asked.caller.user_id, _EVENTS[status], client, version)
        return work.answer(reading.view(client, extract_domain))


def remove(database: Database, calls: Rpc, asked: Asked) -> None:
    """Delete a client for good. Raises `NotFound`, `RoleRequired`, `accounts.HasUsers`, `InvalidInput`."""
    with database.work() as work:
        client = _lock_as_admin(work, asked)
    if _plain(asked.data["confirm_name"]) != _plain(client.name):
        message = f"Type the client's name as it is written: {client.name}"
        raise InvalidInput.at("/confirm_name", "name_differs", message)
    if access.client_has_users(calls, client_id=client.id):
        raise accounts.HasUsers(name=client.name)
    with database.work(asked) as work:
        client = _lock_as_admin(work, asked)
        erase(work, client)
        tell(work, asked.caller.user_id, CLIENT_DELETED, client, client.version + 1)
        work.answer(None)


def _lock_as_admin(work: Work, asked: Asked) -> Any:
    role = standing.of(work.connection, asked.caller).role
    client = changing.lock(work, asked, asked.data["client_id"])
    if role not in standing.ADMINS:
        raise RoleRequired(role="practice_admin or client_admin")
    return client


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def erase(work: Work, client: Any) -> None:
    """Remove a client's row with what finds it; its address is given up."""
    extract_address.retire(work, client.id, client.extract_local_part)
    searching.remove(work, client)
    work.execute(delete(Client).where(Client.id == client.id))


def tell(work: Work, by: str, event: Event, client: Any, version: int) -> None:
    """Tell what was done with a client, and by whom."""
    work.send(
        event,
        client_id=client.id,
        practice_id=client.practice_id,
        name=client.name,
        by=by,
        at=now(),
        version=version,
    )

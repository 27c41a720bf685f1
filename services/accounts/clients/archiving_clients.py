"""Archiving, restoring and deleting clients (product.md 8.3): an admin's to do."""

from __future__ import annotations

from sqlalchemy import delete, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from contracts import access
from contracts.access.states import AccessLevel
from contracts.accounts import clients
from contracts.accounts.client_states import ClientStatus
from contracts.accounts.clients import DeleteClient, GetClient
from contracts.accounts.events import CLIENT_ARCHIVED, CLIENT_DELETED, CLIENT_RESTORED, ClientStatusData
from contracts.messages import Event, Rpc
from services.accounts import permissions
from services.accounts.clients import (
    client_retirement,
    client_settings,
    client_view,
    client_words,
    extract_addresses,
)
from services.accounts.clients.client_row import ClientRow
from services.accounts.memberships import Membership
from services.accounts.tables import Client

_EVENTS = {ClientStatus.ARCHIVED: CLIENT_ARCHIVED, ClientStatus.ACTIVE: CLIENT_RESTORED}


def put(
    database: Database, request: Request[GetClient], status: ClientStatus, extract_domain: str
) -> clients.Client:
    """Archive or restore; what is so already stays so. Raises `NotFound`, `RoleRequired`."""
    with database.unit_of_work(request) as uow:
        membership, client = _load(uow, request)
        version = client_retirement.next_version(membership, client, status)
        if version is not None:
            found = uow.execute(
                update(Client)
                .where(Client.id == client.id)
                .values(status=status, version=version)
                .returning(*Client.__table__.columns)
            ).one()
            client = ClientRow._make(found)
            tell(uow, request.caller.user_id, _EVENTS[status], client, version)
        return uow.answer(client_view.seen_at(AccessLevel.MANAGE, client, extract_domain))


def remove(database: Database, calls: Rpc, request: Request[DeleteClient]) -> None:
    """Delete a client for good. Raises `NotFound`, `RoleRequired`, `accounts.HasUsers`, `InvalidInput`."""
    confirmed = request.data.confirm_name
    with database.unit_of_work() as uow:
        membership, client = _load(uow, request)
    client_retirement.require_admin(membership)
    client_retirement.require_named(client, confirmed)
    client_retirement.require_unused(client, has_users=access.client_has_users(calls, client_id=client.id))
    with database.unit_of_work(request) as uow:
        membership, client = _load(uow, request)
        client_retirement.require_admin(membership)
        erase(uow, client)
        tell(uow, request.caller.user_id, CLIENT_DELETED, client, client.version + 1)
        uow.answer(None)


def _load(
    uow: UnitOfWork, request: Request[GetClient] | Request[DeleteClient]
) -> tuple[Membership, ClientRow]:
    """Who asks, and the client, held until the work ends. Raises `NotFound`."""
    membership = permissions.of(uow.connection, request.caller)
    return membership, client_settings.lock(uow, request.caller, request.data.client_id)[0]


def erase(uow: UnitOfWork, client: ClientRow) -> None:
    """Remove a client's row with what finds it; its address is given up."""
    extract_addresses.retire(uow, client.id, client.extract_local_part)
    client_words.remove(uow, client)
    uow.execute(delete(Client).where(Client.id == client.id))


def tell(uow: UnitOfWork, by: str, event: Event[ClientStatusData], client: ClientRow, version: int) -> None:
    """Tell what was done with a client, and by whom."""
    uow.send(
        event,
        ClientStatusData(
            client_id=client.id,
            practice_id=client.practice_id,
            name=client.name,
            by=by,
            at=now(),
            version=version,
        ),
    )

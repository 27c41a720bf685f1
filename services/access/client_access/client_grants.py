"""One client's access, seen and set."""

from __future__ import annotations

from sqlalchemy import Connection

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.access import GrantedAccessWithMessages, PutClientAccess
from contracts.errors import NotFound
from services.access import permissions
from services.access.client_access import (
    current_access,
    grant_notices,
    grant_rows,
    granted_access,
    known_clients,
    known_names,
    reach,
)
from services.access.client_access.grant_notices import Change
from services.access.client_access.granted_access import Granted, Known
from services.access.members import memberships, roles
from services.access.members.member_facts import Actor


def seen_by(connection: Connection, caller: Caller, client_id: str) -> tuple[Actor, Granted]:
    """Who asks, and who has been given access to a client. Raises `NotFound`, also for who may not see it."""
    actor = _who_sees(connection, caller, client_id)
    return actor, current_access.find(connection, client_id)


def put(database: Database, request: Request[PutClientAccess]) -> GrantedAccessWithMessages:
    """Say who may see a client. Raises `NotFound`, `RoleRequired`, `StaleVersion`, `InvalidInput`."""
    known_clients.await_client(database, request.data.client_id)
    with database.unit_of_work(request) as uow:
        actor, before, known = _facts(uow, request)
        wanted = granted_access.replacing(request.data, before, known, now())
        message_id = grant_rows.write(uow, actor.user_id, before, wanted)
        change = Change(before.client_id, before.access, wanted)
        grant_notices.note(uow, actor.account_id, actor.user_id, [change])
        shown: GrantedAccessWithMessages = {
            **wanted.shown(), "version": before.version + 1, "message_ids": [message_id]
        }  # fmt: skip
        return uow.answer(shown)


def _facts(uow: UnitOfWork, request: Request[PutClientAccess]) -> tuple[Actor, Granted, Known]:
    """Who asks, the client's access as it is, and which of those named are known."""
    actor = _who_sees(uow.connection, request.caller, request.data.client_id)
    roles.require_admin(actor.role)
    memberships.lock_practice(uow, actor.account_id, shared=True)
    before = grant_rows.lock(uow, request.data.client_id)
    wanted = granted_access.requested_by(request.data)
    return actor, before, known_names.among(uow.connection, actor.account_id, wanted)


def _who_sees(connection: Connection, caller: Caller, client_id: str) -> Actor:
    """The colleague who reaches the client. Raises `NotFound`."""
    actor = permissions.colleague(connection, caller)
    if not reach.sees(connection, actor.account_id, actor.user_id, client_id):
        raise NotFound(what="client")
    return actor

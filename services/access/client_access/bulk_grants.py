"""Many clients' access, given and taken, with a result for each (product.md 2.5)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from contracts.access import AccessChange, AccessResultsWithMessages, ChangeAccessOfMany
from services.access import permissions
from services.access.client_access import (
    grant_notices,
    grant_rows,
    granted_access,
    known_clients,
    known_names,
)
from services.access.client_access.grant_notices import Change
from services.access.members import memberships
from services.access.tables import ClientAccess


def change(database: Database, request: Request[ChangeAccessOfMany]) -> AccessResultsWithMessages:
    """Give and take access. What somebody has already, or has not, is no error.

    Raises `RoleRequired`, `InvalidInput` naming each unknown person or team.
    """
    data = request.data
    client_ids = list(dict.fromkeys(data.client_ids))
    refuse_repeat(database, request)
    granted_access.require_end(data.give, now())
    known_clients.await_client(database, max(client_ids))
    with database.unit_of_work(request) as uow:
        actor = permissions.admin(uow.connection, request.caller)
        memberships.lock_practice(uow, actor.account_id, shared=True)
        given = granted_access.requested_by(data.give)
        known = known_names.among(uow.connection, actor.account_id, given)
        granted_access.require_known(given, known, data.give.responsibilities, at="/give")
        message_ids: list[str] = []
        changes: list[Change] = []
        results = dict.fromkeys(client_ids, AccessChange.NOT_FOUND)
        for client_id in _known(uow, actor.account_id, client_ids):
            before = grant_rows.lock(uow, client_id)
            wanted = granted_access.changing(before.access, data.give, data.take)
            results[client_id] = AccessChange.UNCHANGED
            if wanted != before.access:
                results[client_id] = AccessChange.CHANGED
                message_ids.append(grant_rows.write(uow, actor.user_id, before, wanted))
                changes.append(Change(client_id, before.access, wanted))
        grant_notices.note(uow, actor.account_id, actor.user_id, changes)
        answer: AccessResultsWithMessages = {
            "items": [{"client_id": client_id, "result": results[client_id]} for client_id in client_ids],
            "message_ids": message_ids,
        }
        return uow.answer(answer)


def _known(uow: UnitOfWork, practice_id: str, client_ids: Sequence[str]) -> list[str]:
    """The practice's of these clients, in the order in which everybody locks them."""
    found = (
        select(ClientAccess.client_id)
        .where(ClientAccess.client_id.in_(client_ids), ClientAccess.practice_id == practice_id)
        .order_by(ClientAccess.client_id)
    )
    return list(uow.execute(found).scalars())

"""Access of many clients at once: given and taken, with a result for each (product.md 2.5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from contracts.errors import FieldError, InvalidInput
from services.access import permissions
from services.access.client_access import client_grants
from services.access.members import memberships
from services.access.tables import ClientAccess
from services.access.teams import team_changes


def change(database: Database, request: Request) -> dict[str, Any]:
    """Give and take access. What somebody has already, or has not, is no error.

    Raises `RoleRequired`, `InvalidInput` naming each unknown person or team.
    """
    data = request.data
    client_ids = list(dict.fromkeys(data["client_ids"]))
    client_grants.await_client(database, max(client_ids))
    with database.unit_of_work(request) as uow:
        membership = permissions.admin(uow.connection, request.caller)
        memberships.lock_practice(uow, membership.account_id, shared=True)
        _check(uow, membership.account_id, data["give"])
        message_ids: list[str] = []
        results = dict.fromkeys(client_ids, "not_found")
        for client_id in _known(uow, membership.account_id, client_ids):
            before = client_grants.lock(uow, client_id)
            now, wanted = client_grants.parts(before), _after(before, data["give"], data["take"])
            results[client_id] = "unchanged" if wanted == now else "changed"
            if wanted != now:
                message_ids.append(
                    client_grants.write(uow, membership.account_id, membership.user_id, before, wanted)
                )
        items = [{"client_id": client_id, "result": results[client_id]} for client_id in client_ids]
        return uow.answer({"items": items, "message_ids": message_ids})


def _known(uow: UnitOfWork, practice_id: str, client_ids: list[str]) -> list[str]:
    """The practice's of these clients, in the order in which everybody locks them."""
    found = (
        select(ClientAccess.client_id)
        .where(ClientAccess.client_id.in_(client_ids), ClientAccess.practice_id == practice_id)
        .order_by(ClientAccess.client_id)
    )
    return list(uow.execute(found).scalars())


def _after(before: Any, give: dict[str, Any], take: dict[str, Any]) -> dict[str, Any]:
    def changed(had: list[str], given: list[str], taken: list[str]) -> list[str]:
        return sorted((set(had) | set(given)) - set(taken))

    manager = before.account_manager_id
    if manager is not None and manager == take["account_manager_id"]:
        manager = None
    return {
        "everyone": (before.everyone or give["everyone"]) and not take["everyone"],
        "colleague_ids": changed(before.colleague_ids, give["colleague_ids"], take["colleague_ids"]),
        "team_ids": changed(before.team_ids, give["team_ids"], take["team_ids"]),
        "account_manager_id": give["account_manager_id"] or manager,
    }


def _check(uow: UnitOfWork, practice_id: str, give: dict[str, Any]) -> None:
    errors: list[FieldError] = [
        memberships.not_a_colleague(f"/give/colleague_ids/{place}")
        for place in memberships.unknown(uow, practice_id, give["colleague_ids"])
    ]
    manager = give["account_manager_id"]
    if manager is not None and memberships.unknown(uow, practice_id, [manager]):
        errors.append(memberships.not_a_colleague("/give/account_manager_id"))
    errors += [
        team_changes.not_a_team(f"/give/team_ids/{place}")
        for place in team_changes.unknown(uow.connection, practice_id, give["team_ids"])
    ]
    if errors:
        raise InvalidInput(errors)

"""Colleagues who leave, for a while or for good (product.md 1.4): what they manage goes to somebody else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, func, select

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from contracts.access import ColleagueNotAccepted, ManagesClients, Owner
from contracts.errors import InvalidInput
from services.access import permissions
from services.access.activity import audit_lines
from services.access.client_access import client_grants
from services.access.colleagues import colleague_views
from services.access.members import memberships
from services.access.sessions import session_records
from services.access.tables import ClientAccess, ClientColleague
from services.access.teams import team_changes

_SUCCESSOR = "reassign_managed_clients_to"


def deactivate(database: Database, request: Request) -> dict[str, Any]:
    """End a colleague's access at once and keep the rest, so that they can come back.

    Raises `NotFound`, `RoleRequired`, `Owner`, `ManagesClients`, `ColleagueNotAccepted`, `InvalidInput`.
    """
    with database.unit_of_work(request) as uow:
        membership, before = _leaver(uow, request)
        if before.status == "invited":
            raise ColleagueNotAccepted()
        message_ids = []
        if before.status == "active":
            message_ids = _end(uow, membership, before, request.data, "deactivated")
        shown = colleague_views.view(uow.connection, membership.account_id, before.user_id)
        return uow.answer({**shown, "message_ids": message_ids})


def reactivate(database: Database, request: Request) -> dict[str, Any]:
    """Let a colleague in again, with the role, the teams and the clients they had."""
    with database.unit_of_work(request) as uow:
        membership, before = _leaver(uow, request)
        message_ids = []
        if before.status == "deactivated":
            message_ids.append(memberships.change(uow, before, status="active"))
            _note(uow, membership, before, "reactivated", before.status)
        shown = colleague_views.view(uow.connection, membership.account_id, before.user_id)
        return uow.answer({**shown, "message_ids": message_ids})


def remove(database: Database, request: Request) -> dict[str, Any]:
    """End a membership for good, with every grant and team of it; an open invitation leads nowhere.

    Raises what `deactivate` does, but for who has not accepted yet.
    """
    with database.unit_of_work(request) as uow:
        membership, before = _leaver(uow, request)
        message_ids = _end(uow, membership, before, request.data, "removed")
        team_changes.leave_all(uow, membership, before.user_id)
        uow.execute(
            delete(ClientColleague).where(
                ClientColleague.practice_id == membership.account_id,
                ClientColleague.user_id == before.user_id,
            )
        )
        return uow.answer({"message_ids": message_ids})


def _leaver(uow: UnitOfWork, request: Request) -> tuple[Row[Any], Row[Any]]:
    """Who asks, and who is to go or come back. The owner stays, so that a practice always has an admin."""
    membership = permissions.admin(uow.connection, request.caller)
    memberships.lock_practice(uow, membership.account_id)
    before = memberships.colleague(uow.connection, membership.account_id, request.data["user_id"])
    permissions.require_over(membership, before.role)
    if before.owner:
        raise Owner()
    return membership, before


def _end(
    uow: UnitOfWork, membership: Row[Any], before: Row[Any], data: dict[str, Any], status: str
) -> list[str]:
    handed_over = _hand_over(uow, membership, before.user_id, data)
    gone = {"removed_at": func.now()} if status == "removed" else {}
    message_ids = [memberships.change(uow, before, status=status, **gone)]
    message_ids += session_records.end_all(uow, before.user_id, account_id=membership.account_id)
    _note(uow, membership, before, status, before.status)
    return message_ids + handed_over


def _hand_over(uow: UnitOfWork, membership: Row[Any], user_id: str, data: dict[str, Any]) -> list[str]:
    managed = uow.execute(
        select(func.count()).where(
            ClientAccess.practice_id == membership.account_id, ClientAccess.account_manager_id == user_id
        )
    ).scalar_one()
    if _SUCCESSOR in data and data[_SUCCESSOR] is not None:
        _check_successor(uow, membership, user_id, data[_SUCCESSOR])
    if not managed:
        return []
    if _SUCCESSOR not in data:
        raise ManagesClients(count=managed)
    return client_grants.hand_over(uow, membership, user_id, data[_SUCCESSOR])


def _check_successor(uow: UnitOfWork, membership: Row[Any], leaver: str, successor: str) -> None:
    if successor == leaver:
        message = "Choose another colleague than the one who leaves."
        raise InvalidInput.at(f"/{_SUCCESSOR}", "same_colleague", message)
    if memberships.unknown(uow, membership.account_id, [successor]):
        raise InvalidInput([memberships.not_a_colleague(f"/{_SUCCESSOR}")])


def _note(uow: UnitOfWork, membership: Row[Any], before: Row[Any], verb: str, was: str) -> None:
    audit_lines.note(
        uow, f"colleague.{verb}", practice_id=membership.account_id, actor_id=membership.user_id,
        user_id=before.user_id, before={"status": was, "role": before.role},
        after={"status": "active" if verb == "reactivated" else verb},
    )  # fmt: skip

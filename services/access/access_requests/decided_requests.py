"""Giving what is asked for, declining, and taking one's own request back."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from contracts.access import AccessRequest as ShownRequest
from contracts.access import (
    AccessRequestState,
    AccessRequestWithMessages,
    ApproveAccess,
    DeclineAccess,
    OneAccessRequest,
)
from services.access import permissions
from services.access.access_requests import (
    reached_levels,
    request_decision,
    request_rows,
    request_views,
    requested_levels,
)
from services.access.access_requests.request_rows import RequestRow
from services.access.client_access import grant_rows, granted_access, held_clients
from services.access.members import memberships
from services.access.members.member_facts import Actor


def approve(database: Database, request: Request[ApproveAccess]) -> AccessRequestWithMessages:
    """Give the access; it counts from the next request on (product.md 8.4).

    Raises `NotFound`, `RoleRequired`, `AccessRequestDecided`, `InvalidInput`.
    """
    with database.unit_of_work(request) as uow:
        actor = permissions.colleague(uow.connection, request.caller)
        memberships.lock_practice(uow, actor.account_id, shared=True)
        found = request_rows.find(uow.connection, actor.account_id, request.data.request_id)
        _require_decidable(actor, found, AccessRequestState.APPROVED)
        # The client before the request, as whoever changes or deletes a client locks them.
        held_clients.hold(uow, found.client_id)
        row = request_rows.lock(uow, actor.account_id, found.id)
        _require_decidable(actor, row, AccessRequestState.APPROVED)
        before = grant_rows.lock(uow, row.client_id)
        reached = reached_levels.of(uow.connection, actor.account_id, row.requested_by, row.client_id)
        level = requested_levels.given_level(row.requested(), request.data.level, reached)
        until = requested_levels.given_until(row.requested(), request.data.until, level, reached.own, now())
        wanted = granted_access.giving(before.access, [row.requested_by], until, level)
        message_ids = []
        if wanted != before.access:
            message_ids.append(grant_rows.write(uow, actor.user_id, before, wanted))
        after = request_rows.end(
            uow, row, AccessRequestState.APPROVED, actor_id=actor.user_id, until=until, level=level
        )
        shown: AccessRequestWithMessages = {
            **request_views.view(after, actor), "message_ids": message_ids
        }  # fmt: skip
        return uow.answer(shown)


def decline(database: Database, request: Request[DeclineAccess]) -> ShownRequest:
    """Say no, and why. Raises `NotFound`, `RoleRequired`, `AccessRequestDecided`."""
    with database.unit_of_work(request) as uow:
        actor, row = _locked(uow, request)
        _require_decidable(actor, row, AccessRequestState.DECLINED)
        after = request_rows.end(
            uow, row, AccessRequestState.DECLINED, actor_id=actor.user_id, detail=request.data.detail
        )
        return uow.answer(request_views.view(after, actor))


def withdraw(database: Database, request: Request[OneAccessRequest]) -> ShownRequest:
    """Take one's own request back. Raises `NotFound`, `RoleRequired`, `AccessRequestDecided`."""
    with database.unit_of_work(request) as uow:
        actor, row = _locked(uow, request)
        request_decision.require_withdrawable(actor, row.pending(), now())
        after = request_rows.end(uow, row, AccessRequestState.WITHDRAWN, actor_id=actor.user_id)
        return uow.answer(request_views.view(after, actor))


def _locked(
    uow: UnitOfWork, request: Request[OneAccessRequest] | Request[DeclineAccess]
) -> tuple[Actor, RequestRow]:
    actor = permissions.colleague(uow.connection, request.caller)
    return actor, request_rows.lock(uow, actor.account_id, request.data.request_id)


def _require_decidable(actor: Actor, row: RequestRow, to: AccessRequestState) -> None:
    request_decision.require_decidable(actor, row.pending(), to, now())

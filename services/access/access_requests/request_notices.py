"""Who has notice of a request: who may decide, and then who asked."""

from __future__ import annotations

import datetime

from chassis.database.unit_of_work import UnitOfWork
from contracts.access import AccessRequestState, NoticeKind
from services.access.members import memberships
from services.access.notices import notice_rows
from services.access.notices.notice_rows import Event

_KINDS = {
    AccessRequestState.PENDING: NoticeKind.ACCESS_REQUESTED,
    AccessRequestState.APPROVED: NoticeKind.REQUEST_APPROVED,
    AccessRequestState.DECLINED: NoticeKind.REQUEST_DECLINED,
    AccessRequestState.EXPIRED: NoticeKind.REQUEST_EXPIRED,
}


def note(
    uow: UnitOfWork,
    state: AccessRequestState,
    *,
    request_id: str,
    practice_id: str,
    client_id: str,
    requested_by: str,
    account_manager_id: str | None,
    actor_id: str | None,
    until: datetime.datetime | None,
) -> None:
    """A request has come into this state, by the actor or by itself. Who takes theirs back needs none."""
    pending = state is AccessRequestState.PENDING
    if not pending:
        notice_rows.read_of_request(uow, request_id)
    kind = _KINDS.get(state)
    if kind is None:
        return
    event = Event(
        kind=kind,
        practice_id=practice_id,
        client_id=client_id,
        actor_id=actor_id,
        request_id=request_id,
        until=until,
    )
    deciders = [*memberships.admins(uow.connection, practice_id), account_manager_id] if pending else []
    concerned = [each for each in deciders if each is not None] if pending else [requested_by]
    notice_rows.add(uow, event, concerned)

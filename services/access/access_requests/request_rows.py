"""Requests to see a client, or to do more with it, as they are found, locked, changed and published."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, case, func, null, select, update
from sqlalchemy.orm import aliased

from chassis.database.unit_of_work import UnitOfWork, now
from contracts.access import AccessLevel, AccessRequestState
from contracts.access.events import ACCESS_REQUEST_CHANGED, AccessRequestChangedData
from contracts.errors import NotFound
from contracts.moments import moment
from services.access.access_requests import request_notices
from services.access.access_requests.request_decision import Pending
from services.access.access_requests.requested_levels import Requested
from services.access.activity import audit_lines
from services.access.client_access import lasting_grants, reach
from services.access.tables import AccessRequest, Account, ClientAccess, Membership, User

_KINDS = {
    AccessRequestState.PENDING: "access_request.made",
    AccessRequestState.APPROVED: "access_request.approved",
    AccessRequestState.DECLINED: "access_request.declined",
    AccessRequestState.WITHDRAWN: "access_request.withdrawn",
    AccessRequestState.EXPIRED: "access_request.expired",
}

_decider, _decider_here = aliased(User), aliased(Membership)
#: A `RequestRow`.
ROW = (
    select(
        AccessRequest.id,
        AccessRequest.practice_id,
        AccessRequest.client_id,
        AccessRequest.requested_by,
        AccessRequest.reason,
        AccessRequest.until,
        AccessRequest.level,
        AccessRequest.held,
        AccessRequest.state,
        AccessRequest.detail,
        AccessRequest.decided_by,
        AccessRequest.decided_at,
        AccessRequest.created_at,
        AccessRequest.expires_at,
        AccessRequest.version,
        Account.name.label("client_name"),
        func.coalesce(Membership.name, User.name).label("requester_name"),
        func.coalesce(_decider_here.name, _decider.name).label("decider_name"),
        lasting_grants.account_manager_id.label("account_manager_id"),
        case((reach.reached, reach.level), else_=null()).label("level_now"),
    )
    .join(Account, Account.id == AccessRequest.client_id)
    .join(User, User.id == AccessRequest.requested_by)
    .join(
        Membership,
        and_(
            Membership.account_id == AccessRequest.practice_id,
            Membership.user_id == AccessRequest.requested_by,
        ),
    )
    .outerjoin(_decider, _decider.id == AccessRequest.decided_by)
    .outerjoin(
        _decider_here,
        and_(
            _decider_here.account_id == AccessRequest.practice_id,
            _decider_here.user_id == AccessRequest.decided_by,
        ),
    )
    # Gone with the client, or to another practice.
    .outerjoin(
        ClientAccess,
        and_(
            ClientAccess.client_id == AccessRequest.client_id,
            ClientAccess.practice_id == AccessRequest.practice_id,
        ),
    )
)


class RequestRow(NamedTuple):
    """A request with the names of whom it names."""

    id: str
    practice_id: str
    client_id: str
    requested_by: str
    reason: str
    until: datetime.datetime | None
    level: str | None
    held: str | None
    state: str
    detail: str | None
    decided_by: str | None
    decided_at: datetime.datetime | None
    created_at: datetime.datetime
    expires_at: datetime.datetime
    version: int
    client_name: str
    requester_name: str
    decider_name: str | None
    account_manager_id: str | None
    level_now: str | None

    def pending(self) -> Pending:
        return Pending(
            self.requested_by, self.state, self.expires_at, self.account_manager_id, self.requested()
        )

    def requested(self) -> Requested:
        return Requested(level_of(self.level), level_of(self.held), self.until)


def level_of(word: str | None) -> AccessLevel | None:
    return None if word is None else AccessLevel(word)


def find(connection: Connection, practice_id: str, request_id: str) -> RequestRow:
    """A request of the practice. Raises `NotFound`."""
    row = connection.execute(
        ROW.where(AccessRequest.practice_id == practice_id, AccessRequest.id == request_id)
    ).first()
    if row is None:
        raise NotFound(what="request")
    return RequestRow._make(row)


def lock(uow: UnitOfWork, practice_id: str, request_id: str) -> RequestRow:
    """A request of the practice, which nobody else decides meanwhile. Raises `NotFound`."""
    uow.execute(select(AccessRequest.id).where(AccessRequest.id == request_id).with_for_update())
    return find(uow.connection, practice_id, request_id)


def end(
    uow: UnitOfWork,
    row: RequestRow,
    state: AccessRequestState,
    *,
    actor_id: str | None,
    detail: str | None = None,
    until: datetime.datetime | None = None,
    level: AccessLevel | None = None,
) -> RequestRow:
    """What became of a request: written and published; gives it as it is now."""
    given = state is AccessRequestState.APPROVED
    uow.execute(
        update(AccessRequest)
        .where(AccessRequest.id == row.id)
        .values(
            state=state,
            detail=detail,
            until=until if given else row.until,
            level=level or AccessLevel.MANAGE if given else row.level,
            decided_by=actor_id,
            decided_at=now(),
            version=AccessRequest.version + 1,
        )
    )
    after = find(uow.connection, row.practice_id, row.id)
    tell(uow, after, actor_id)
    return after


def tell(uow: UnitOfWork, row: RequestRow, actor_id: str | None) -> None:
    """Publish a request as it is now, and write its line of the audit trail, without anybody's words."""
    state = AccessRequestState(row.state)
    audit_lines.note(
        uow, _KINDS[state], practice_id=row.practice_id, actor_id=actor_id, client_id=row.client_id,
        user_id=row.requested_by, after=_noted(row),
    )  # fmt: skip
    request_notices.note(
        uow,
        state,
        request_id=row.id,
        practice_id=row.practice_id,
        client_id=row.client_id,
        requested_by=row.requested_by,
        account_manager_id=row.account_manager_id,
        actor_id=actor_id,
        until=row.until,
    )
    uow.send(
        ACCESS_REQUEST_CHANGED,
        AccessRequestChangedData(
            request_id=row.id,
            practice_id=row.practice_id,
            client_id=row.client_id,
            client_name=row.client_name,
            requested_by=row.requested_by,
            requester_name=row.requester_name,
            state=state,
            reason=row.reason,
            detail=row.detail,
            until=row.until,
            level=level_of(row.level),
            held=level_of(row.held),
            account_manager_id=row.account_manager_id,
            decided_by=row.decided_by,
            at=row.decided_at or row.created_at,
            version=row.version,
        ),
    )


def _noted(row: RequestRow) -> dict[str, str] | None:
    """What a line of the audit trail tells of it."""
    until = {} if row.until is None else {"until": moment(row.until)}
    return until | ({} if row.level is None else {"level": row.level}) or None

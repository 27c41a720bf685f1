"""What about access needs somebody: requests that are theirs to decide, and what ends within a week."""

from __future__ import annotations

import datetime

from sqlalchemy import Connection, false, func, or_, select, true

from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import (
    AccessRequestState,
    AccessSummary,
    EndingClients,
    GetAccessSummary,
    RequestsToDecide,
    RequestToDecide,
)
from contracts.access.states import ADMINS
from contracts.moments import moment
from services.access import permissions
from services.access.access_requests import request_rows
from services.access.access_requests.request_rows import RequestRow
from services.access.client_access import ending_clients, lasting_grants
from services.access.members.member_facts import Actor
from services.access.tables import AccessRequest, Account, ClientAccess

AHEAD = datetime.timedelta(days=7)


def of(database: Database, caller: Caller, query: GetAccessSummary) -> AccessSummary:
    """Of what the caller decides, or loses. Raises `PracticeAccountRequired`."""
    with database.read() as connection:
        actor = permissions.colleague(connection, caller)
        return {
            "requests": _to_decide(connection, actor, query.limit),
            "ending": _ending(connection, actor, query.limit),
        }


def _to_decide(connection: Connection, actor: Actor, limit: int) -> RequestsToDecide:
    decides = true() if actor.role in ADMINS else lasting_grants.managed_by(actor.user_id)
    waiting = request_rows.ROW.where(
        AccessRequest.practice_id == actor.account_id,
        AccessRequest.state == AccessRequestState.PENDING,
        AccessRequest.requested_by != actor.user_id,
        decides,
    )
    count = connection.execute(select(func.count()).select_from(waiting.subquery())).scalar_one()
    rows = map(RequestRow._make, connection.execute(waiting.order_by(AccessRequest.id).limit(limit)))
    first: list[RequestToDecide] = [
        {"id": row.id, "name": row.requester_name, "client_name": row.client_name} for row in rows
    ]
    return {"count": count, "first": first}


def _ending(connection: Connection, actor: Actor, limit: int) -> EndingClients:
    ends = ending_clients.within(AHEAD, actor.user_id).subquery()
    decides = true() if actor.role in ADMINS else lasting_grants.managed_by(actor.user_id)
    found = (
        select(
            ClientAccess.client_id,
            Account.name,
            func.min(ends.c.until).label("until"),
            func.min(ends.c.until).filter(ends.c.own).label("own_until"),
        )
        .join(ClientAccess, ClientAccess.client_id == ends.c.client_id)
        .join(Account, Account.id == ClientAccess.client_id)
        .where(ClientAccess.practice_id == actor.account_id, or_(ends.c.own, func.coalesce(decides, false())))
        .group_by(ClientAccess.client_id, Account.name)
    )
    count = connection.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    rows = connection.execute(found.order_by("until", Account.name, ClientAccess.client_id).limit(limit))
    return {
        "count": count,
        "first": [
            {
                "id": row.client_id,
                "name": row.name,
                "until": moment(row.until),
                "own": row.own_until == row.until,
            }
            for row in rows
        ],
    }

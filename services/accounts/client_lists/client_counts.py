"""How many clients there are of each kind, of those the caller can see: for the list's tabs and filters."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.accounts.client_lists import ClientCounts
from contracts.accounts.client_states import ClientStatus
from services.accounts import lasting_grants, permissions
from services.accounts.tables import Client, Member

_KINDS = {
    "status": Client.status,
    "type": Client.type,
    "connection": Client.connection_state,
    "invitation": Client.invitation_state,
}


def count(database: Database, caller: Caller, status: ClientStatus | None) -> ClientCounts:
    """The numbers: of all, of the caller's own, and by each value that occurs."""
    mine = func.coalesce(lasting_grants.managed_by(caller.user_id), False).label("mine")
    columns = [column.label(name) for name, column in _KINDS.items()]
    query = (
        select(*columns, mine, func.count().label("clients"))
        .join(Member, Member.practice_id == Client.practice_id)
        .where(permissions.is_caller, permissions.session_lives, permissions.visible)
        .group_by(*_KINDS.values(), mine)
    )
    if status is not None:
        query = query.where(Client.status == status)
    with database.read() as connection:
        rows = connection.execute(query, permissions.parameters(caller)).all()
        if not rows:
            permissions.of(connection, caller)
    found: dict[str, Counter[str]] = {name: Counter() for name in _KINDS}
    for row in rows:
        for name, counter in found.items():
            counter[getattr(row, name)] += row.clients
    return {
        "all": sum(row.clients for row in rows),
        "mine": sum(row.clients for row in rows if row.mine),
        "status": dict(found["status"]),
        "type": dict(found["type"]),
        "connection": dict(found["connection"]),
        "invitation": dict(found["invitation"]),
    }

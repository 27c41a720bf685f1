"""The colleagues that an admin can filter the list by."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, exists, literal, select
from sqlalchemy.orm import aliased

from chassis.database.prepared import Prepared
from chassis.security.identity import Caller
from contracts.access.states import ADMINS, MembershipStatus
from contracts.accounts.client_lists import Named
from services.accounts import permissions
from services.accounts.tables import Member

#: So many as a list to choose one from may have.
_MOST = 200
_Colleague = aliased(Member)
_OF_PRACTICE = Prepared(
    "practice_colleagues",
    select(_Colleague.user_id.label("id"), _Colleague.name)
    .where(
        _Colleague.practice_id == bindparam("practice_id"),
        _Colleague.status != literal(MembershipStatus.REMOVED.value),
        exists().where(permissions.is_caller, Member.role.in_(literal(role) for role in ADMINS)),
    )
    .order_by(_Colleague.name, _Colleague.user_id)
    .limit(_MOST),
)


def of(connection: Connection, caller: Caller) -> list[Named]:
    """By name; none for who is no admin."""
    rows = _OF_PRACTICE.all(connection, permissions.parameters(caller))
    return [{"id": row.id, "name": row.name} for row in rows]

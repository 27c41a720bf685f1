"""The colleagues that an admin can filter the list by."""

from __future__ import annotations

from sqlalchemy import bindparam, exists, literal, select
from sqlalchemy.orm import aliased

from contracts.access.states import ADMINS, MembershipStatus
from services.accounts import permissions
from services.accounts.tables import Member

#: So many as a list to choose one from may have.
_MOST = 200
_Colleague = aliased(Member)
#: By name; none for who is no admin. Parameters as of `permissions.is_caller`.
ROWS = (
    select(_Colleague.user_id.label("id"), _Colleague.name)
    .where(
        _Colleague.practice_id == bindparam("practice_id"),
        _Colleague.status != literal(MembershipStatus.REMOVED.value),
        exists().where(permissions.is_caller, Member.role.in_(literal(role) for role in ADMINS)),
    )
    .order_by(_Colleague.name, _Colleague.user_id)
    .limit(_MOST)
)

"""How many wait for an answer, for the list's tabs: who asks the practice to take them on, for its admins;
colleagues who ask to see a client, for admins and the client's account manager.
"""

from __future__ import annotations

from typing import TypedDict

from sqlalchemy import ScalarSelect, bindparam, case, func, literal, or_, select

from contracts.access.states import ADMINS
from contracts.accounts.states import RequestState
from services.accounts import lasting_grants, permissions
from services.accounts.tables import AccessRequest, Client, Member, NewClientRequest, PracticeRequest


class Waiting(TypedDict):
    """One of `ROWS`, as JSON has it."""

    to_be_taken_on: int
    to_see_a_client: int


_is_admin = Member.role.in_(literal(role) for role in ADMINS)


def _waiting(table: type[PracticeRequest] | type[NewClientRequest]) -> ScalarSelect[int]:
    pending = (table.practice_id == bindparam("practice_id")) & (table.state == RequestState.PENDING)
    return select(func.count()).select_from(table).where(pending).scalar_subquery()


_to_see_a_client = (
    select(func.count())
    .select_from(AccessRequest)
    .join(Client, (Client.id == AccessRequest.client_id) & (Client.practice_id == AccessRequest.practice_id))
    .where(
        AccessRequest.practice_id == bindparam("practice_id"),
        AccessRequest.pending,
        AccessRequest.requested_by != Member.user_id,
        or_(_is_admin, lasting_grants.managed_by(Member.user_id)),
    )
    .correlate(Member)
    .scalar_subquery()
)
#: Those that are the caller's to decide, in one row. Parameters as of `permissions.is_caller`.
ROWS = (
    select(
        case((_is_admin, _waiting(PracticeRequest) + _waiting(NewClientRequest)), else_=0).label(
            "to_be_taken_on"
        ),
        _to_see_a_client.label("to_see_a_client"),
    )
    .select_from(Member)
    .where(permissions.is_caller)
)

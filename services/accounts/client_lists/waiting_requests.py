"""How many ask a practice to take them on and wait for an answer: for the list's tabs, of its admins."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, ScalarSelect, bindparam, func, literal, select

from chassis.database.prepared import Prepared
from chassis.security.identity import Caller
from contracts.access.states import ADMINS
from contracts.accounts.states import RequestState
from services.accounts import permissions
from services.accounts.tables import Member, NewClientRequest, PracticeRequest


class Waiting(NamedTuple):
    """What is counted, as a row of the statement has it."""

    waiting: int


def _waiting(table: type[PracticeRequest] | type[NewClientRequest]) -> ScalarSelect[int]:
    pending = (table.practice_id == bindparam("practice_id")) & (table.state == RequestState.PENDING)
    return select(func.count()).select_from(table).where(pending).scalar_subquery()


_COUNT = Prepared(
    "waiting_requests",
    select((_waiting(PracticeRequest) + _waiting(NewClientRequest)).label("waiting"))
    .select_from(Member)
    .where(permissions.is_caller, Member.role.in_(literal(role) for role in ADMINS)),
)


def count(connection: Connection, caller: Caller) -> int:
    """Those of either kind; none for whoever may not see them."""
    row: Waiting | None = _COUNT.first(connection, permissions.parameters(caller))
    return 0 if row is None else row.waiting

"""Which clients a colleague could see, and as what, as of a moment (docs/adr/0057)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypedDict

from contracts.access.access_reasons import Reason
from contracts.access.pages import PageQuery
from contracts.access.states import MembershipStatus, PracticeRole
from contracts.fields import End
from contracts.messages import Call, Rpc
from contracts.shapes import Described
from contracts.values import ClientId, Cursor, Limit, Timestamp, UserId


@dataclass(frozen=True, kw_only=True, slots=True)
class GetColleagueAccess(PageQuery):
    user_id: UserId
    at: Annotated[datetime, End("a time"), Described("As of when; left out, now")] | None = None


class ClientReached(TypedDict):
    """`name` is the client's of today, or what it was called when it went to another practice."""

    client_id: ClientId
    name: str | None
    reasons: list[Reason]


class ColleagueAccess(TypedDict):
    """A page of the clients, by id. `role` and `status` are null where they were no colleague yet."""

    user_id: UserId
    name: str | None
    at: Timestamp
    role: PracticeRole | None
    status: MembershipStatus | None
    items: list[ClientReached]
    next_cursor: (
        Annotated[str, Described("There may be more, also where a page has fewer than were wanted")] | None
    )


GET_COLLEAGUE_ACCESS = Call("access", "get_colleague_access", GetColleagueAccess, ColleagueAccess, "read")


def get_colleague_access(
    rpc: Rpc,
    *,
    user_id: UserId,
    at: datetime | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> ColleagueAccess:
    """Which clients a colleague could see, and their role. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(
        GET_COLLEAGUE_ACCESS, GetColleagueAccess(user_id=user_id, at=at, limit=limit, cursor=cursor)
    )

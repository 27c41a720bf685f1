"""The audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.access.pages import PageQuery
from contracts.fields import Pattern
from contracts.messages import Call, Rpc
from contracts.values import ClientId, Cursor, Limit, Timestamp, UserId, Version

_Kind = Annotated[str, Pattern("[a-z_]{1,30}\\.[a-z_]{1,30}", "Use a kind like colleague.removed.")]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListActivity(PageQuery):
    """`user_id` is of who did something, or to whom it was done; `kind` such as `colleague.removed`; lines of
    the kind that it is `without` are left out.
    """

    client_id: ClientId | None = None
    user_id: UserId | None = None
    kind: _Kind | None = None
    without: _Kind | None = None


class Named(TypedDict):
    """Somebody or something, by the name of today; null where nobody knows it any more."""

    id: str
    name: str | None


class ActivityLine(TypedDict):
    """A line of the audit trail. `names` are those of whoever `before` and `after` name by id."""

    place: Version
    at: Timestamp
    kind: str
    actor: Named | None
    client: Named | None
    user: Named | None
    team: Named | None
    before: dict[str, object] | None
    after: dict[str, object] | None
    names: dict[str, str]
    correlation_id: str
    hash: str


class ActivityPage(TypedDict):
    items: list[ActivityLine]
    next_cursor: str | None


LIST_ACTIVITY = Call("access", "list_activity", ListActivity, ActivityPage, "read")


def list_activity(
    rpc: Rpc,
    *,
    limit: Limit = 50,
    cursor: Cursor | None = None,
    client_id: ClientId | None = None,
    user_id: UserId | None = None,
    kind: str | None = None,
    without: str | None = None,
) -> ActivityPage:
    """A page of the audit trail, newest first. Raises `RoleRequired`, `NotFound`."""
    return rpc.call(
        LIST_ACTIVITY,
        ListActivity(
            limit=limit, cursor=cursor, client_id=client_id, user_id=user_id, kind=kind, without=without
        ),
    )

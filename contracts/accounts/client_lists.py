"""The clients that somebody can see: pages, counts, files (product.md 8.2)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from contracts.access.states import AccessLevel
from contracts.accounts.client_filters import ClientFilters
from contracts.accounts.client_states import (
    ClientConnection,
    ClientInvitation,
    ClientSort,
    ClientStatus,
    ClientView,
)
from contracts.accounts.clients import Client
from contracts.accounts.saved_views import SavedView
from contracts.accounts.states import ClientType
from contracts.errors import Refusal
from contracts.fields import Choice, Text
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape, arguments_of, given
from contracts.values import ClientId, Count, Limit, UserId


class PlanRequired(Refusal):
    """product.md 8.2"""

    code = "plan_required"
    status = 403
    title = "Your practice's plan does not include this"
    template = "This needs the plan {plan}. Ask a practice admin to change the plan."


@dataclass(frozen=True, kw_only=True, slots=True)
class ListClients(ClientFilters):
    """One page of the clients the caller can see."""

    limit: Limit = 50
    cursor: (
        Annotated[
            str, Text("a cursor", longest=900, metadata={"description": "next_cursor of the page before"})
        ]
        | None
    ) = None
    include: Annotated[str, Choice(("names",), "what to include")] | None = None
    level: (
        Annotated[
            AccessLevel, Labelled("a level"), Described("Those that you reach at this level, or a higher one")
        ]
        | None
    ) = None


class Named(TypedDict):
    id: str
    name: str


class HiddenClient(TypedDict):
    """A client that the caller cannot see and may ask for (docs/adr/0052); `requested` where they have."""

    id: ClientId
    name: str
    practice_code: str | None
    requested: bool


class ClientPage(TypedDict):
    """With `include=names`, `people` and `teams` are those that the items mention, `responsibilities` those
    of the practice in their order, `colleagues` tells an admin whom to filter by (the first 200 by name), and
    `waiting_requests` how many ask to be taken on; `waiting_access_requests` tells whoever decides how many
    colleagues ask to see a client. `hidden` are the few that `q` finds and the caller cannot see, as far as
    the practice lets them be found. `saved_views` are the caller's own.
    """

    items: list[Client]
    next_cursor: str | None
    people: NotRequired[list[Named]]
    teams: NotRequired[list[Named]]
    colleagues: NotRequired[list[Named]]
    responsibilities: NotRequired[list[Named]]
    waiting_requests: NotRequired[int]
    waiting_access_requests: NotRequired[int]
    hidden: NotRequired[list[HiddenClient]]
    saved_views: NotRequired[list[SavedView]]


@dataclass(frozen=True, kw_only=True, slots=True)
class CountClients(RequestShape):
    status: Annotated[ClientStatus, Labelled("a status")] | None = None


class ClientCounts(TypedDict):
    """How many of the clients the caller can see; by state, those that occur."""

    all: Count
    mine: Count
    status: dict[str, int]
    type: dict[str, int]
    connection: dict[str, int]
    invitation: dict[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportClients(ClientFilters):
    """The next part of the list as CSV."""

    cursor: Annotated[str, Text("a cursor", longest=900, metadata={"internal": True})] | None = None


class Exported(TypedDict):
    csv: str
    next_cursor: str | None


LIST_CLIENTS = Call("accounts", "list_clients", ListClients, ClientPage, "read")
COUNT_CLIENTS = Call("accounts", "count_clients", CountClients, ClientCounts, "read")
EXPORT_CLIENTS = Call("accounts", "export_clients", ExportClients, Exported, "read")


def list_clients(
    rpc: Rpc,
    *,
    view: str = ClientView.ALL,
    q: str | None = None,
    type: str | None = None,  # noqa: A002  as the field is called
    status: str | None = None,
    connection: str | None = None,
    invitation: str | None = None,
    colleague_id: UserId | None = None,
    responsible: UserId | None = None,
    added_from: str | None = None,
    added_until: str | None = None,
    sort: str = ClientSort.NAME,
    limit: Limit = 50,
    cursor: str | None = None,
    include: str | None = None,
    level: str | None = None,
) -> ClientPage:
    """One page of the caller's clients: `{items, next_cursor}`."""
    return rpc.call(
        LIST_CLIENTS,
        ListClients(
            view=given(ClientView, view),
            q=q,
            type=given(ClientType, type),
            status=given(ClientStatus, status),
            connection=given(ClientConnection, connection),
            invitation=given(ClientInvitation, invitation),
            colleague_id=colleague_id,
            responsible=responsible,
            added_from=given(datetime.date, added_from),
            added_until=given(datetime.date, added_until),
            sort=given(ClientSort, sort),
            limit=limit,
            cursor=cursor,
            include=include,
            level=given(AccessLevel, level),
        ),
    )


def count_clients(rpc: Rpc, status: str | None = None) -> ClientCounts:
    """How many clients the caller can see: all, mine, by status, type, connection and invitation."""
    return rpc.call(COUNT_CLIENTS, CountClients(status=given(ClientStatus, status)))


def export_clients(rpc: Rpc, query: ExportClients) -> Iterator[str]:
    """The clients of a query as CSV, in parts. Raises `PlanRequired`."""
    arguments = arguments_of(query)
    part = rpc.forward(EXPORT_CLIENTS, arguments)
    yield part["csv"]
    while part["next_cursor"] is not None:
        part = rpc.forward(EXPORT_CLIENTS, {**arguments, "cursor": part["next_cursor"]})
        yield part["csv"]

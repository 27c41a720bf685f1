"""Saved views: a list of clients as somebody wants it again, under a name of their own (product.md 8.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, NotRequired, TypedDict

from contracts.accounts.client_filters import ClientFilters
from contracts.accounts.client_states import ClientColumn, ClientSort, ClientView
from contracts.errors import Refusal
from contracts.fields import Choice, ListOf, Name
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import Described, RequestShape
from contracts.values import ExpectedVersion, SavedViewId, Timestamp, Version

#: Those that a person has in a practice.
MOST_SAVED_VIEWS = 20

DEFAULT_COLUMNS = (
    ClientColumn.ACCOUNT_MANAGER,
    ClientColumn.ACCESS,
    ClientColumn.INVITATION,
    ClientColumn.CONNECTION,
    ClientColumn.CREATED_AT,
)


class SavedViewNameTaken(Refusal):
    """The person has one of this name, in whatever case."""

    code = "saved_view_name_taken"
    status = 409
    title = "You have a view of this name"
    template = "You have a view named {name} already. Choose another name, or change that one."


class SavedViewLimit(Refusal):
    """No room for another one."""

    code = "saved_view_limit"
    status = 409
    title = "You have as many views as there can be"
    template = "You can keep {most} views. Delete one that you no longer need, or change it into this one."


@dataclass(frozen=True, kw_only=True, slots=True)
class SaveView(ClientFilters):
    """A list's filters and order with its columns, which stand in the order of this list whatever is sent."""

    name: Annotated[str, Name("the view's name", longest=60)]
    columns: Annotated[
        list[ClientColumn],
        ListOf(Choice(ClientColumn, "a column"), longest=len(ClientColumn)),
        Described("Beside the client's name"),
    ] = field(default_factory=lambda: list(DEFAULT_COLUMNS))


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplaceView(SaveView):
    """All of it anew: a filter that is not given is taken away. `if_version` refuses a stale edit."""

    view_id: SavedViewId
    if_version: ExpectedVersion | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GetSavedView(RequestShape):
    view_id: SavedViewId


class SavedView(TypedDict):
    """A view as its person saved it; its filters are those of the list, null where there is none."""

    id: SavedViewId
    name: str
    view: ClientView
    q: str | None
    type: str | None
    status: str | None
    connection: str | None
    invitation: str | None
    colleague_id: str | None
    responsible: NotRequired[str | None]
    added_from: str | None
    added_until: str | None
    sort: ClientSort
    columns: list[ClientColumn]
    version: Version
    created_at: Timestamp


class SavedViews(TypedDict):
    """All that the caller has in this practice, by name; there is no other page."""

    items: list[SavedView]
    next_cursor: str | None


LIST_SAVED_VIEWS = Call("accounts", "list_saved_views", NoArguments, SavedViews, "read")
SAVE_VIEW = Call("accounts", "save_view", SaveView, SavedView, "write")
REPLACE_VIEW = Call("accounts", "replace_view", ReplaceView, SavedView, "write")
DELETE_VIEW: Call[GetSavedView, None] = Call("accounts", "delete_view", GetSavedView, None, "write")


def list_saved_views(rpc: Rpc) -> list[SavedView]:
    """The caller's own, by name. Raises `PracticeAccountRequired`."""
    return rpc.call(LIST_SAVED_VIEWS, NoArguments())["items"]


def save_view(rpc: Rpc, wanted: SaveView) -> SavedView:
    """Keep it. Raises `SavedViewNameTaken`, `SavedViewLimit`."""
    return rpc.call(SAVE_VIEW, wanted)


def replace_view(rpc: Rpc, wanted: ReplaceView) -> SavedView:
    """Put this in the place of what it was. Raises `NotFound`, `StaleVersion`, `SavedViewNameTaken`."""
    return rpc.call(REPLACE_VIEW, wanted)


def delete_view(rpc: Rpc, view_id: str) -> None:
    """Let it go. Raises `NotFound`."""
    rpc.call(DELETE_VIEW, GetSavedView(view_id=view_id))

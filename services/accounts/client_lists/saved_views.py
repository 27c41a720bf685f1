"""A person's own views of the list of clients, in one practice: nobody else sees or changes them."""

from __future__ import annotations

import datetime
from typing import NamedTuple, TypedDict, cast

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, text, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.accounts.client_filters import ClientFilters
from contracts.accounts.saved_views import GetSavedView, ReplaceView, SavedView, SavedViews, SaveView
from contracts.errors import NotFound
from contracts.moments import moment
from contracts.shapes import names_of
from services.accounts import permissions
from services.accounts.client_lists import saved_view_decision
from services.accounts.client_lists.saved_view_decision import KeptView
from services.accounts.tables import SavedView as Row

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
_FILTERS = names_of(ClientFilters)
_SHOWN = (Row.id, Row.name, Row.filters, Row.columns, Row.version, Row.created_at)


#: The caller's, by name. Parameters `practice_id`, `user_id`.
ROWS = (
    select(*_SHOWN)
    .where(Row.practice_id == bindparam("practice_id"), Row.user_id == bindparam("user_id"))
    .order_by(Row.name_key)
)


class _ViewRow(NamedTuple):
    """A view as it is shown, in the order of `_SHOWN`."""

    id: str
    name: str
    filters: dict[str, object]
    columns: list[str]
    version: int
    created_at: datetime.datetime


class ViewAsJson(TypedDict):
    """One of `ROWS`, as JSON has it."""

    id: str
    name: str
    filters: dict[str, object]
    columns: list[str]
    version: int
    created_at: str


def page(database: Database, caller: Caller) -> SavedViews:
    """All of the caller's. Raises `PracticeAccountRequired`."""
    with database.read() as connection:
        permissions.of(connection, caller)
        rows = connection.execute(ROWS, permissions.parameters(caller))
        return {"items": [_view(_ViewRow._make(row)) for row in rows], "next_cursor": None}


def from_json(row: ViewAsJson) -> SavedView:
    """One of the caller's."""
    created_at = datetime.datetime.fromisoformat(row["created_at"])
    return _view(_ViewRow(row["id"], row["name"], row["filters"], row["columns"], row["version"], created_at))


def save(database: Database, request: Request[SaveView]) -> SavedView:
    """Another one. Raises `PracticeAccountRequired`, `SavedViewNameTaken`, `SavedViewLimit`."""
    caller = request.caller
    with database.unit_of_work(request) as uow:
        content = saved_view_decision.of_new(_kept(uow, caller), request.data)
        row = {
            "id": new_id("view"),
            "practice_id": caller.account_id,
            "user_id": caller.user_id,
            **content._asdict(),
            "created_at": now(),
        }
        made = uow.execute(insert(Row).values(row).returning(*_SHOWN)).one()
        return uow.answer(_view(_ViewRow._make(made)))


def replace(database: Database, request: Request[ReplaceView]) -> SavedView:
    """One of the caller's anew. Raises `NotFound`, `StaleVersion`, `SavedViewNameTaken`."""
    data, caller = request.data, request.caller
    with database.unit_of_work(request) as uow:
        content = saved_view_decision.of_replaced(_kept(uow, caller), data, data.view_id, data.if_version)
        changed = update(Row).where(Row.id == data.view_id, *_own(caller)).values(content._asdict())
        return uow.answer(_view(_ViewRow._make(uow.execute(changed.returning(*_SHOWN)).one())))


def remove(database: Database, request: Request[GetSavedView]) -> None:
    """One of the caller's. Raises `PracticeAccountRequired`, `NotFound`."""
    with database.unit_of_work(request) as uow:
        permissions.of(uow.connection, request.caller)
        gone = delete(Row).where(Row.id == request.data.view_id, *_own(request.caller))
        if uow.execute(gone.returning(Row.id)).first() is None:
            raise NotFound(what="view")
        uow.answer(None)


def _own(caller: Caller) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Row.practice_id == caller.account_id, Row.user_id == caller.user_id


def _kept(uow: UnitOfWork, caller: Caller) -> list[KeptView]:
    """The caller's views; another change of them waits. Raises `PracticeAccountRequired`."""
    permissions.of(uow.connection, caller)
    uow.execute(_LOCK, {"key": f"saved views {caller.account_id} {caller.user_id}"})
    rows = uow.execute(select(Row.id, Row.name_key, Row.version).where(*_own(caller)))
    return [KeptView(row.id, row.name_key, row.version) for row in rows]


def _view(row: _ViewRow) -> SavedView:
    shown = {
        "id": row.id,
        "name": row.name,
        **{name: row.filters.get(name) for name in _FILTERS},
        "columns": row.columns,
        "version": row.version,
        "created_at": moment(row.created_at),
    }
    # Whose form its filters have, though nothing says that a filter is none of these.
    return cast(SavedView, shown)

"""Imports as they are kept: found, moved from state to state, shown, forgotten."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple, Required, TypedDict, cast

from sqlalchemy import delete, insert, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.security.identity import Caller
from contracts.access.states import ADMINS
from contracts.accounts.client_access import ClientAccess
from contracts.accounts.import_states import IMPORT_TRANSITIONS, ImportKind, ImportMode, ImportStatus
from contracts.accounts.imports import (
    Column,
    Import,
    ImportPage,
    ImportPlan,
    ListImports,
    PreviewedCell,
    ToInvite,
)
from contracts.errors import NotFound
from contracts.moments import moment
from services.accounts import permissions
from services.accounts.imports import kept_states
from services.accounts.imports.rows import planned_rows
from services.accounts.imports.rows.planned_rows import RowGroup
from services.accounts.tables import ClientImport, Member

UNDO_WITHIN = datetime.timedelta(hours=24)
_KEPT = datetime.timedelta(days=30)
_UNCHECKED = (
    ImportStatus.UPLOADING,
    ImportStatus.READING,
    ImportStatus.UNREADABLE,
    ImportStatus.MAPPING,
    ImportStatus.CHECKING,
)
_SHOWN = select(*ClientImport.__table__.columns, Member.name.label("author")).outerjoin(
    Member, (Member.practice_id == ClientImport.practice_id) & (Member.user_id == ClientImport.created_by)
)


class AsRead(TypedDict, total=False):
    """How a file was read."""

    encoding: str | None
    sheet: str | None
    sheets: list[str]
    heading_row: int | None
    notices: list[str]
    preview: list[PreviewedCell]


class Choice(TypedDict, total=False):
    """How somebody said that a file is to be read."""

    encoding: str | None
    sheet: str | None
    heading_row: int | None


class Options(TypedDict, total=False):
    """What was decided about an import. `acting` is whoever asked for its present step; `typed` ones are no
    files.
    """

    mode: str
    near: Required[str]
    exact: Required[str]
    access: Required[ClientAccess]
    acting: str
    choice: Choice
    stopped_at: ImportStatus
    as_read: AsRead
    typed: bool


class KeptImport(NamedTuple):
    """An import's row, in the order of its table's columns, with who began it."""

    id: str
    practice_id: str
    kind: ImportKind
    filename: str
    format: str
    state: ImportStatus
    problem: str | None
    columns: list[Column]
    options: Options
    row_count: int
    done: int
    attempts: int
    created_by: str
    created_at: datetime.datetime
    moved_at: datetime.datetime
    finished_at: datetime.datetime | None
    version: int
    author: str | None

    @property
    def mode(self) -> ImportMode:
        """Whether rows add clients, change them, or both."""
        return ImportMode(self.options.get("mode", ImportMode.CREATE))


def of_row(row: Iterable[object]) -> KeptImport:
    """An import of its table's columns and its author."""
    found = KeptImport._make(row)
    return found._replace(state=kept_states.state_of(found.state))


def begin(uow: UnitOfWork, caller: Caller, practice_id: str, *, typed: bool = False, **given: object) -> str:
    """Keep a new import of which nothing is known yet but what is given; gives its id."""
    import_id, at = new_id("import"), now()
    access: ClientAccess = {
        "everyone": False,
        "colleague_ids": [],
        "team_ids": [],
        "account_manager_id": None,
    }
    options: Options = {"near": "create", "exact": "skip", "access": access}
    if typed:
        options["typed"] = True
    row: dict[str, object] = {
        "id": import_id,
        "practice_id": practice_id,
        "columns": [],
        "options": options,
        "row_count": 0,
        "done": 0,
        "attempts": 0,
        "created_by": caller.user_id,
        "created_at": at,
        "moved_at": at,
        "version": 1,
    }
    uow.execute(insert(ClientImport).values({**row, **given}))
    return import_id


def get(database: Database, caller: Caller, import_id: str) -> Import:
    """One import with how far it is. Raises `NotFound`, `RoleRequired`."""
    with database.unit_of_work() as uow:
        permissions.require_adder(uow.connection, caller)
        return view(uow, one(uow, caller, import_id))


def page(database: Database, caller: Caller, query: ListImports) -> ImportPage:
    """The practice's imports that are the caller's to see, newest first. Raises `RoleRequired`."""
    statement = _SHOWN.where(ClientImport.practice_id == caller.account_id)
    if query.cursor is not None:
        statement = statement.where(ClientImport.id < query.cursor)
    with database.unit_of_work() as uow:
        if permissions.require_adder(uow.connection, caller).role not in ADMINS:
            statement = statement.where(ClientImport.created_by == caller.user_id)
        rows = uow.execute(statement.order_by(ClientImport.id.desc()).limit(query.limit + 1)).all()
        items = _views(uow, caller.account_id, [of_row(row) for row in rows[: query.limit]])
    return {"items": items, "next_cursor": items[-1]["id"] if len(rows) > len(items) else None}


def one(uow: UnitOfWork, caller: Caller, import_id: str, *, locked: bool = False) -> KeptImport:
    """The caller's own import, or for an admin any of the practice's. Raises `NotFound`.

    What a file says and what its rows resemble is nobody else's to see.
    """
    statement = _SHOWN.where(
        ClientImport.id == import_id,
        ClientImport.practice_id == caller.account_id,
        (ClientImport.created_by == caller.user_id) | permissions.by_an_admin(caller),
    )
    found = uow.execute(statement.with_for_update(of=ClientImport) if locked else statement).first()
    if found is None:
        raise NotFound(what="import")
    return of_row(found)


def acting(found: KeptImport) -> Caller:
    """In whose name the import's present step is done: of who asked for it (product.md 8.4)."""
    return Caller(found.options.get("acting", found.created_by), found.practice_id, "practice", "", 0.0)


def move(uow: UnitOfWork, found: KeptImport, state: ImportStatus, **columns: object) -> None:
    """Go over to another state, from the first row on unless `done` says else."""
    IMPORT_TRANSITIONS.require(found.state, state)
    options = cast(Options, columns.get("options", found.options))
    values: dict[str, object] = {
        "done": 0,
        "attempts": 0,
        "state": kept_states.kept(state, options),
        **columns,
    }
    uow.left_jobs = True
    uow.execute(
        update(ClientImport)
        .where(ClientImport.id == found.id)
        .values(moved_at=now(), version=ClientImport.version + 1, **values)
    )


def place(import_id: str, part: str) -> str:
    """What a sealed part or row of a file is bound to."""
    return f"import {import_id} {part}"


def forget_old(database: Database, at: datetime.datetime) -> None:
    """Remove files with their rows after thirty days, and those that never came whole after one."""
    never_came = (ClientImport.state == "uploading") & (ClientImport.created_at < at - UNDO_WITHIN)
    with database.autocommit() as connection:
        connection.execute(delete(ClientImport).where((ClientImport.created_at < at - _KEPT) | never_came))


def view(uow: UnitOfWork, row: KeptImport) -> Import:
    """An import as api.md would show it."""
    return _views(uow, row.practice_id, [row])[0]


def _views(uow: UnitOfWork, practice_id: str, rows: list[KeptImport]) -> list[Import]:
    """Imports of one practice, with their rows counted for all of them at once."""
    groups = planned_rows.groups_of(uow, [row.id for row in rows])
    done = [row.id for row in rows if _is_done(row)]
    left = planned_rows.left_to_invite(uow, done, practice_id) if done else {}
    return [_view(row, groups.get(row.id, []), left.get(row.id)) for row in rows]


def _is_done(row: KeptImport) -> bool:
    return row.state == ImportStatus.DONE and row.kind == ImportKind.CLIENTS


def _view(row: KeptImport, groups: list[RowGroup], left: ToInvite | None) -> Import:
    checked = row.state not in _UNCHECKED and row.kind == ImportKind.CLIENTS
    undo_until = row.finished_at + UNDO_WITHIN if _is_done(row) and row.finished_at else None
    shown: Import = {
        "id": row.id,
        "kind": row.kind,
        "filename": row.filename,
        "state": row.state,
        "problem": row.problem,
        "columns": row.columns,
        # Nothing while it was not read, or by a release before this was kept.
        "encoding": None,
        "sheet": None,
        "sheets": [],
        "heading_row": None,
        "notices": [],
        "preview": [],
        "mode": row.mode,
        "near": row.options["near"],
        "exact": row.options["exact"],
        "access": {**row.options["access"]},
        "typed": row.options.get("typed", False),
        "rows": row.row_count,
        "done": row.done,
        "counts": planned_rows.counts(groups),
        "plan": _plan(row, groups) if checked else None,
        "invitations": left,
        "created_by": {"id": row.created_by, "name": row.author},
        "created_at": moment(row.created_at),
        "finished_at": None if row.finished_at is None else moment(row.finished_at),
        "undo_until": moment(undo_until) if undo_until else None,
        "version": row.version,
    }
    return {**shown, **row.options.get("as_read", {})}


def _plan(row: KeptImport, groups: list[RowGroup]) -> ImportPlan:
    plan = planned_rows.plan(groups, _created(row))
    if row.mode != ImportMode.CREATE:
        plan["updates"] = planned_rows.updates(groups)
    return plan


def _created(row: KeptImport) -> list[str]:
    """The verdicts of rows that become clients."""
    if row.mode == ImportMode.UPDATE:
        return []
    treated = (("new", "create"), ("near", row.options["near"]), ("exact", row.options["exact"]))
    return [verdict for verdict, treatment in treated if treatment == "create"]

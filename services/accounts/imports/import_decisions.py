"""Imports of files (product.md 2, 2.10): received in parts, looked at, settled, begun, undone.

What takes long is done step by step by `importing`; these are the decisions of people.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, insert, select

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts.accounts import ImportLimit, ImportState
from contracts.accounts.imports import FIELDS, LARGEST_FILE
from contracts.errors import InvalidInput, StaleVersion
from services.accounts import permissions
from services.accounts.imports import import_records
from services.accounts.new_clients import client_access
from services.accounts.tables import ClientImport, ClientImportPart, ClientImportRow

#: What decides how a file is read.
_CHOICES = ("encoding", "sheet", "heading_row")
#: Files of a practice that are kept at a time, and of one person that are not read yet.
MOST_KEPT = 200
MOST_UNREAD = 5
_NO_ACCESS = {"everyone": False, "colleague_ids": [], "team_ids": [], "account_manager_id": None}


def receive(database: Database, request: Request) -> dict[str, Any]:
    """Begin to take a file in. Raises `RoleRequired`."""
    data, at = request.data, now()
    with database.unit_of_work(request) as uow:
        practice = permissions.require_adder(uow.connection, request.caller)
        _require_room(uow, practice.id, request.caller.user_id)
        row = {
            "id": new_id("import"),
            "practice_id": practice.id,
            **data,
            "state": "uploading",
            "columns": [],
            "options": {"near": "create", "exact": "skip", "access": _NO_ACCESS},
            "row_count": 0,
            "done": 0,
            "attempts": 0,
            "created_by": request.caller.user_id,
            "created_at": at,
            "moved_at": at,
            "version": 1,
        }
        uow.execute(insert(ClientImport).values(row))
        return uow.answer(import_records.view(uow, import_records.one(uow, request.caller, row["id"])))


def _require_room(uow: UnitOfWork, practice_id: str, user_id: str) -> None:
    """Files are kept for thirty days, and each takes time to read. Raises `ImportLimit`."""
    mine = func.count().filter(
        ClientImport.created_by == user_id, ClientImport.state.in_(("uploading", "reading"))
    )
    query = select(func.count().label("kept"), mine.label("unread")).where(
        ClientImport.practice_id == practice_id
    )
    counted = uow.execute(query).one()
    if counted.unread >= MOST_UNREAD or counted.kept >= MOST_KEPT:
        raise ImportLimit(kept=MOST_KEPT, unread=MOST_UNREAD)


def receive_part(database: Database, vault: Vault, request: Request) -> dict[str, Any]:
    """Take the next part; the last one lets the file be read. Raises `NotFound`, `InvalidInput`."""
    data = request.data
    with database.unit_of_work(request) as uow:
        permissions.require_adder(uow.connection, request.caller)
        found = import_records.one(uow, request.caller, data["import_id"], locked=True)
        if found.state != "uploading" or len(data["data"]) * data["number"] > 2 * LARGEST_FILE:
            raise ImportState(state=found.state)
        uow.execute(
            insert(ClientImportPart).values(
                import_id=found.id,
                practice_id=found.practice_id,
                number=data["number"],
                sealed=vault.seal(data["data"], import_records.place(found.id, f"part {data['number']}")),
            )
        )
        if data["last"]:
            import_records.move(uow, found, "reading")
        return uow.answer(import_records.view(uow, import_records.one(uow, request.caller, found.id)))


def map_columns(database: Database, request: Request) -> dict[str, Any]:
    """Say what the columns are and how rows are treated; the file is then checked. Raises `ImportState`,
    `StaleVersion`, `InvalidInput`, `NotFound`.
    """
    data = dict(request.data)
    import_id, if_version = data.pop("import_id"), data.pop("if_version", None)
    with database.unit_of_work(request) as uow:
        practice = permissions.require_adder(uow.connection, request.caller)
        found = _locked(uow, request, import_id, ("mapping", "checking", "ready", "unreadable"))
        if if_version is not None and if_version != found.version:
            raise StaleVersion()
        choice = {name: data.pop(name) for name in _CHOICES if name in data}
        if choice:
            _require_nothing_else(data)
            options = {**_by(found, request), "choice": {**found.options.get("choice", {}), **choice}}
            uow.execute(delete(ClientImportRow).where(ClientImportRow.import_id == found.id))
            import_records.move(uow, found, "reading", columns=[], row_count=0, problem=None, options=options)
            return uow.answer(import_records.view(uow, import_records.one(uow, request.caller, import_id)))
        if found.state == "unreadable":
            raise ImportState(state=found.state)
        columns = found.columns
        if data.get("columns") is not None:
            columns = _mapped(found, data.pop("columns"))
        data.pop("columns", None)
        if "access" in data:
            data["access"] = client_access.checked(uow, request.caller, practice, data["access"])
        _require_columns(found.kind, columns)
        import_records.move(uow, found, "checking", columns=columns, options={**_by(found, request), **data})
        return uow.answer(import_records.view(uow, import_records.one(uow, request.caller, import_id)))


def _require_nothing_else(data: dict[str, Any]) -> None:
    if data:
        message = "The file is read again first. Say this when its columns are there."
        raise InvalidInput.at(f"/{next(iter(data))}", "after_reading", message)


def _by(found: Any, request: Request) -> dict[str, Any]:
    """The options, with who asked for what is done next: it is done with their rights, in their name."""
    return {**found.options, "acting": request.caller.user_id}


def _mapped(found: Any, fields: list[str | None]) -> list[dict[str, Any]]:
    if len(fields) != len(found.columns):
        message = f"Name the field of each of the {len(found.columns)} columns, or null."
        raise InvalidInput.at("/columns", "wrong_number", message)
    named = [field for field in fields if field is not None]
    for place, field in enumerate(fields):
        if field is not None and (field not in FIELDS[found.kind] or named.count(field) > 1):
            message = "Another column is this field already, or files of this kind have none."
            raise InvalidInput.at(f"/columns/{place}", "not_a_choice", message)
    return [{**column, "field": field} for column, field in zip(found.columns, fields, strict=True)]


def _require_columns(kind: str, columns: list[dict[str, Any]]) -> None:
    named = {column["field"] for column in columns}
    if kind == "clients" and "name" not in named:
        raise InvalidInput.at("/columns", "required", "Say which column is the client's name.")
    if kind == "practice_codes" and ("practice_code" not in named or not named & {"crn", "name"}):
        message = "Say which column is the practice code, and which the CRN or the client's name."
        raise InvalidInput.at("/columns", "required", message)


def start(database: Database, request: Request) -> dict[str, Any]:
    """Import what was checked. Raises `ImportState`, `NotFound`."""
    return _go_on(database, request, ("ready",), "importing")


def resume(database: Database, request: Request) -> dict[str, Any]:
    """Go on after it stopped, where it stopped. Raises `ImportState`, `NotFound`."""
    return _go_on(database, request, ("stopped",), None)


def undo(database: Database, request: Request) -> dict[str, Any]:
    """Take back what was imported, within 24 hours. Raises `ImportState`, `NotFound`."""
    with database.unit_of_work(request) as uow:
        permissions.require_adder(uow.connection, request.caller)
        found = _locked(uow, request, request.data["import_id"], ("done",))
        if found.kind != "clients" or now() - found.finished_at > import_records.UNDO_WITHIN:
            raise ImportState(state="done, and can be undone for 24 hours, where clients were added")
        import_records.move(uow, found, "undoing", done=0, options=_by(found, request))
        return uow.answer(import_records.view(uow, import_records.one(uow, request.caller, found.id)))


def _go_on(
    database: Database, request: Request, states: tuple[str, ...], state: str | None
) -> dict[str, Any]:
    with database.unit_of_work(request) as uow:
        permissions.require_adder(uow.connection, request.caller)
        found = _locked(uow, request, request.data["import_id"], states)
        if state is None:
            state, done = found.options["stopped_at"], found.done
        else:
            done = 0
        # From here on the file is not read again.
        uow.execute(delete(ClientImportPart).where(ClientImportPart.import_id == found.id))
        import_records.move(uow, found, state, done=done, problem=None, options=_by(found, request))
        return uow.answer(import_records.view(uow, import_records.one(uow, request.caller, found.id)))


def remove(database: Database, request: Request) -> None:
    """Forget a file that is not at work; the clients it made stay. Raises `ImportState`, `NotFound`."""
    with database.unit_of_work(request) as uow:
        permissions.require_adder(uow.connection, request.caller)
        found = import_records.one(uow, request.caller, request.data["import_id"], locked=True)
        if found.state in ("importing", "undoing"):
            raise ImportState(state=found.state)
        uow.execute(delete(ClientImport).where(ClientImport.id == found.id))
        uow.answer(None)


def _locked(uow: UnitOfWork, request: Request, import_id: str, states: tuple[str, ...]) -> Any:
    found = import_records.one(uow, request.caller, import_id, locked=True)
    if found.state not in states:
        raise ImportState(state=found.state)
    return found

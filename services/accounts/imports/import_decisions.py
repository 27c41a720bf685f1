"""Imports of files (product.md 2, 2.10): received in parts, looked at, mapped, begun, undone.

What takes long is done step by step by `import_jobs`; these are the decisions of people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import delete, func, insert, select

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts.accounts import ImportLimit, ImportState
from contracts.accounts.import_columns import is_possible, responsibility_of
from contracts.accounts.import_states import (
    IMPORT_TRANSITIONS,
    ImportKind,
    ImportMode,
    ImportStatus,
)
from contracts.accounts.imports import (
    LARGEST_FILE,
    Column,
    GetImport,
    Import,
    MapColumns,
    ReceiveFile,
    ReceivePart,
)
from contracts.errors import InvalidInput, StaleVersion
from services.accounts import permissions
from services.accounts.client_lists import practice_responsibilities
from services.accounts.imports import import_records, kept_rows
from services.accounts.imports.columns import remembered_columns
from services.accounts.imports.import_records import Choice, KeptImport, Options
from services.accounts.imports.rows import client_matches
from services.accounts.new_clients import client_access, named_people
from services.accounts.tables import ClientImport, ClientImportPart, ClientImportRow

#: What decides how a file is read.
_CHOICES = ("encoding", "sheet", "heading_row")
#: Files of a practice that are kept at a time, and of one person that are not read yet.
MOST_KEPT = 200
MOST_UNREAD = 5
#: These go on in one way alone: what comes in, by its last part; what stopped, by `resume`.
_NO_RESPONSIBILITY = (
    "Your practice has no such responsibility, or has ended it. If it was added just now, try again."
)
_ONE_WAY = (ImportStatus.UPLOADING, ImportStatus.STOPPED)


def receive(database: Database, request: Request[ReceiveFile]) -> Import:
    """Begin to take a file in. Raises `RoleRequired`."""
    data = request.data
    with database.unit_of_work(request) as uow:
        practice = permissions.require_adder(uow.connection, request.caller).practice
        require_room(uow, practice.id, request.caller.user_id)
        import_id = import_records.begin(
            uow,
            request.caller,
            practice.id,
            kind=data.kind,
            filename=data.filename,
            format=data.format,
            state=ImportStatus.UPLOADING,
        )
        return uow.answer(import_records.view(uow, import_records.one(uow, request.caller, import_id)))


def require_room(uow: UnitOfWork, practice_id: str, user_id: str) -> None:
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


def receive_part(database: Database, vault: Vault, request: Request[ReceivePart]) -> Import:
    """Take the next part; the last one lets the file be read. Raises `NotFound`, `InvalidInput`."""
    data = request.data
    with database.unit_of_work(request) as uow:
        permissions.require_adder(uow.connection, request.caller)
        found = import_records.one(uow, request.caller, data.import_id, locked=True)
        if found.state != ImportStatus.UPLOADING or len(data.data) * data.number > 2 * LARGEST_FILE:
            raise ImportState(state=found.state)
        uow.execute(
            insert(ClientImportPart).values(
                import_id=found.id,
                practice_id=found.practice_id,
                number=data.number,
                sealed=vault.seal(data.data, import_records.place(found.id, f"part {data.number}")),
            )
        )
        if data.last:
            import_records.move(uow, found, ImportStatus.READING)
        return uow.answer(import_records.view(uow, import_records.one(uow, request.caller, found.id)))


def map_columns(database: Database, request: Request[MapColumns]) -> Import:
    """Say what the columns are and how rows are treated; the file is then checked. Raises `ImportState`,
    `StaleVersion`, `InvalidInput`, `NotFound`.
    """
    wanted, caller = request.data, request.caller
    with database.unit_of_work(request) as uow:
        membership = permissions.require_adder(uow.connection, caller)
        choice = {name: value for name, value in wanted.items() if name in _CHOICES}
        next_ = ImportStatus.READING if choice else ImportStatus.CHECKING
        found = _locked(uow, caller, wanted["import_id"], next_)
        if wanted.get("if_version", found.version) != found.version:
            raise StaleVersion()
        if choice:
            _require_nothing_else(wanted)
            options = _by(found, caller)
            options.pop("mode", None)
            options["choice"] = cast(Choice, {**found.options.get("choice", {}), **choice})
            uow.execute(delete(ClientImportRow).where(ClientImportRow.import_id == found.id))
            nothing = {"columns": [], "row_count": 0, "problem": None}
            import_records.move(uow, found, next_, **nothing, options=options)
            return uow.answer(import_records.view(uow, import_records.one(uow, caller, found.id)))
        given = wanted.get("columns")
        named = practice_responsibilities.by_id(uow.connection, membership.practice.id)
        columns = found.columns if given is None else _mapped(found, given, named)
        options = _treatment(found, request)
        mode = _mode(found, options)
        if "access" in wanted:
            unknown = named_people.unknown_in(uow.connection, membership.practice.id, wanted["access"])
            options["access"] = client_access.decide(membership, wanted["access"], unknown)
        _require_columns(found.kind, columns, mode)
        remembered_columns.keep(uow, membership.practice.id, found.kind, columns)
        kept_rows.forget_users(uow, found.id)
        import_records.move(uow, found, next_, columns=columns, options=options)
        return uow.answer(import_records.view(uow, import_records.one(uow, caller, found.id)))


def _require_nothing_else(wanted: MapColumns) -> None:
    for name in wanted:
        if name not in (*_CHOICES, "import_id", "if_version"):
            message = "The file is read again first. Say this when its columns are there."
            raise InvalidInput.at(f"/{name}", "after_reading", message)


def _by(found: KeptImport, caller: Caller) -> Options:
    """The options, with who asked for what is done next: it is done with their rights, in their name."""
    return {**found.options, "acting": caller.user_id}


def _treatment(found: KeptImport, request: Request[MapColumns]) -> Options:
    """The options with how rows are treated that resemble clients."""
    options = _by(found, request.caller)
    options["mode"] = request.data.get("mode", found.mode)
    options["near"] = request.data.get("near", options["near"])
    options["exact"] = request.data.get("exact", options["exact"])
    return options


def _mode(found: KeptImport, options: Options) -> ImportMode:
    mode = ImportMode(options.get("mode", ImportMode.CREATE))
    if mode != ImportMode.CREATE and found.kind != ImportKind.CLIENTS:
        message = "A file of practice codes adds no clients and changes nothing else. Leave this out."
        raise InvalidInput.at("/mode", "not_a_choice", message)
    return mode


def _mapped(
    found: KeptImport, fields: Sequence[str | None], responsibilities: Mapping[str, str]
) -> list[Column]:
    if len(fields) != len(found.columns):
        message = f"Name the field of each of the {len(found.columns)} columns, or null."
        raise InvalidInput.at("/columns", "wrong_number", message)
    named = [field for field in fields if field is not None]
    for place, field in enumerate(fields):
        if field is None:
            continue
        responsibility_id = responsibility_of(field)
        if responsibility_id is not None and responsibility_id not in responsibilities:
            raise InvalidInput.at(f"/columns/{place}", "unknown_responsibility", _NO_RESPONSIBILITY)
        if not is_possible(field, found.kind, responsibilities) or named.count(field) > 1:
            message = "Another column is this field already, or files of this kind have none."
            raise InvalidInput.at(f"/columns/{place}", "not_a_choice", message)
    return [{**column, "field": field} for column, field in zip(found.columns, fields, strict=True)]


def _require_columns(kind: str, columns: list[Column], mode: ImportMode) -> None:
    named = {column["field"] for column in columns}
    if mode != ImportMode.CREATE and not named & set(client_matches.KEYS):
        message = (
            "Say which column is the CRN, the practice code or the company number: they find the client."
        )
        raise InvalidInput.at("/columns", "required", message)
    if kind == "clients" and mode != ImportMode.UPDATE and not named & {"name", "first_name", "last_name"}:
        raise InvalidInput.at("/columns", "required", "Say which column is the client's name.")
    if kind == "practice_codes" and ("practice_code" not in named or not named & {"crn", "name"}):
        message = "Say which column is the practice code, and which the CRN or the client's name."
        raise InvalidInput.at("/columns", "required", message)


def start(database: Database, request: Request[GetImport]) -> Import:
    """Import what was checked. Raises `ImportState`, `NotFound`."""
    with database.unit_of_work(request) as uow:
        permissions.require_adder(uow.connection, request.caller)
        found = _locked(uow, request.caller, request.data.import_id, ImportStatus.IMPORTING)
        return _go_on(uow, request, found, ImportStatus.IMPORTING, 0)


def resume(database: Database, request: Request[GetImport]) -> Import:
    """Go on after it stopped, where it stopped. Raises `ImportState`, `NotFound`."""
    with database.unit_of_work(request) as uow:
        permissions.require_adder(uow.connection, request.caller)
        found = import_records.one(uow, request.caller, request.data.import_id, locked=True)
        if found.state != ImportStatus.STOPPED:
            raise ImportState(state=found.state)
        return _go_on(uow, request, found, found.options["stopped_at"], found.done)


def undo(database: Database, request: Request[GetImport]) -> Import:
    """Take back what was imported, within 24 hours. Raises `ImportState`, `NotFound`."""
    with database.unit_of_work(request) as uow:
        permissions.require_adder(uow.connection, request.caller)
        found = _locked(uow, request.caller, request.data.import_id, ImportStatus.UNDOING)
        if found.kind != "clients" or _is_too_late(found):
            raise ImportState(state="done, and can be undone for 24 hours, where clients were added")
        import_records.move(uow, found, ImportStatus.UNDOING, done=0, options=_by(found, request.caller))
        return uow.answer(import_records.view(uow, import_records.one(uow, request.caller, found.id)))


def _is_too_late(found: KeptImport) -> bool:
    return found.finished_at is None or now() - found.finished_at > import_records.UNDO_WITHIN


def _go_on(
    uow: UnitOfWork, request: Request[GetImport], found: KeptImport, state: ImportStatus, done: int
) -> Import:
    """Have the rows done from number `done` on; from here on the file is not read again."""
    uow.execute(delete(ClientImportPart).where(ClientImportPart.import_id == found.id))
    import_records.move(uow, found, state, done=done, problem=None, options=_by(found, request.caller))
    return uow.answer(import_records.view(uow, import_records.one(uow, request.caller, found.id)))


def remove(database: Database, request: Request[GetImport]) -> None:
    """Forget a file that is not at work; the clients it made stay. Raises `ImportState`, `NotFound`."""
    with database.unit_of_work(request) as uow:
        permissions.require_adder(uow.connection, request.caller)
        found = import_records.one(uow, request.caller, request.data.import_id, locked=True)
        if found.state in (ImportStatus.IMPORTING, ImportStatus.UNDOING):
            raise ImportState(state=found.state)
        uow.execute(delete(ClientImport).where(ClientImport.id == found.id))
        uow.answer(None)


def _locked(uow: UnitOfWork, caller: Caller, import_id: str, next_: ImportStatus) -> KeptImport:
    """The import, held, which can come into its next state. Raises `ImportState`, `NotFound`."""
    found = import_records.one(uow, caller, import_id, locked=True)
    if found.state in _ONE_WAY or not IMPORT_TRANSITIONS.allow(found.state, next_):
        raise ImportState(state=found.state)
    return found

"""Works imports off, some rows in a transaction at a time, so that a row is done once or not yet."""

from __future__ import annotations

import base64
import re
from typing import Any

from sqlalchemy import insert, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.observability import logs
from chassis.process.threads import Threads
from chassis.security.vault import Vault
from contracts import access
from contracts.errors import RoleRequired
from contracts.messages import Rpc
from services.accounts.clients import self_employed
from services.accounts.imports import (
    checked_rows,
    column_headings,
    import_records,
    import_rows,
    imported_clients,
    reader_process,
)
from services.accounts.tables import ClientImport, ClientImportPart, ClientImportRow

_log = logs.get(__name__)
_AT_WORK = ("reading", "checking", "importing", "undoing")
_ROWS = 200
_SAMPLES = 3
_LIKE_A_NUMBER = re.compile(r"[A-Za-z]{2}\W*(\d\W*){6}[A-Za-z]?")
#: Failures in a row after which a person has to say that it shall go on.
_ATTEMPTS = 5
_threads = Threads(1)


def work_off_some(database: Database, calls: Rpc, vault: Vault) -> bool:
    """Do the next step of an import that is at work; whether there was one."""
    found: Any = None
    try:
        occupied = _occupied(database, calls)
        _count_attempt_to_read(database)
        with database.unit_of_work() as uow:
            found = _next(uow)
            if found is None:
                return False
            if found.state == "undoing":
                _undo(uow, found, occupied)
            else:
                _STEPS[found.state](uow, vault, found)
            uow.left_jobs = True
    except reader_process.Unreadable as unreadable:
        _end(database, found, "unreadable", str(unreadable))
    except RoleRequired:
        _stop(database, found, "Whoever asked for this may add clients no more. An admin can go on with it.")
    except Exception as error:
        _log.exception("import_failed", import_id=found.id if found is not None else None)
        if found is None:
            raise
        _count_failure(database, found, type(error).__name__)
        return False
    return True


def _next(uow: UnitOfWork) -> Any:
    return uow.execute(
        select(ClientImport)
        .where(ClientImport.state.in_(_AT_WORK))
        .order_by(ClientImport.moved_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def _read(uow: UnitOfWork, vault: Vault, found: Any) -> None:
    """Take the file apart into rows, and guess what its columns are."""
    parts = uow.execute(
        select(ClientImportPart)
        .where(ClientImportPart.import_id == found.id)
        .order_by(ClientImportPart.number)
    ).all()
    file = b"".join(
        base64.b64decode(vault.open(part.sealed, import_records.place(found.id, f"part {part.number}")))
        for part in parts
    )
    choice = reader_process.Choice(**found.options.get("choice", {}))
    read = _threads.run(reader_process.read, file, choice)
    headings, rows = read.headings, read.rows
    width = max(len(headings), *(len(cells) for _, cells in rows))
    headings += [""] * (width - len(headings))
    empty = {place for place in range(width) if not _samples(rows, place)}
    guessed = column_headings.suggested(headings, found.kind, empty)
    columns = [
        {"heading": heading, "field": field, "samples": _samples(rows, place)}
        for place, (heading, field) in enumerate(zip(headings, guessed, strict=True))
    ]
    kept = _threads.run(_sealed, vault, found, rows)
    uow.execute(insert(ClientImportRow), kept)
    preview = [{**cell, "text": _masked(cell["text"])} for cell in read.preview]
    as_read = {
        name: getattr(read, name) for name in ("encoding", "sheet", "sheets", "heading_row", "notices")
    }
    options = {**found.options, "as_read": {**as_read, "preview": preview}}
    import_records.move(uow, found, "mapping", columns=columns, row_count=len(rows), options=options)


def _sealed(vault: Vault, found: Any, rows: list[tuple[int, list[str]]]) -> list[dict[str, Any]]:
    return [
        {
            "import_id": found.id,
            "practice_id": found.practice_id,
            "number": number,
            "sealed": import_rows.seal(vault, found.id, number, cells),
        }
        for number, cells in rows
    ]


def _samples(rows: list[tuple[int, list[str]]], place: int) -> list[str]:
    found = (cells[place] for _, cells in rows if place < len(cells) and cells[place])
    # Samples are kept in clear, and nobody has said yet which column holds numbers that must not be.
    return [_masked(cell) for cell, _ in zip(found, range(_SAMPLES), strict=False)]


def _masked(cell: str) -> str:
    return self_employed.masked(cell) if _LIKE_A_NUMBER.fullmatch(cell) else cell


def _check(uow: UnitOfWork, vault: Vault, found: Any) -> None:
    if found.done == 0:
        checked_rows.begin(uow, found)
    rows = _following(uow, found)
    checked_rows.check(uow, vault, found, rows)
    _go_on(uow, found, rows, "ready")


def _import(uow: UnitOfWork, vault: Vault, found: Any) -> None:
    rows = _following(uow, found)
    imported_clients.make(uow, vault, found, rows)
    _go_on(uow, found, rows, "done", finished_at=now())


def _count_attempt_to_read(database: Database) -> None:
    """Before a file is read: one that ends its reader, and this process with it, is not tried for ever."""
    with database.unit_of_work() as uow:
        found = _next(uow)
        if found is None or found.state != "reading":
            return
        if found.attempts >= _ATTEMPTS:
            problem = (
                "This file could not be read, several times. Save it as CSV (UTF-8) and choose it again."
            )
            import_records.move(uow, found, "unreadable", problem=problem)
            return
        uow.execute(
            update(ClientImport).where(ClientImport.id == found.id).values(attempts=found.attempts + 1)
        )


def _occupied(database: Database, calls: Rpc) -> dict[str, bool]:
    """Whether each client that is taken back next has users, asked before its row is held."""
    with database.unit_of_work() as uow:
        found = _next(uow)
        rows = _following(uow, found) if found is not None and found.state == "undoing" else []
    made = [row.client_id for row in rows if row.result == "created"]
    having = access.clients_with_users(calls, client_ids=made) if made else set()
    return {client_id: client_id in having for client_id in made}


def _undo(uow: UnitOfWork, found: Any, occupied: dict[str, bool]) -> None:
    rows = _following(uow, found)
    if any(row.result == "created" and row.client_id not in occupied for row in rows):
        return  # Another import came first; its turn comes with the next step.
    imported_clients.take_back(uow, found, rows, {each for each, has_users in occupied.items() if has_users})
    _go_on(uow, found, rows, "undone")


_STEPS = {"reading": _read, "checking": _check, "importing": _import}


def _following(uow: UnitOfWork, found: Any) -> list[Any]:
    """The rows that come next."""
    return list(uow.execute(import_rows.ordered(found.id).offset(found.done).limit(_ROWS)))


def _go_on(uow: UnitOfWork, found: Any, rows: list[Any], after: str, **then: Any) -> None:
    done = found.done + len(rows)
    if done >= found.row_count:
        import_records.move(uow, found, after, done=done, **then)
        return
    uow.execute(
        update(ClientImport).where(ClientImport.id == found.id).values(done=done, attempts=0, moved_at=now())
    )


def _end(database: Database, found: Any, state: str, problem: str) -> None:
    with database.unit_of_work() as uow:
        import_records.move(uow, found, state, problem=problem)


def _count_failure(database: Database, found: Any, kind: str) -> None:
    with database.unit_of_work() as uow:
        if found.attempts + 1 < _ATTEMPTS:
            uow.execute(
                update(ClientImport)
                .where(ClientImport.id == found.id)
                .values(attempts=found.attempts + 1, moved_at=now())
            )
            return
    _stop(database, found, f"It stopped {_ATTEMPTS} times at the same rows. Nothing is lost: try to go on.")
    _log.error("import_stopped", import_id=found.id, error=kind)


def _stop(database: Database, found: Any, problem: str) -> None:
    options = {**found.options, "stopped_at": found.state}
    with database.unit_of_work() as uow:
        import_records.move(uow, found, "stopped", done=found.done, problem=problem, options=options)

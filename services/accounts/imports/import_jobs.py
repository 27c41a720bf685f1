"""Works imports off, some rows in a transaction at a time, so that a row is done once or not yet."""

from __future__ import annotations

from sqlalchemy import select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.observability import logs
from chassis.security.vault import Vault
from contracts.accounts.import_states import ImportStatus
from contracts.errors import RoleRequired
from contracts.messages import Rpc
from services.accounts.imports import (
    changed_clients,
    checked_rows,
    import_records,
    imported_clients,
    kept_rows,
    kept_states,
    outside_facts,
    unread_files,
)
from services.accounts.imports.import_records import KeptImport
from services.accounts.imports.kept_rows import KeptRow
from services.accounts.imports.outside_facts import OutsideFacts
from services.accounts.tables import ClientImport

_log = logs.get(__name__)
_AT_WORK = (ImportStatus.CHECKING, ImportStatus.IMPORTING, ImportStatus.UNDOING)
#: Imports at work, whose next rows can be done.
DUE = select(*ClientImport.__table__.columns).where(ClientImport.state.in_(kept_states.both(*_AT_WORK)))
_ROWS = 200
#: Failures in a row after which a person has to say that it shall go on.
_ATTEMPTS = 5


def work_off_some(database: Database, calls: Rpc, vault: Vault) -> bool:
    """Do the next step of an import that is at work; whether there was one."""
    return unread_files.read_next(database, vault) or _do_rows(database, calls, vault)


def _do_rows(database: Database, calls: Rpc, vault: Vault) -> bool:
    found: KeptImport | None = None
    try:
        facts = _outside_facts(database, calls, vault)
        with database.unit_of_work() as uow:
            found = _next(uow)
            if found is None:
                return False
            if facts is not None and facts.are_of(found):
                _do(uow, vault, found, facts)
            uow.left_jobs = True
    except RoleRequired:
        if found is None:
            raise
        _stop(database, found, "Whoever asked for this may add clients no more. An admin can go on with it.")
    except Exception as error:
        _log.exception("import_failed", import_id=found.id if found is not None else None)
        if found is None:
            raise
        _count_failure(database, found, type(error).__name__)
        return False
    return True


def _outside_facts(database: Database, calls: Rpc, vault: Vault) -> OutsideFacts | None:
    """What other services know of the rows that come next, asked while nothing is held."""
    with database.unit_of_work() as uow:
        found = _next(uow)
        rows = _following(uow, found) if found is not None else []
    return None if found is None else outside_facts.of_rows(calls, vault, found, rows)


def _do(uow: UnitOfWork, vault: Vault, found: KeptImport, facts: OutsideFacts) -> None:
    if found.state == ImportStatus.CHECKING:
        _check(uow, vault, found, facts)
    elif found.state == ImportStatus.IMPORTING:
        _import(uow, vault, found, facts)
    else:
        _undo(uow, vault, found, facts)


def _next(uow: UnitOfWork) -> KeptImport | None:
    found = uow.execute(
        DUE.order_by(ClientImport.moved_at).limit(1).with_for_update(skip_locked=True)
    ).first()
    return None if found is None else import_records.of_row((*found, None))


def _check(uow: UnitOfWork, vault: Vault, found: KeptImport, facts: OutsideFacts) -> None:
    if found.done == 0:
        checked_rows.begin(uow, found)
    rows = _following(uow, found)
    checked_rows.check(uow, vault, found, rows, facts)
    _go_on(uow, found, rows, ImportStatus.READY)


def _import(uow: UnitOfWork, vault: Vault, found: KeptImport, facts: OutsideFacts) -> None:
    rows = _following(uow, found)
    imported_clients.make(uow, vault, found, rows, facts.colleagues)
    _go_on(uow, found, rows, ImportStatus.DONE, finished_at=now())


def _undo(uow: UnitOfWork, vault: Vault, found: KeptImport, facts: OutsideFacts) -> None:
    rows = _following(uow, found)
    occupied = {each for each, has_users in facts.occupied.items() if has_users}
    imported_clients.take_back(uow, found, rows, occupied)
    changed_clients.take_back(uow, vault, found, rows)
    _go_on(uow, found, rows, ImportStatus.UNDONE)


def _following(uow: UnitOfWork, found: KeptImport) -> list[KeptRow]:
    """The rows that come next."""
    return kept_rows.kept_in(uow, kept_rows.ordered(found.id).offset(found.done).limit(_ROWS))


def _go_on(
    uow: UnitOfWork, found: KeptImport, rows: list[KeptRow], after: ImportStatus, **then: object
) -> None:
    done = found.done + len(rows)
    if done >= found.row_count:
        import_records.move(uow, found, after, done=done, **then)
        return
    uow.execute(
        update(ClientImport).where(ClientImport.id == found.id).values(done=done, attempts=0, moved_at=now())
    )


def _count_failure(database: Database, found: KeptImport, kind: str) -> None:
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


def _stop(database: Database, found: KeptImport, problem: str) -> None:
    options = {**found.options, "stopped_at": found.state}
    with database.unit_of_work() as uow:
        import_records.move(
            uow, found, ImportStatus.STOPPED, done=found.done, problem=problem, options=options
        )

"""Files that nobody has read yet: claimed, read outside any transaction, then written as rows.

Reading takes as long as a minute and a half. What claims a file is a lease (`LeasedJobs`), so that nobody
waits for a locked row meanwhile; a worker that dies lets another read the file when its lease ends.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from chassis.database.engine import Database
from chassis.database.leased_jobs import Claimed, LeasedJobs
from chassis.database.rows import columns_of
from chassis.database.unit_of_work import UnitOfWork
from chassis.observability import logs
from chassis.process.threads import Threads
from chassis.security.vault import Vault
from contracts.accounts.import_states import ImportStatus
from contracts.accounts.imports import Column
from services.accounts.client_lists import practice_responsibilities
from services.accounts.clients import self_employed
from services.accounts.imports import import_records, kept_rows, reader_process
from services.accounts.imports.columns import (
    column_headings,
    remembered_columns,
    responsibility_headings,
)
from services.accounts.imports.import_records import AsRead, KeptImport, Options
from services.accounts.imports.reader_process import ReadFile
from services.accounts.tables import ClientImport, ClientImportPart, ClientImportRow

_log = logs.get(__name__)
_SAMPLES = 3
_LIKE_A_NUMBER = re.compile(r"[A-Za-z]{2}\W*(\d\W*){6}[A-Za-z]?")
#: Reads that did not come to an end after which a file counts as unreadable.
_ATTEMPTS = 5
_GIVEN_UP = "This file could not be read, several times. Save it as CSV (UTF-8) and choose it again."
_threads = Threads(1)


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file to be read, and how somebody said that it is to be read."""

    id: str
    practice_id: str
    kind: str
    options: Options


UNREAD = LeasedJobs(
    made=UnreadFile,
    rows=select(*columns_of(UnreadFile, ClientImport)).where(ClientImport.state == ImportStatus.READING),
    key=(ClientImport.id,),
    due_at=ClientImport.moved_at,
    attempts=ClientImport.attempts,
    # The process that reads gets 90 seconds; sealing 20,000 rows takes a few more.
    lease=180,
    back_off=(1,) * (_ATTEMPTS - 1),
)


def read_next(database: Database, vault: Vault) -> bool:
    """Read the file that has waited longest; whether there was one."""
    claimed = UNREAD.claim(database)
    if claimed is None:
        return False
    if claimed.attempt > _ATTEMPTS:
        # It ends its reader, and this process with it.
        _end(database, claimed, _GIVEN_UP)
        return True
    try:
        _read(database, vault, claimed)
    except reader_process.Unreadable as unreadable:
        _end(database, claimed, str(unreadable))
    except Exception:
        if UNREAD.postpone(database, claimed):
            _log.exception("import_failed", import_id=claimed.job.id)
            return False
        _end(database, claimed, _GIVEN_UP)
        raise
    return True


def _read(database: Database, vault: Vault, claimed: Claimed[UnreadFile]) -> None:
    """Take the file apart into rows, and guess what its columns are."""
    unread = claimed.job
    with database.read() as connection:
        file = _file(connection, vault, unread.id)
    read = _threads.run(reader_process.read, file, reader_process.Choice(**unread.options.get("choice", {})))
    rows = _threads.run(_sealed, vault, unread, read.rows)
    with database.read() as connection:
        named = practice_responsibilities.by_id(connection, unread.practice_id)
        known = remembered_columns.of(connection, unread.practice_id, unread.kind, _headings(read), named)
    columns = _columns(unread.kind, read, known, named)
    if known is not None:
        read.notices.append(remembered_columns.NOTICE)
    read.notices.extend(responsibility_headings.notices(unread.kind, columns))
    with database.unit_of_work() as uow:
        found = _still_ours(uow, claimed)
        if found is not None:
            uow.execute(insert(ClientImportRow), rows)
            import_records.move(
                uow,
                found,
                ImportStatus.MAPPING,
                columns=columns,
                row_count=len(rows),
                options={**found.options, "as_read": _as_read(read)},
            )


def _file(connection: Connection, vault: Vault, import_id: str) -> bytes:
    parts = connection.execute(
        select(ClientImportPart.number, ClientImportPart.sealed)
        .where(ClientImportPart.import_id == import_id)
        .order_by(ClientImportPart.number)
    )
    return b"".join(
        base64.b64decode(vault.open(part.sealed, import_records.place(import_id, f"part {part.number}")))
        for part in parts
    )


def _still_ours(uow: UnitOfWork, claimed: Claimed[UnreadFile]) -> KeptImport | None:
    """The import, held; None where it was forgotten meanwhile, or its lease ended and another reads it."""
    found = uow.execute(
        select(*ClientImport.__table__.columns)
        .where(
            ClientImport.id == claimed.job.id,
            ClientImport.state == ImportStatus.READING,
            ClientImport.attempts == claimed.attempt,
        )
        .with_for_update()
    ).first()
    return None if found is None else KeptImport._make((*found, None))


def _end(database: Database, claimed: Claimed[UnreadFile], problem: str) -> None:
    with database.unit_of_work() as uow:
        found = _still_ours(uow, claimed)
        if found is not None:
            import_records.move(uow, found, ImportStatus.UNREADABLE, problem=problem)


def _as_read(read: ReadFile) -> AsRead:
    return {
        "encoding": read.encoding,
        "sheet": read.sheet,
        "sheets": read.sheets,
        "heading_row": read.heading_row,
        "notices": read.notices,
        "preview": [{"row": cell["row"], "text": _masked(cell["text"])} for cell in read.preview],
    }


def _headings(read: ReadFile) -> list[str]:
    """One for each column, empty for one that has none."""
    width = max(len(read.headings), *(len(cells) for _, cells in read.rows))
    return read.headings + [""] * (width - len(read.headings))


def _columns(
    kind: str, read: ReadFile, known: list[str | None] | None, named: Mapping[str, str]
) -> list[Column]:
    headings = _headings(read)
    samples = [_samples(read.rows, place) for place in range(len(headings))]
    empty = {place for place, found in enumerate(samples) if not found}
    guessed = known if known is not None else column_headings.suggested(headings, kind, empty, named)
    return [
        {"heading": heading, "field": field, "samples": found}
        for heading, field, found in zip(headings, guessed, samples, strict=True)
    ]


def _sealed(vault: Vault, unread: UnreadFile, rows: list[tuple[int, list[str]]]) -> list[dict[str, object]]:
    return [
        {
            "import_id": unread.id,
            "practice_id": unread.practice_id,
            "number": number,
            "sealed": kept_rows.seal(vault, unread.id, number, cells),
        }
        for number, cells in rows
    ]


def _samples(rows: list[tuple[int, list[str]]], place: int) -> list[str]:
    found = (cells[place] for _, cells in rows if place < len(cells) and cells[place])
    # Samples are kept in clear, and nobody has said yet which column holds numbers that must not be.
    return [_masked(cell) for cell, _ in zip(found, range(_SAMPLES), strict=False)]


def _masked(cell: str) -> str:
    return self_employed.masked(cell) if _LIKE_A_NUMBER.fullmatch(cell) else cell

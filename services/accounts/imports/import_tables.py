"""Rows typed or pasted as a table, and those of a file mended in place (product.md 2).

Whatever is written, all rows are checked again by `import_jobs`: a row's verdict depends on the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

from sqlalchemy import ColumnElement, Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts.accounts.import_columns import is_possible
from contracts.accounts.import_states import (
    FileFormat,
    ImportKind,
    ImportStatus,
)
from contracts.accounts.import_tables import (
    LONGEST_CELL,
    LONGEST_PASTE,
    MOST_TYPED,
    USUAL,
    Pasted,
    PasteRows,
    ReplaceCells,
    WriteCells,
)
from contracts.accounts.imports import Import, ImportState
from contracts.errors import InvalidInput
from contracts.messages import NoArguments
from services.accounts import permissions
from services.accounts.client_lists import practice_responsibilities
from services.accounts.imports import import_decisions, import_records, kept_rows
from services.accounts.imports.columns import (
    column_headings,
    remembered_columns,
    responsibility_headings,
)
from services.accounts.imports.import_records import KeptImport
from services.accounts.imports.rows import cell_table, pasted_rows
from services.accounts.imports.rows.cell_table import CellTable
from services.accounts.tables import ClientImportRow

#: Names of the practice's responsibilities by id.
Responsibilities = Mapping[str, str]
_FILENAME = "Typed clients"
#: States in which nothing has been made of the rows yet, and no file is about to be read.
_OPEN = (ImportStatus.MAPPING, ImportStatus.CHECKING, ImportStatus.READY)


def begin(database: Database, request: Request[NoArguments]) -> Import:
    """Begin a table without rows. Raises `RoleRequired`, `ImportLimit`."""
    caller = request.caller
    with database.unit_of_work(request) as uow:
        practice = permissions.require_adder(uow.connection, caller).practice
        import_decisions.require_room(uow, practice.id, caller.user_id)
        import_id = import_records.begin(
            uow,
            caller,
            practice.id,
            kind=ImportKind.CLIENTS,
            filename=_FILENAME,
            format=FileFormat.CSV,
            state=ImportStatus.MAPPING,
            columns=cell_table.of_fields(USUAL),
            typed=True,
        )
        return uow.answer(import_records.view(uow, import_records.one(uow, caller, import_id)))


def write(database: Database, vault: Vault, request: Request[WriteCells]) -> Import:
    """Write cells. Raises `ImportState`, `InvalidInput`, `NotFound`."""
    cells, caller = request.data.cells, request.caller
    with database.unit_of_work(request) as uow:
        found = _open(uow, caller, request.data.import_id)
        named = _require_fields(uow, found, [cell.field for cell in cells])
        table = _read(uow, vault, found, {cell.row for cell in cells}, named)
        for cell in cells:
            table.put(cell.row, cell.field, cell.text)
        _keep(uow, vault, caller, found, table)
        return uow.answer(import_records.view(uow, import_records.one(uow, caller, found.id)))


def paste(database: Database, vault: Vault, request: Request[PasteRows]) -> Pasted:
    """Put pasted rows in. Raises `ImportState`, `InvalidInput`, `NotFound`."""
    data, caller = request.data, request.caller
    if len(data.text) > LONGEST_PASTE:
        message = f"Paste at most {LONGEST_PASTE:,} letters at a time, or import them as a file."
        raise InvalidInput.at("/text", "too_long", message)
    with database.unit_of_work(request) as uow:
        found = _open(uow, caller, data.import_id)
        named = _require_fields(uow, found, data.columns)
        known = partial(_known, uow.connection, found, named)
        pasted = pasted_rows.read(data.text, data.columns[0], known)
        fields: Sequence[str | None] = pasted.fields if pasted.fields is not None else data.columns
        numbers = _numbers(uow, found, data, len(pasted.rows))
        table = _read(uow, vault, found, numbers, named)
        for number, cells in zip(numbers, pasted.rows, strict=False):
            for field, text in zip(fields, cells, strict=False):
                if field is not None:
                    table.put(number, field, text[:LONGEST_CELL])
        _keep(uow, vault, caller, found, table)
        left = _filled_columns(pasted.rows) - {at for at, field in enumerate(fields) if field is not None}
        answer: Pasted = {
            "rows": min(len(numbers), len(pasted.rows)),
            "rows_left_out": max(0, len(pasted.rows) - len(numbers)),
            "columns_left_out": len(left),
        }
        return uow.answer(answer)


def replace(database: Database, vault: Vault, request: Request[ReplaceCells]) -> Import:
    """Write one text in place of another in all rows that are not valid.

    Raises `ImportState`, `InvalidInput`, `NotFound`.
    """
    data, caller = request.data, request.caller
    with database.unit_of_work(request) as uow:
        found = _open(uow, caller, data.import_id)
        named = _require_fields(uow, found, [data.field])
        table = _table(uow, vault, found, ClientImportRow.verdict == "invalid", named)
        for number in list(table.rows):
            if table.text(number, data.field) == data.was:
                table.put(number, data.field, data.text)
        _keep(uow, vault, caller, found, table)
        return uow.answer(import_records.view(uow, import_records.one(uow, caller, found.id)))


def _open(uow: UnitOfWork, caller: Caller, import_id: str) -> KeptImport:
    """The import, held, whose rows can be written. Raises `ImportState`, `NotFound`, `RoleRequired`."""
    permissions.require_adder(uow.connection, caller)
    found = import_records.one(uow, caller, import_id, locked=True)
    # What the columns of a file are is said before its cells are mended.
    unnamed = found.state == ImportStatus.MAPPING and not _is_typed(found)
    if found.state not in _OPEN or unnamed:
        raise ImportState(state=found.state)
    return found


def _is_typed(found: KeptImport) -> bool:
    return found.options.get("typed", False)


def _require_fields(uow: UnitOfWork, found: KeptImport, fields: Iterable[str]) -> Responsibilities:
    """The practice's responsibilities, of which columns can be. Raises `InvalidInput` for what is none."""
    named = practice_responsibilities.by_id(uow.connection, found.practice_id)
    for field in fields:
        if not is_possible(field, found.kind, named):
            raise InvalidInput.at("/field", "not_a_choice", "Rows of this kind have no such field.")
    return named


def _known(
    connection: Connection,
    found: KeptImport,
    named: Responsibilities,
    headings: list[str],
    empty: frozenset[int],
) -> Sequence[str | None]:
    """What such columns are, by what the practice said of them last, or by their headings."""
    remembered = remembered_columns.of(connection, found.practice_id, found.kind, headings, named)
    if remembered is not None:
        return remembered
    return column_headings.suggested(headings, found.kind, empty, named)


def _numbers(uow: UnitOfWork, found: KeptImport, wanted: PasteRows, count: int) -> list[int]:
    """The numbers of the rows that so many go into."""
    numbers = list(wanted.rows[:count])
    missing = count - len(numbers)
    if missing <= 0 or wanted.only_these:
        return numbers
    if _is_typed(found):
        return numbers + list(range(numbers[-1] + 1, numbers[-1] + 1 + missing))
    after = (
        select(ClientImportRow.number)
        .where(ClientImportRow.import_id == found.id, ClientImportRow.number > numbers[-1])
        .order_by(ClientImportRow.number)
        .limit(missing)
    )
    return numbers + list(uow.execute(after).scalars())


def _filled_columns(rows: Sequence[Sequence[str]]) -> set[int]:
    return {at for cells in rows for at, cell in enumerate(cells) if cell}


def _read(
    uow: UnitOfWork, vault: Vault, found: KeptImport, numbers: Collection[int], named: Responsibilities
) -> CellTable:
    """These rows. Raises `InvalidInput` where a file has no such row: none is added to it."""
    table = _table(uow, vault, found, ClientImportRow.number.in_(numbers), named)
    if not _is_typed(found):
        for number in numbers:
            if number not in table.rows:
                raise InvalidInput.at("/row", "unknown_row", f"The file has no row {number}.")
    return table


def _table(
    uow: UnitOfWork,
    vault: Vault,
    found: KeptImport,
    which: ColumnElement[bool],
    named: Responsibilities,
) -> CellTable:
    rows = kept_rows.kept_in(uow, kept_rows.ordered(found.id).where(which))
    cells = {row.number: kept_rows.cells_of(vault, row) for row in rows}
    return CellTable([*found.columns], cells, responsibility_headings.fields_of(named))


def _keep(uow: UnitOfWork, vault: Vault, caller: Caller, found: KeptImport, table: CellTable) -> None:
    """Keep what has changed, and have all rows checked. Raises `InvalidInput` for too many rows."""
    if not table.changed:
        return
    kept = [
        {
            "import_id": found.id,
            "practice_id": found.practice_id,
            "number": number,
            "sealed": kept_rows.seal(vault, found.id, number, cells),
        }
        for number, cells in table.kept().items()
    ]
    if kept:
        put = insert(ClientImportRow)
        # Whether somebody is a user is looked up anew for what has changed, and for nothing else.
        changed = {"sealed": put.excluded.sealed, "existing_user": None}
        uow.execute(put.on_conflict_do_update(index_elements=["import_id", "number"], set_=changed), kept)
    mine = ClientImportRow.import_id == found.id
    if emptied := table.emptied():
        uow.execute(delete(ClientImportRow).where(mine, ClientImportRow.number.in_(emptied)))
    count = uow.execute(select(func.count()).select_from(ClientImportRow).where(mine)).scalar_one()
    if _is_typed(found) and count > MOST_TYPED:
        message = f"A table has at most {MOST_TYPED} rows. Import more as a file."
        raise InvalidInput.at("/rows", "too_many", message)
    import_records.move(
        uow,
        found,
        ImportStatus.CHECKING,
        columns=table.columns,
        row_count=count,
        problem=None,
        options={**found.options, "acting": caller.user_id},
    )

"""The rows of a file as they are kept: sealed cells, sealed changes, and what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import Select, select, update

from chassis.database.unit_of_work import UnitOfWork
from chassis.security.vault import Vault
from contracts.accounts.import_rows import RowError, RowMatch
from services.accounts.imports import import_records
from services.accounts.imports.rows.row_changes import FieldChange
from services.accounts.tables import ClientImportRow


class KeptRow(NamedTuple):
    """A row of a file, its cells sealed, and what it changes of the client `target_id`."""

    import_id: str
    number: int
    sealed: str
    verdict: str | None
    matches: list[RowMatch]
    errors: list[RowError]
    result: str | None
    detail: str | None
    client_id: str | None
    existing_user: bool | None
    target_id: str | None
    target_version: int | None
    changes: str | None


def ordered(import_id: str) -> Select[tuple[object, ...]]:
    """An import's rows in the file's order, to be narrowed."""
    columns = (getattr(ClientImportRow, name) for name in KeptRow._fields)
    return select(*columns).where(ClientImportRow.import_id == import_id).order_by(ClientImportRow.number)


def kept_in(uow: UnitOfWork, statement: Select[tuple[object, ...]]) -> list[KeptRow]:
    """The rows that a statement made of `ordered` finds."""
    return [KeptRow._make(row) for row in uow.execute(statement)]


def cells_of(vault: Vault, row: KeptRow) -> list[str]:
    """The cells of a row, opened."""
    cells: list[str] = orjson.loads(vault.open(row.sealed, _place(row.import_id, row.number)))
    return cells


def seal(vault: Vault, import_id: str, number: int, cells: list[str]) -> str:
    """A row's cells, to be kept."""
    return vault.seal(orjson.dumps(cells).decode(), _place(import_id, number))


def changes_of(vault: Vault, row: KeptRow) -> list[FieldChange]:
    """What a row changes of its client, or has changed, opened."""
    if row.changes is None:
        return []
    changes: list[FieldChange] = orjson.loads(
        vault.open(row.changes, f"{_place(row.import_id, row.number)} changes")
    )
    return changes


def seal_changes(vault: Vault, import_id: str, number: int, changes: Sequence[FieldChange]) -> str | None:
    """What a row changes, to be kept; None where that is nothing."""
    if not changes:
        return None
    return vault.seal(orjson.dumps(changes).decode(), f"{_place(import_id, number)} changes")


def forget_users(uow: UnitOfWork, import_id: str) -> None:
    """Have it looked up again who of those to be invited is a user."""
    known = ClientImportRow.existing_user.is_not(None)
    uow.execute(
        update(ClientImportRow)
        .where(ClientImportRow.import_id == import_id, known)
        .values(existing_user=None)
    )


def _place(import_id: str, number: int) -> str:
    return import_records.place(import_id, f"row {number}")

"""What became of each row, noted in the transaction that did it."""

from __future__ import annotations

from sqlalchemy import bindparam, update

from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork
from contracts.accounts.import_states import RowResult
from services.accounts.imports.import_records import KeptImport
from services.accounts.tables import ClientImportRow

_RESULT = Prepared(
    "note_row_result",
    update(ClientImportRow)
    .where(ClientImportRow.import_id == bindparam("i"), ClientImportRow.number == bindparam("n"))
    .values(result=bindparam("r"), detail=bindparam("d"), client_id=bindparam("c")),
)
_CHANGED = Prepared(
    "note_changed_row",
    update(ClientImportRow)
    .where(ClientImportRow.import_id == bindparam("i"), ClientImportRow.number == bindparam("n"))
    .values(changes=bindparam("c")),
)


def note(
    uow: UnitOfWork,
    found: KeptImport,
    number: int,
    result: RowResult,
    detail: str | None,
    client_id: str | None = None,
) -> None:
    """Note what became of a row, and the client that came of it or that it changed."""
    uow.later(_RESULT, {"i": found.id, "n": number, "r": result, "d": detail, "c": client_id})


def note_changes(uow: UnitOfWork, found: KeptImport, number: int, changes: str | None) -> None:
    """Keep what a row has changed, sealed, so that it can be taken back."""
    uow.later(_CHANGED, {"i": found.id, "n": number, "c": changes})

"""Changes clients as rows say, and takes that back: each with its row's result, in one transaction."""

from __future__ import annotations

from chassis.database.unit_of_work import UnitOfWork
from chassis.security.vault import Vault
from contracts.accounts.import_states import RowResult
from contracts.errors import InvalidInput
from services.accounts.clients import client_change, client_settings
from services.accounts.clients.client_row import ClientRow
from services.accounts.imports import import_batch, import_records, kept_rows, named_clients, row_results
from services.accounts.imports.import_batch import ImportBatch
from services.accounts.imports.import_records import KeptImport
from services.accounts.imports.kept_rows import KeptRow
from services.accounts.imports.rows import row_changes, taken_back
from services.accounts.imports.rows.row_changes import FieldChange

_GONE = "There is no such client that you can change any more."
_CHANGED = (
    "Somebody has changed this client since the rows were checked: it is left as it is. Import the row again."
)
_NOTHING = "The client is as the row says already."


def make(uow: UnitOfWork, batch: ImportBatch, found: KeptImport, rows: list[KeptRow]) -> None:
    """Change the client of each row, unless it was changed since the check."""
    clients = named_clients.held(uow, batch.caller, [row.target_id for row in rows if row.target_id])
    for row in rows:
        client = clients.get(row.target_id or "")
        if client is None:
            row_results.note(uow, found, row.number, RowResult.FAILED, _GONE)
            continue
        try:
            _change(uow, batch, found, row, client)
        except InvalidInput as invalid:
            row_results.note(uow, found, row.number, RowResult.FAILED, invalid.detail, client.id)


def _change(uow: UnitOfWork, batch: ImportBatch, found: KeptImport, row: KeptRow, client: ClientRow) -> None:
    decided = batch.change(client, batch.said[row.number])
    if not decided.changed:
        row_results.note(uow, found, row.number, RowResult.UNCHANGED, _NOTHING, client.id)
        return
    if client.version != row.target_version:
        row_results.note(uow, found, row.number, RowResult.FAILED, _CHANGED, client.id)
        return
    changes = batch.recorded(client, decided)
    after = client_settings.apply(uow, batch.vault, batch.caller.user_id, client, decided, "", found.id)
    if after.practice_code is not None:
        batch.codes[after.practice_code.casefold()] = client.id
    if after.company_number is not None:
        batch.companies[after.company_number] = client.id
    sealed = kept_rows.seal_changes(batch.vault, found.id, row.number, changes)
    row_results.note_changes(uow, found, row.number, sealed)
    row_results.note(uow, found, row.number, RowResult.CHANGED, None, client.id)


def take_back(uow: UnitOfWork, vault: Vault, found: KeptImport, rows: list[KeptRow]) -> None:
    """Put back what these rows have changed of clients, where nobody has changed it since.

    Raises `RoleRequired` where who asked for it may add no clients any more.
    """
    by = import_records.acting(found)
    changed = [row for row in rows if row.result == RowResult.CHANGED and row.target_id is not None]
    if not changed:
        return
    batch = import_batch.open_for(uow, vault, found, (), {})
    clients = named_clients.held(uow, by, [row.target_id for row in changed if row.target_id])
    batch.managed = named_clients.managed(uow, by, clients)
    changes = {row.number: kept_rows.changes_of(vault, row) for row in changed}
    former = {number: _texts(each) for number, each in changes.items()}
    batch.codes = import_batch.codes_among(uow, found.practice_id, former)
    batch.companies = import_batch.companies_among(uow, found.practice_id, former)
    for row in changed:
        client = clients.get(row.target_id or "")
        if client is None:
            row_results.note(uow, found, row.number, RowResult.KEPT, _GONE, row.client_id)
        elif client.status != "active":
            row_results.note(uow, found, row.number, RowResult.KEPT, row_changes.ARCHIVED, client.id)
        else:
            _restore(uow, batch, found, row.number, client, changes[row.number])


def _restore(
    uow: UnitOfWork,
    batch: ImportBatch,
    found: KeptImport,
    number: int,
    client: ClientRow,
    changes: list[FieldChange],
) -> None:
    taken = _taken(batch, client, _texts(changes))
    restoring = taken_back.decide(client, changes, batch.has_number, taken)
    try:
        wanted = row_changes.load(client.id, restoring.settings)
        decided = client_change.decide(client, wanted, "", admin=False)
        if "practice_code" in decided.changed and client.id not in batch.managed:
            raise InvalidInput([import_batch.not_managed()])
    except InvalidInput as invalid:
        row_results.note(uow, found, number, RowResult.KEPT, f"Left as it is. {invalid.detail}", client.id)
        return
    client_settings.apply(uow, batch.vault, batch.caller.user_id, client, decided, "", found.id)
    why = taken_back.why_not(restoring)
    row_results.note(uow, found, number, RowResult.KEPT if why else RowResult.UNDONE, why, client.id)


def _taken(batch: ImportBatch, client: ClientRow, former: dict[str, str]) -> set[str]:
    """The fields whose former value another client has now."""
    holders = {
        "practice_code": batch.codes.get(former.get("practice_code", "").casefold()),
        "company_number": batch.companies.get(former.get("company_number", "")),
    }
    return {field for field, holder in holders.items() if holder not in (None, client.id)}


def _texts(changes: list[FieldChange]) -> dict[str, str]:
    """The former values that are texts, as a row would say them."""
    return {each["field"]: each["before"] for each in changes if isinstance(each["before"], str)}

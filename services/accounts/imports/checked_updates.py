"""The dry run of rows that change clients: which client each is about and what changes, or why not."""

from __future__ import annotations

from collections.abc import Container

from contracts.accounts.import_rows import RowError
from contracts.accounts.import_states import RowVerdict
from contracts.errors import InvalidInput
from services.accounts.clients.client_row import ClientRow
from services.accounts.imports import import_batch
from services.accounts.imports.import_batch import ImportBatch
from services.accounts.imports.rows import client_matches
from services.accounts.imports.rows.row_verdicts import Verdict


def of_row(
    batch: ImportBatch,
    client: ClientRow,
    said: dict[str, str],
    codes: Container[str],
    companies: Container[str],
) -> Verdict:
    """What a row about this client is; `codes` and `companies` are those of rows before it."""
    try:
        decided = batch.change(client, said)
        errors = []
        code, company = decided.columns.get("practice_code"), decided.columns.get("company_number")
        if "practice_code" in decided.changed and str(code).casefold() in codes:
            errors.append(import_batch.taken(str(code)))
        if "company_number" in decided.changed and company in companies:
            errors.append(import_batch.listed_already(str(company)))
        if errors:
            raise InvalidInput(errors)
    except InvalidInput as invalid:
        return Verdict(RowVerdict.INVALID, errors=import_batch.errors_of(invalid), target=client)
    changes = batch.recorded(client, decided)
    return Verdict(RowVerdict.UPDATE if changes else RowVerdict.SAME, target=client, changes=changes)


def twice(said: dict[str, str], client: ClientRow, other: int) -> Verdict:
    """What a row is that is about the same client as another."""
    error: RowError = {
        "field": client_matches.column_of(said, client),
        "code": "named_twice",
        "message": f"Row {other} is about this client too. Leave one of them out.",
    }
    return Verdict(RowVerdict.INVALID, errors=[error], target=client)

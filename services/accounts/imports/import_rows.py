"""The rows of a file as people see them: while they decide, while it works, and what failed, to be mended."""

from __future__ import annotations

import csv
import io

from sqlalchemy import or_

from chassis.database.engine import Database
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts import spreadsheet_cells
from contracts.accounts.import_rows import Failures, ListRows, RowPage
from services.accounts import permissions
from services.accounts.imports import import_records, kept_rows, row_view
from services.accounts.imports.row_view import Beholder
from services.accounts.tables import ClientImportRow


def page(database: Database, vault: Vault, caller: Caller, query: ListRows) -> RowPage:
    """One page of the rows, in the file's order. Raises `NotFound`, `RoleRequired`."""
    statement = kept_rows.ordered(query.import_id).where(ClientImportRow.number > query.cursor)
    if query.verdict is not None:
        statement = statement.where(ClientImportRow.verdict == query.verdict)
    if query.result is not None:
        statement = statement.where(ClientImportRow.result == query.result)
    with database.unit_of_work() as uow:
        country = permissions.require_adder(uow.connection, caller).practice.country
        found = import_records.one(uow, caller, query.import_id)
        rows = kept_rows.kept_in(uow, statement.limit(query.limit + 1))
        shown = rows[: query.limit]
        beholder = Beholder(row_view.visible(uow, caller, shown), country)
    return {
        "items": [row_view.view(vault, found, row, beholder) for row in shown],
        "next_cursor": shown[-1].number if len(rows) > len(shown) else None,
    }


def failures(database: Database, vault: Vault, caller: Caller, import_id: str) -> Failures:
    """The rows that are wrong or failed as CSV, with why in the last column, to be mended."""
    bad = or_(ClientImportRow.result == "failed", ClientImportRow.verdict == "invalid")
    with database.unit_of_work() as uow:
        permissions.require_adder(uow.connection, caller)
        found = import_records.one(uow, caller, import_id)
        rows = kept_rows.kept_in(uow, kept_rows.ordered(import_id).where(bad))
    headings = [column["heading"] for column in found.columns]
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([*map(spreadsheet_cells.safe, headings), "What is wrong"])
    for row in rows:
        cells = kept_rows.cells_of(vault, row)
        cells += [""] * (len(headings) - len(cells))
        why = "; ".join(error["message"] for error in row.errors) or row.detail or ""
        writer.writerow([*map(spreadsheet_cells.safe, cells), why])
    return {"csv": text.getvalue()}

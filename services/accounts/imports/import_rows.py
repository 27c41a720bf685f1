"""The rows of a file as people see them: while they decide, while it works, and what failed, to be mended."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import Select, or_, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts.accounts.import_rows import Failures, ListRows, Row, RowError, RowMatch, RowNotice, RowPage
from contracts.accounts.import_states import ImportKind
from contracts.errors import InvalidInput
from services.accounts import permissions
from services.accounts.client_lists import client_export
from services.accounts.clients import self_employed
from services.accounts.imports import import_records
from services.accounts.imports.import_records import KeptImport
from services.accounts.imports.rows import row_contents, row_invitees
from services.accounts.imports.rows.row_invitees import RowInvitee
from services.accounts.tables import Client, ClientImportRow, Member


class KeptRow(NamedTuple):
    """A row of a file, its cells sealed."""

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


def page(database: Database, vault: Vault, caller: Caller, query: ListRows) -> RowPage:
    """One page of the rows, in the file's order. Raises `NotFound`, `RoleRequired`."""
    statement = ordered(query.import_id).where(ClientImportRow.number > query.cursor)
    if query.verdict is not None:
        statement = statement.where(ClientImportRow.verdict == query.verdict)
    if query.result is not None:
        statement = statement.where(ClientImportRow.result == query.result)
    with database.unit_of_work() as uow:
        country = permissions.require_adder(uow.connection, caller).practice.country
        found = import_records.one(uow, caller, query.import_id)
        rows = kept_in(uow, statement.limit(query.limit + 1))
        shown = rows[: query.limit]
        seen = _seen(uow, caller, shown)
    fields = [column["field"] for column in found.columns]
    return {
        "items": [_view(vault, found, row, fields, seen, country) for row in shown],
        "next_cursor": shown[-1].number if len(rows) > len(shown) else None,
    }


def failures(database: Database, vault: Vault, caller: Caller, import_id: str) -> Failures:
    """The rows that are wrong or failed as CSV, with why in the last column, to be mended."""
    bad = or_(ClientImportRow.result == "failed", ClientImportRow.verdict == "invalid")
    with database.unit_of_work() as uow:
        permissions.require_adder(uow.connection, caller)
        found = import_records.one(uow, caller, import_id)
        rows = kept_in(uow, ordered(import_id).where(bad))
    headings = [column["heading"] for column in found.columns]
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([*map(client_export.safe, headings), "What is wrong"])
    for row in rows:
        cells = cells_of(vault, row)
        cells += [""] * (len(headings) - len(cells))
        why = "; ".join(error["message"] for error in row.errors) or row.detail or ""
        writer.writerow([*map(client_export.safe, cells), why])
    return {"csv": text.getvalue()}


def ordered(import_id: str) -> Select[tuple[object, ...]]:
    """An import's rows in the file's order, to be narrowed."""
    columns = (getattr(ClientImportRow, name) for name in KeptRow._fields)
    return select(*columns).where(ClientImportRow.import_id == import_id).order_by(ClientImportRow.number)


def kept_in(uow: UnitOfWork, statement: Select[tuple[object, ...]]) -> list[KeptRow]:
    """The rows that a statement made of `ordered` finds."""
    return [KeptRow._make(row) for row in uow.execute(statement)]


def cells_of(vault: Vault, row: KeptRow) -> list[str]:
    """The cells of a row, opened."""
    cells: list[str] = orjson.loads(
        vault.open(row.sealed, import_records.place(row.import_id, f"row {row.number}"))
    )
    return cells


def seal(vault: Vault, import_id: str, number: int, cells: list[str]) -> str:
    """A row's cells, to be kept."""
    return vault.seal(orjson.dumps(cells).decode(), import_records.place(import_id, f"row {number}"))


def forget_users(uow: UnitOfWork, import_id: str) -> None:
    """Have it looked up again who of those to be invited is a user."""
    known = ClientImportRow.existing_user.is_not(None)
    uow.execute(
        update(ClientImportRow)
        .where(ClientImportRow.import_id == import_id, known)
        .values(existing_user=None)
    )


def _view(
    vault: Vault,
    found: KeptImport,
    row: KeptRow,
    fields: list[str | None],
    seen: set[str],
    country: str,
) -> Row:
    said = row_contents.values(cells_of(vault, row), fields)
    usable = found.kind == ImportKind.CLIENTS and row.verdict not in (None, "invalid")
    invitee = _invitee(said, country) if usable else None
    notices = _notices(said) if usable else []
    if invitee is not None and invitee.notice is not None:
        notices.append(invitee.notice)
    if "national_insurance_number" in said:
        said["national_insurance_number"] = self_employed.masked(said["national_insurance_number"])
    return {
        "number": row.number,
        "values": said,
        "notices": notices,
        "verdict": row.verdict,
        "matches": [each for each in row.matches if each["client"] is None or each["client"]["id"] in seen],
        "errors": row.errors,
        "result": row.result,
        "detail": row.detail,
        "client_id": row.client_id,
        "invitee": None
        if invitee is None
        else {"name": invitee.name, "email": invitee.email, "mobile": invitee.mobile},
        "existing_user": row.existing_user,
    }


def _invitee(said: dict[str, str], country: str) -> RowInvitee | None:
    try:
        return row_invitees.of(said, row_contents.type_of(said), country)
    except InvalidInput:
        return None


def _notices(said: dict[str, str]) -> list[RowNotice]:
    try:
        kind = row_contents.type_of(said)
        return [*row_contents.not_kept(said, kind), *row_invitees.not_kept(said, kind)]
    except InvalidInput:
        return []


def _seen(uow: UnitOfWork, caller: Caller, rows: Sequence[KeptRow]) -> set[str]:
    """Those of the resembled clients that the caller can see: an admin may have had the file checked."""
    ids = {match["client"]["id"] for row in rows for match in row.matches if match["client"] is not None}
    query = (
        select(Client.id)
        .join(Member, Member.practice_id == Client.practice_id)
        .where(Client.id.in_(ids), permissions.is_caller, permissions.visible)
    )
    return set(uow.execute(query, permissions.parameters(caller)).scalars()) if ids else set()

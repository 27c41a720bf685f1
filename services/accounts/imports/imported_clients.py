"""Makes clients of rows, and takes them back: each with its row's result, in one transaction."""

from __future__ import annotations

from collections.abc import Container, Mapping

import orjson
from sqlalchemy import select

from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.security.vault import Vault
from contracts.accounts.events import CLIENT_DELETED
from contracts.accounts.import_states import ImportKind, RowResult, RowVerdict
from contracts.errors import InvalidInput
from services.accounts import permissions
from services.accounts.clients import archiving_clients, client_settings, crn, extract_addresses
from services.accounts.clients.client_row import ClientRow
from services.accounts.imports import changed_clients, import_batch, import_records, row_results
from services.accounts.imports.import_batch import ImportBatch
from services.accounts.imports.import_records import KeptImport
from services.accounts.imports.kept_rows import KeptRow
from services.accounts.new_clients import named_people, new_client, new_client_rows
from services.accounts.new_clients.client_access import Unknown
from services.accounts.new_clients.creating_clients import AnyClient
from services.accounts.new_clients.step_orders import Identities
from services.accounts.tables import Client

_SKIPPED = {
    "exact": "The practice has this client already.",
    "near": "It resembles a client of the practice, and such rows were to be skipped.",
    "unmatched": "It names no client that you can see, and clients were only to be changed.",
}
_INVALID = "The row is not valid. Mend it and import it again."


def make(
    uow: UnitOfWork,
    vault: Vault,
    found: KeptImport,
    rows: list[KeptRow],
    colleagues: Mapping[str, str],
) -> None:
    """Do what was decided about these rows; `colleagues` are those known by an address."""
    batch = import_batch.open_for(uow, vault, found, rows, colleagues)
    wanted = [row for row in rows if _is_wanted(uow, found, row)]
    if batch.clients:
        changing = [row for row in wanted if row.verdict in ("update", "same")]
        changed_clients.make(uow, batch, found, changing)
        _create(uow, batch, found, [row for row in wanted if row not in changing])
        return
    for row in wanted:
        _set_code(uow, batch, found, row)


def _is_wanted(uow: UnitOfWork, found: KeptImport, row: KeptRow) -> bool:
    """Whether the row is to be carried out; if not, its result says why."""
    of_clients = found.kind == ImportKind.CLIENTS
    if row.verdict == "invalid":
        row_results.note(
            uow, found, row.number, RowResult.FAILED, row.errors[0]["message"] if row.errors else _INVALID
        )
        return False
    if row.verdict in _SKIPPED and (not of_clients or _treatment(found, row) == "skip"):
        same = "The client has this practice code already."
        row_results.note(
            uow, found, row.number, RowResult.SKIPPED, _SKIPPED[row.verdict] if of_clients else same
        )
        return False
    return True


def _treatment(found: KeptImport, row: KeptRow) -> str:
    if row.verdict == RowVerdict.UNMATCHED:
        return "skip"
    return found.options["exact"] if row.verdict == RowVerdict.EXACT else found.options["near"]


def _create(uow: UnitOfWork, batch: ImportBatch, found: KeptImport, rows: list[KeptRow]) -> None:
    accepted: dict[int, AnyClient] = {}
    used, companies = set(batch.codes), set(batch.companies)
    for row in rows:
        try:
            wanted = batch.creation(batch.said[row.number])
            code = wanted.practice_code
            company = import_batch.company_of(wanted)
            if code is not None and code.casefold() in used:
                raise InvalidInput([import_batch.taken(code)])
            if company is not None and company in companies:
                raise InvalidInput([import_batch.listed_already(company)])
        except InvalidInput as invalid:
            row_results.note(uow, found, row.number, RowResult.FAILED, invalid.detail)
            continue
        used |= {code.casefold()} if code is not None else set()
        companies |= {company} if company is not None else set()
        accepted[row.number] = wanted
    ids = {number: new_id("client") for number in accepted}
    addresses = extract_addresses.take_many(uow, {ids[n]: each.name for n, each in accepted.items()})
    unknown: dict[bytes, Unknown] = {}
    for number, wanted in accepted.items():
        held = wanted.responsibilities
        key = orjson.dumps([wanted.access, held])
        if key not in unknown:
            unknown[key] = named_people.unknown_in(uow.connection, found.practice_id, wanted.access, held)
        names = Identities(ids[number], crn.new(), new_id("inv"), new_id("conn"), addresses[ids[number]])
        facts = new_client.Facts(batch.membership, names, now(), unknown[key])
        new_client_rows.write(uow, batch.vault, new_client.decide(wanted, facts))
        row_results.note(uow, found, number, RowResult.CREATED, None, ids[number])


def _set_code(uow: UnitOfWork, batch: ImportBatch, found: KeptImport, row: KeptRow) -> None:
    try:
        client, code = batch.client_and_code(batch.said[row.number])
    except InvalidInput as invalid:
        row_results.note(uow, found, row.number, RowResult.FAILED, invalid.detail)
        return
    if client.status != "active":
        row_results.note(
            uow, found, row.number, RowResult.FAILED, f"{client.name} is archived. Restore it first."
        )
        return
    client_settings.write(
        uow, batch.caller.user_id, client, {"practice_code": code}, ["practice_code"], found.id
    )
    batch.codes[code.casefold()] = client.id
    row_results.note(uow, found, row.number, RowResult.CHANGED, None, client.id)


def take_back(uow: UnitOfWork, found: KeptImport, rows: list[KeptRow], occupied: Container[str]) -> None:
    """Delete the clients that these rows made, unless somebody has worked with them since.

    `occupied` are those that have users, which nobody deletes (product.md 8.3).
    Raises `RoleRequired` where who asked for it may add no clients any more.
    """
    by = import_records.acting(found)
    permissions.require_author(uow.connection, by)
    made = {row.client_id: row.number for row in rows if row.result == "created"}
    query = (
        select(*Client.__table__.columns)
        .where(Client.id.in_(made), Client.practice_id == found.practice_id)
        .with_for_update()
    )
    clients = {row.id: ClientRow._make(row) for row in uow.execute(query)} if made else {}
    for client_id, number in made.items():
        client = clients.get(client_id)
        if client is None:
            row_results.note(uow, found, number, RowResult.UNDONE, "It had been deleted already.", client_id)
        elif client_id in occupied:
            why = "It stays: it has users, and a client with users is not deleted."
            row_results.note(uow, found, number, RowResult.KEPT, why, client_id)
        elif client.version > 1 or client.invitation is not None or client.connection is not None:
            why = "It stays: somebody has changed, invited or connected it since."
            row_results.note(uow, found, number, RowResult.KEPT, why, client_id)
        else:
            archiving_clients.erase(uow, client)
            archiving_clients.tell(uow, by.user_id, CLIENT_DELETED, client, client.version + 1)
            row_results.note(uow, found, number, RowResult.UNDONE, None, client_id)

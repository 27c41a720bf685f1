"""The clients that rows name, of those that the rows' author can change."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.sql.elements import SQLCoreOperations

from chassis.database.unit_of_work import UnitOfWork
from chassis.security.identity import Caller
from contracts.accounts.identifiers import company_number
from services.accounts import permissions
from services.accounts.clients.client_row import ClientRow
from services.accounts.imports.rows.client_matches import KnownClients
from services.accounts.tables import Client, Member

Said = Mapping[int, Mapping[str, str]]

_SEEN = (
    select(*Client.__table__.columns)
    .join(Member, Member.practice_id == Client.practice_id)
    .where(permissions.is_caller, permissions.workable)
)


def to_change(uow: UnitOfWork, caller: Caller, said: Said) -> KnownClients:
    """Those that rows can change, by each of what names them."""
    crns = {row["crn"].strip().upper() for row in said.values() if "crn" in row}
    codes = {row["practice_code"].strip().lower() for row in said.values() if "practice_code" in row}
    written = (company_number(row["company_number"]) for row in said.values() if "company_number" in row)
    numbers = {number for number in written if number is not None}
    return KnownClients(
        crn={client.crn: client for client in _found(uow, caller, Client.crn, crns)},
        practice_code={
            (client.practice_code or "").casefold(): client
            for client in _found(uow, caller, func.lower(Client.practice_code), codes)
        },
        company_number={
            client.company_number or "": client
            for client in _found(uow, caller, Client.company_number, numbers)
        },
    )


def to_give_codes(uow: UnitOfWork, caller: Caller, said: Said) -> dict[tuple[str, str], list[ClientRow]]:
    """Those that rows name by CRN or name, to have a practice code, of those that the author manages."""
    crns = {row["crn"].upper() for row in said.values() if "crn" in row}
    names = {row["name"].casefold() for row in said.values() if "name" in row and "crn" not in row}
    found: dict[tuple[str, str], list[ClientRow]] = {}
    for client in _managed(uow, caller, Client.crn, crns):
        found.setdefault(("crn", client.crn), []).append(client)
    for client in _managed(uow, caller, Client.name_sort, names):
        found.setdefault(("name", client.name_sort), []).append(client)
    return found


def held(uow: UnitOfWork, caller: Caller, ids: Collection[str]) -> dict[str, ClientRow]:
    """Those of these clients that their author can still change, held until the work ends."""
    query = _SEEN.where(Client.id.in_(ids)).order_by(Client.id).with_for_update(of=Client)
    rows = uow.execute(query, permissions.parameters(caller)) if ids else ()
    return {row.id: ClientRow._make(row) for row in rows}


def managed(uow: UnitOfWork, caller: Caller, ids: Collection[str]) -> set[str]:
    """Those of these clients whose practice code their author may change (docs/adr/0064)."""
    return {client.id for client in _managed(uow, caller, Client.id, set(ids))}


def _managed(
    uow: UnitOfWork, caller: Caller, column: SQLCoreOperations[str], wanted: set[str]
) -> list[ClientRow]:
    if not wanted:
        return []
    query = _SEEN.where(column.in_(wanted), permissions.manageable)
    return [ClientRow._make(row) for row in uow.execute(query, permissions.parameters(caller))]


def _found(
    uow: UnitOfWork,
    caller: Caller,
    column: SQLCoreOperations[str] | SQLCoreOperations[str | None],
    wanted: set[str],
) -> list[ClientRow]:
    if not wanted:
        return []
    query = _SEEN.where(column.in_(wanted))
    return [ClientRow._make(row) for row in uow.execute(query, permissions.parameters(caller))]

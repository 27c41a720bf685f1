"""The clients of a sending: with whom to invite, sealed, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import select

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts.accounts.bulk_invitations import BulkRow, BulkRowPage, ListBulkRows
from contracts.accounts.bulk_states import BulkRowResult
from contracts.accounts.clients import InvitationState
from contracts.errors import InvalidInput
from services.accounts import permissions
from services.accounts.bulk_invitations import bulk_records
from services.accounts.bulk_invitations.bulk_records import KeptBulk
from services.accounts.bulk_invitations.row_decision import SeenClient
from services.accounts.imports import import_records
from services.accounts.imports.rows import row_contents, row_invitees
from services.accounts.imports.rows.row_invitees import RowInvitee
from services.accounts.tables import BulkInvitationRow, Client, Member

#: What the cells of a row are that no import has made.
TYPED = ("invitee_name", "invitee_email", "invitee_mobile")


class KeptRow(NamedTuple):
    """A client to be invited; `sealed` are the cells that name the person."""

    number: int
    client_id: str
    client_name: str
    sealed: str
    existing_user: bool | None
    result: BulkRowResult
    code: str | None
    detail: str | None
    invitation_id: str | None


#: Rows, in the order in which they are invited, to be narrowed.
ROWS = select(*(getattr(BulkInvitationRow, name) for name in KeptRow._fields)).order_by(
    BulkInvitationRow.number
)


_SEEN = (
    select(Client.id, Client.name, Client.status, Client.invitation.is_not(None).label("invited"))
    .join(Member, Member.practice_id == Client.practice_id)
    .where(permissions.is_caller, permissions.workable)
)


def place(bulk_id: str, import_id: str | None, number: int) -> str:
    """What a row's sealed cells are bound to: those of an import stay where they were sealed."""
    part = f"row {number}"
    return import_records.place(import_id, part) if import_id is not None else f"bulk {bulk_id} {part}"


def person(vault: Vault, found: KeptBulk, row: KeptRow, country: str) -> RowInvitee | None:
    """Whom to invite; None where nobody is named who could be written to."""
    cells = orjson.loads(vault.open(row.sealed, place(found.id, found.import_id, row.number)))
    said = row_contents.values(cells, found.fields)
    try:
        return row_invitees.of(said, row_contents.type_of(said), country)
    except InvalidInput:
        return None


def seen_clients(uow: UnitOfWork, found: KeptBulk, rows: Sequence[KeptRow]) -> dict[str, SeenClient]:
    """The clients of these rows that whoever invites can work with now, held."""
    caller = bulk_records.acting(found)
    ids = [row.client_id for row in rows]
    statement = _SEEN.where(Client.id.in_(ids)).order_by(Client.id).with_for_update(of=Client)
    clients = uow.execute(statement, permissions.parameters(caller))
    return {row.id: SeenClient._make(row) for row in clients}


def page(database: Database, vault: Vault, caller: Caller, query: ListBulkRows) -> BulkRowPage:
    """One page of them. Raises `NotFound`, `RoleRequired`."""
    statement = ROWS.where(
        BulkInvitationRow.bulk_id == query.bulk_invitation_id, BulkInvitationRow.number > query.cursor
    )
    if query.result is not None:
        statement = statement.where(BulkInvitationRow.result == query.result)
    with database.unit_of_work() as uow:
        country = permissions.require_adder(uow.connection, caller).practice.country
        found = bulk_records.one(uow, caller, query.bulk_invitation_id)
        rows = [KeptRow._make(row) for row in uow.execute(statement.limit(query.limit + 1))]
        shown = rows[: query.limit]
        ids = {row.invitation_id for row in shown if row.invitation_id is not None}
        of_clients = select(Client.invitation).where(
            Client.practice_id == found.practice_id, Client.id.in_([row.client_id for row in shown])
        )
        now = {each["id"]: each for each in uow.execute(of_clients).scalars() if each and each["id"] in ids}
    return {
        "items": [_view(vault, found, row, country, now.get(row.invitation_id)) for row in shown],
        "next_cursor": shown[-1].number if len(rows) > len(shown) else None,
    }


def _view(
    vault: Vault, found: KeptBulk, row: KeptRow, country: str, invitation: InvitationState | None
) -> BulkRow:
    who = person(vault, found, row, country)
    return {
        "number": row.number,
        "client_id": row.client_id,
        "client_name": row.client_name,
        "name": who.name if who is not None else "",
        "email": who.email if who is not None else "",
        "mobile": who.mobile if who is not None else None,
        "result": row.result,
        "code": row.code,
        "detail": row.detail,
        "invitation_id": row.invitation_id,
        "invitation": invitation,
    }

"""A row of a file as people see it: what it says and does, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from chassis.database.unit_of_work import UnitOfWork
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts.accounts.import_rows import Row, RowNotice
from contracts.accounts.import_states import ImportKind
from contracts.errors import InvalidInput
from services.accounts import permissions
from services.accounts.clients import self_employed
from services.accounts.imports import kept_rows
from services.accounts.imports.import_records import KeptImport
from services.accounts.imports.kept_rows import KeptRow
from services.accounts.imports.rows import row_changes, row_contents, row_invitees
from services.accounts.imports.rows.row_invitees import RowInvitee
from services.accounts.tables import Client, Member

_ADDS_NONE = (None, "invalid", "unmatched")


class VisibleClient(NamedTuple):
    """A client that rows resemble or change, which whoever looks can see."""

    id: str
    crn: str
    name: str
    practice_code: str | None
    type: str


class Beholder(NamedTuple):
    """What is known for whoever looks: the clients they can see, by id, and their practice's country."""

    clients: Mapping[str, VisibleClient]
    country: str


def visible(uow: UnitOfWork, caller: Caller, rows: Sequence[KeptRow]) -> Mapping[str, VisibleClient]:
    """Those of the clients that the caller can see: an admin may have had the file checked."""
    ids = {match["client"]["id"] for row in rows for match in row.matches if match["client"] is not None}
    ids |= {row.target_id for row in rows if row.target_id is not None}
    query = (
        select(*(getattr(Client, name) for name in VisibleClient._fields))
        .join(Member, Member.practice_id == Client.practice_id)
        .where(Client.id.in_(ids), permissions.is_caller, permissions.visible)
    )
    found = uow.execute(query, permissions.parameters(caller)) if ids else ()
    return {row.id: VisibleClient._make(row) for row in found}


def view(vault: Vault, found: KeptImport, row: KeptRow, beholder: Beholder) -> Row:
    """The row; of a client that is there, only what whoever looks can see."""
    said = row_contents.values(kept_rows.cells_of(vault, row), [each["field"] for each in found.columns])
    adds = found.kind == ImportKind.CLIENTS and row.verdict not in _ADDS_NONE and row.target_id is None
    target = beholder.clients.get(row.target_id) if row.target_id is not None else None
    invitee = _invitee(said, beholder.country) if adds else None
    notices = _notices(said) if adds else []
    if invitee is not None and invitee.notice is not None:
        notices.append(invitee.notice)
    if target is not None:
        notices = row_changes.not_kept(said, target.type)
    changes = kept_rows.changes_of(vault, row) if target is not None else []
    if "national_insurance_number" in said:
        said["national_insurance_number"] = self_employed.masked(said["national_insurance_number"])
    return {
        "number": row.number,
        "values": said,
        "notices": notices,
        "verdict": row.verdict,
        "matches": [
            each for each in row.matches if each["client"] is None or each["client"]["id"] in beholder.clients
        ],
        "errors": row.errors,
        "result": row.result,
        "detail": row.detail,
        "client_id": row.client_id,
        "invitee": None
        if invitee is None
        else {"name": invitee.name, "email": invitee.email, "mobile": invitee.mobile},
        "existing_user": row.existing_user,
        "updates": None
        if target is None
        else {
            "id": target.id,
            "crn": target.crn,
            "name": target.name,
            "practice_code": target.practice_code,
        },
        "changes": row_changes.shown(changes, self_employed.masked),
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

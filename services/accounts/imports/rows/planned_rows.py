"""What the rows of an import do, counted: clients that are added, people to invite, and who is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from chassis.database.unit_of_work import UnitOfWork
from contracts.accounts.imports import ImportPlan, ToInvite
from services.accounts.imports.rows import row_invitees
from services.accounts.tables import BulkInvitation, BulkInvitationRow, Client, ClientImportRow

_WAYS = (row_invitees.BY_EMAIL, row_invitees.BY_BOTH)


class RowGroup(NamedTuple):
    """So many rows of an import that are alike. `invites` is how their people can be invited."""

    import_id: str
    verdict: str | None
    result: str | None
    invites: str | None
    existing_user: bool | None
    rows: int


def groups_of(uow: UnitOfWork, import_ids: Sequence[str]) -> Mapping[str, list[RowGroup]]:
    """The rows of these imports, counted by what is known of them."""
    alike = [getattr(ClientImportRow, name) for name in RowGroup._fields[:-1]]
    query = select(*alike, func.count()).where(ClientImportRow.import_id.in_(import_ids)).group_by(*alike)
    found: dict[str, list[RowGroup]] = defaultdict(list)
    for row in uow.execute(query):
        found[row[0]].append(RowGroup._make(row))
    return found


def counts(groups: Iterable[RowGroup]) -> dict[str, int]:
    """How many rows have each verdict, and each result."""
    found: dict[str, int] = defaultdict(int)
    for group in groups:
        for value in (group.verdict, group.result):
            if value is not None:
                found[value] += group.rows
    return dict(found)


def plan(groups: Iterable[RowGroup], created: Sequence[str]) -> ImportPlan:
    """What an import does, or has done: `created` are the verdicts of rows that become clients."""
    clients = [
        each
        for each in groups
        if each.result == "created" or (each.result is None and each.verdict in created)
    ]
    people = [each for each in clients if each.invites in _WAYS]
    return {
        "creates": sum(each.rows for each in clients),
        "invites": sum(each.rows for each in people),
        "texts": sum(each.rows for each in people if each.invites == row_invitees.BY_BOTH),
        "existing_users": sum(each.rows for each in people if each.existing_user is True),
        "unknown_users": sum(each.rows for each in people if each.existing_user is None),
    }


def updates(groups: Iterable[RowGroup]) -> int:
    """How many clients an import changes, or has changed."""
    return sum(
        each.rows
        for each in groups
        if each.result == "changed" or (each.result is None and each.verdict == "update")
    )


def to_invite(import_id: str, practice_id: str) -> Select[int, str, str, str, bool | None]:
    """The rows of clients that an import has added, that name somebody, and to whom nobody is invited yet.

    In the file's order: number, client and its name, sealed cells, whether the person is a user.
    """
    return (
        select(
            ClientImportRow.number,
            Client.id.label("client_id"),
            Client.name.label("client_name"),
            ClientImportRow.sealed,
            ClientImportRow.existing_user,
        )
        .join(Client, Client.id == ClientImportRow.client_id)
        .where(ClientImportRow.import_id == import_id, _left(practice_id))
    )


def left_to_invite(uow: UnitOfWork, import_ids: Sequence[str], practice_id: str) -> Mapping[str, ToInvite]:
    """How many there are of each import, and the newest sending of it there was."""
    left = (
        select(ClientImportRow.import_id, func.count().label("rows"))
        .join(Client, Client.id == ClientImportRow.client_id)
        .where(ClientImportRow.import_id.in_(import_ids), _left(practice_id))
        .group_by(ClientImportRow.import_id)
    )
    newest = (
        select(BulkInvitation.import_id, func.max(BulkInvitation.id).label("newest"))
        .where(BulkInvitation.import_id.in_(import_ids))
        .group_by(BulkInvitation.import_id)
    )
    to_send = {row.import_id: row.rows for row in uow.execute(left)}
    sendings = {row.import_id: row.newest for row in uow.execute(newest)}
    return {
        each: {"to_send": to_send.get(each, 0), "bulk_invitation_id": sendings.get(each)}
        for each in import_ids
    }


def _left(practice_id: str) -> ColumnElement[bool]:
    """Of rows with their clients, those whose person can still be invited."""
    waits = exists().where(BulkInvitationRow.client_id == Client.id, BulkInvitationRow.result == "waiting")
    return and_(
        ClientImportRow.result == "created",
        ClientImportRow.invites.in_(_WAYS),
        Client.practice_id == practice_id,
        Client.status == "active",
        Client.invitation.is_(None),
        ~waits,
    )

"""What the rows of an import do, counted: clients that are added, people to invite, and who is left."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, exists, func, select

from chassis.database.unit_of_work import UnitOfWork
from contracts.accounts.imports import ImportPlan, ToInvite
from services.accounts.imports.rows import row_invitees
from services.accounts.tables import BulkInvitation, BulkInvitationRow, Client, ClientImportRow

_INVITED = ClientImportRow.invites.in_((row_invitees.BY_EMAIL, row_invitees.BY_BOTH))


def plan(uow: UnitOfWork, import_id: str, created: Sequence[str]) -> ImportPlan:
    """What an import does, or has done: `created` are the verdicts of rows that become clients."""
    counted = select(
        func.count().label("creates"),
        func.count().filter(_INVITED).label("invites"),
        func.count().filter(ClientImportRow.invites == row_invitees.BY_BOTH).label("texts"),
        func.count().filter(_INVITED, ClientImportRow.existing_user.is_(True)).label("existing_users"),
        func.count().filter(_INVITED, ClientImportRow.existing_user.is_(None)).label("unknown_users"),
    ).where(_creates(import_id, created))
    found = uow.execute(counted).one()
    return {
        "creates": found.creates,
        "invites": found.invites,
        "texts": found.texts,
        "existing_users": found.existing_users,
        "unknown_users": found.unknown_users,
    }


def _creates(import_id: str, created: Sequence[str]) -> ColumnElement[bool]:
    to_come = ClientImportRow.result.is_(None) & ClientImportRow.verdict.in_(created)
    return (ClientImportRow.import_id == import_id) & ((ClientImportRow.result == "created") | to_come)


def to_invite(import_id: str, practice_id: str) -> Select[int, str, str, str, bool | None]:
    """The rows of clients that an import has added, that name somebody, and to whom nobody is invited yet.

    In the file's order: number, client and its name, sealed cells, whether the person is a user.
    """
    waits = exists().where(BulkInvitationRow.client_id == Client.id, BulkInvitationRow.result == "waiting")
    return (
        select(
            ClientImportRow.number,
            Client.id.label("client_id"),
            Client.name.label("client_name"),
            ClientImportRow.sealed,
            ClientImportRow.existing_user,
        )
        .join(Client, Client.id == ClientImportRow.client_id)
        .where(
            ClientImportRow.import_id == import_id,
            ClientImportRow.result == "created",
            _INVITED,
            Client.practice_id == practice_id,
            Client.status == "active",
            Client.invitation.is_(None),
            ~waits,
        )
    )


def left_to_invite(uow: UnitOfWork, import_id: str, practice_id: str) -> ToInvite:
    """How many there are, and the newest sending of the import there was."""
    newest = select(func.max(BulkInvitation.id)).where(BulkInvitation.import_id == import_id)
    left = select(func.count()).select_from(to_invite(import_id, practice_id).subquery())
    return {
        "to_send": uow.execute(left).scalar_one(),
        "bulk_invitation_id": uow.execute(newest).scalar(),
    }

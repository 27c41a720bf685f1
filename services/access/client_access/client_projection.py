"""What accounts tells of clients, taken in: that they exist, what they are called, whose they are."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.database.upserts import missing
from contracts.accounts.client_access import levels_by_subject
from contracts.accounts.events import (
    ClientCreatedData,
    ClientStatusData,
    ClientTransferredData,
    ClientUpdatedData,
)
from services.access.client_access import grant_notices, grant_rows, granted_events
from services.access.client_access.grant_notices import Change
from services.access.client_access.granted_access import Access
from services.access.notices import notice_rows
from services.access.tables import Account, ClientAccess

_NEW_ACCESS = missing(
    "new_client_access",
    ClientAccess.__table__,
    ("client_id", "practice_id", "everyone", "account_manager_id", "version"),
)
_NEW_ACCOUNT = missing(
    "new_client_account",
    Account.__table__,
    ("id", "kind", "name", "version", "confirmed", "created_at"),
)
_RENAME = Prepared(
    "rename_client",
    update(Account)
    .where(Account.id == bindparam("client_id"), Account.version < bindparam("version"))
    .values(name=bindparam("name"), version=bindparam("version")),
)


def note_created_client(uow: UnitOfWork, data: ClientCreatedData) -> None:
    """Take in a `ClientCreated`: until somebody is given access, admins alone see the client."""
    client_id = data["client_id"]
    nobody = {"everyone": False, "account_manager_id": None, "version": 1}
    uow.later(_NEW_ACCESS, {"client_id": client_id, "practice_id": data["practice_id"], **nobody})
    account = {"id": client_id, "kind": "client", "name": data["name"], "version": 0}
    uow.later(_NEW_ACCOUNT, {**account, "confirmed": True, "created_at": now()})
    uow.changed.append(client_id)


def note_changed_client(uow: UnitOfWork, data: ClientUpdatedData) -> None:
    """Take in a `ClientUpdated`; an older version changes nothing."""
    uow.later(_RENAME, {"client_id": data["client_id"], "name": data["name"], "version": data["version"]})


def note_transferred_client(uow: UnitOfWork, data: ClientTransferredData) -> None:
    """Take in a `ClientTransferred`: what the practice before gave is gone with it (product.md 7.1)."""
    client_id, practice_id = data["client_id"], data["practice_id"]
    moved = {
        "practice_id": practice_id,
        "everyone": data["everyone"],
        "account_manager_id": data["account_manager_id"],
        "everyone_ends_at": None,
        "manager_ends_at": None,
        "noticed_until": None,
    }
    grant_rows.clear(uow, client_id)
    notice_rows.forget_client(uow, client_id)
    uow.execute(
        upsert(ClientAccess)
        # Not 1: an order of the practice before may be on its way, and counts for a first version only.
        .values(client_id=client_id, **moved, version=2)
        .on_conflict_do_update(
            index_elements=["client_id"], set_={**moved, "version": ClientAccess.version + 1}
        )
    )
    levels = levels_by_subject(data)
    grant_rows.give(uow, practice_id, client_id, data["colleague_ids"], data["team_ids"], levels=levels)
    given = Access(
        data["everyone"],
        data["colleague_ids"],
        data["team_ids"],
        data["account_manager_id"],
        levels=levels,
    )
    granted_events.note(uow, practice_id, data["by"], client_id, None, given)
    grant_notices.note(uow, practice_id, data["by"], [Change(client_id, None, given)])
    granted_events.tell(uow, client_id)


def note_deleted_client(uow: UnitOfWork, data: ClientStatusData) -> None:
    """Take in a `ClientDeleted`: its grants go; its name stays, for the audit trail."""
    uow.execute(delete(ClientAccess).where(ClientAccess.client_id == data["client_id"]))
    notice_rows.forget_client(uow, data["client_id"])

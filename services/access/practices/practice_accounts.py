"""Practices' names, and that they exist, as accounts tells."""

from __future__ import annotations

import datetime

from sqlalchemy import delete, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from contracts.accounts.events import PracticeChangedData, PracticeRegisteredData
from services.access.tables import Account, Session

#: A registration that accounts never confirmed was never finished.
_FORGOTTEN_AFTER = datetime.timedelta(hours=1)


def note_registered(uow: UnitOfWork, data: PracticeRegisteredData) -> None:
    """Take in a `PracticeRegistered`."""
    uow.execute(update(Account).where(Account.id == data["practice_id"]).values(confirmed=True))


def note_changed(uow: UnitOfWork, data: PracticeChangedData) -> None:
    """Take in a `PracticeChanged`; an older version changes nothing."""
    uow.execute(
        update(Account)
        .where(Account.id == data["practice_id"], Account.version < data["version"])
        .values(
            name=data["name"],
            version=data["version"],
            # Accounts of the release before does not say.
            hidden_clients=data.get("hidden_clients", Account.hidden_clients),
        )
    )


def forget_unfinished(database: Database) -> None:
    """Forget practices whose registration was never finished; their users stay."""
    unfinished = select(Account.id).where(
        Account.confirmed.is_(False), Account.created_at < now() - _FORGOTTEN_AFTER
    )
    with database.unit_of_work() as uow:
        uow.execute(delete(Session).where(Session.account_id.in_(unfinished)))
        uow.execute(delete(Account).where(Account.id.in_(unfinished)))

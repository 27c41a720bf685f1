"""What somebody may be responsible for at a client, from access's events (docs/adr/0073)."""

from __future__ import annotations

from chassis.database import upserts
from chassis.database.unit_of_work import UnitOfWork
from contracts.access.events import ResponsibilityChangedData
from services.accounts.tables import Responsibility

_NEWER = upserts.newer(
    "newer_responsibility",
    Responsibility.__table__,
    ("id",),
    ("practice_id", "name", "place", "ended", "version"),
)


def note(uow: UnitOfWork, data: ResponsibilityChangedData) -> None:
    """Take in a `ResponsibilityChanged`; an older version than the one known changes nothing."""
    uow.later(_NEWER, {"id": data["responsibility_id"], **data})

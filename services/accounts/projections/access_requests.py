"""Requests of colleagues to see a client, from access's events: counted, and remembered as made."""

from __future__ import annotations

from chassis.database.unit_of_work import UnitOfWork
from chassis.database.upserts import newer
from contracts.access import AccessRequestState
from contracts.access.events import AccessRequestChangedData
from services.accounts.tables import AccessRequest

_NEWER = newer(
    "newer_access_request",
    AccessRequest.__table__,
    ("id",),
    ("practice_id", "client_id", "requested_by", "pending", "version"),
)


def note(uow: UnitOfWork, data: AccessRequestChangedData) -> None:
    """Take in an `AccessRequestChanged`; an older version changes nothing."""
    row = {
        "id": data["request_id"],
        "practice_id": data["practice_id"],
        "client_id": data["client_id"],
        "requested_by": data["requested_by"],
        "pending": data["state"] == AccessRequestState.PENDING,
        "version": data["version"],
    }
    uow.later(_NEWER, row)

"""Telling the vendor what has ended here: jobs, tried again while the vendor is away."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from chassis.observability import logs
from services.connections import acting, grants, pacing
from services.connections.beginning import VendorRegistry
from services.connections.closing import end_if_unused
from services.connections.tables import Connection, Departure, Grant
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import NotNow, Refused

_log = logs.get(__name__)

#: Seconds before attempts two and on; after the last, our side is ended all the same.
_BACK_OFF = (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)
_LEASE = datetime.timedelta(seconds=60)


def depart_one(database: Database, registry: VendorRegistry) -> bool:
    """Leave one organisation at its vendor; whether there was one to leave."""
    with database.unit_of_work() as uow:
        job = uow.execute(
            select(Departure.__table__)
            .where(Departure.due_at <= func.now())
            .order_by(Departure.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if job is None:
            return False
        later = {"due_at": now() + _LEASE, "attempts": Departure.attempts + 1}
        uow.execute(update(Departure).where(Departure.id == job.id).values(later))

    def leave(vendor: Vendor, access: str) -> None:
        vendor.leave(access, job.reference)

    try:
        if job.reference is not None and not _is_back(database, job):
            acting.at_vendor(database, registry, job.grant_id, leave, job.organisation_id)
    except NotNow as problem:
        if job.attempts < len(_BACK_OFF):
            _later(database, Departure, job, problem)
            return True
        _log.error("organisation_not_left", provider=job.provider, grant_id=job.grant_id)
    except Refused:
        pass  # the vendor has ended it already
    with database.unit_of_work() as uow:
        uow.execute(delete(Departure).where(Departure.id == job.id))
        end_if_unused(uow, job.grant_id)
    return True


def _is_back(database: Database, job: Row[Any]) -> bool:
    """Whether a connection of ours uses it again, which leaving would end."""
    with database.read() as connection:
        again = select(Connection.id).where(
            Connection.provider == job.provider,
            Connection.reference == job.reference,
            Connection.state == "connected",
        )
        return connection.execute(again).first() is not None


def revoke_one(database: Database, registry: VendorRegistry) -> bool:
    """Revoke one grant that nothing stands on; whether there was one. Its tokens are erased."""
    with database.unit_of_work() as uow:
        job = uow.execute(
            select(Grant.__table__)
            .where(Grant.state == "ending", Grant.refresh_due_at <= func.now())
            .order_by(Grant.refresh_due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if job is None:
            return False
        later = {"refresh_due_at": now() + _LEASE, "attempts": Grant.attempts + 1}
        uow.execute(update(Grant).where(Grant.id == job.id).values(later))
    try:
        _revoke(database, registry, job.id)
    except NotNow as problem:
        if job.attempts < len(_BACK_OFF):
            _later(database, Grant, job, problem)
            return True
        _log.error("grant_not_revoked", provider=job.provider, grant_id=job.id)
    except Refused:
        pass  # there is nothing left to revoke
    with database.unit_of_work() as uow:
        gone = {"state": "ended", "sealed_access": None, "sealed_refresh": None}
        uow.execute(update(Grant).where(Grant.id == job.id).values(gone))
    return True


def _revoke(database: Database, registry: VendorRegistry, grant_id: str) -> None:
    grant = _grant(database, grant_id)
    vendor = registry.vendor(grant.provider)
    if vendor.revoking_ends_all and _leave_what_nobody_uses(database, registry, grant_id):
        return
    with pacing.watched(database, vendor):
        vendor.revoke(grants.open_refresh(registry.vault, _grant(database, grant_id)))


def _grant(database: Database, grant_id: str) -> Row[Any]:
    with database.read() as connection:
        return connection.execute(select(Grant.__table__).where(Grant.id == grant_id)).one()


def _leave_what_nobody_uses(database: Database, registry: VendorRegistry, grant_id: str) -> bool:
    """Whether other clients stand on the same person's sign-in: then only the rest of it is left."""

    def reached(vendor: Vendor, access: str) -> dict[str, str]:
        return {each.reference: each.id for each in vendor.organisations(access, None) if each.reference}

    found = acting.at_vendor(database, registry, grant_id, reached)
    with database.read() as connection:
        in_use = set(
            connection.execute(
                select(Connection.reference).where(
                    Connection.reference.in_(found), Connection.state == "connected"
                )
            ).scalars()
        )
    for reference in found.keys() - in_use if in_use else ():

        def leave(vendor: Vendor, access: str, reference: str = reference) -> None:
            vendor.leave(access, reference)

        acting.at_vendor(database, registry, grant_id, leave, found[reference])
    return bool(in_use)


def _later(database: Database, table: Any, job: Row[Any], problem: NotNow) -> None:
    delay = datetime.timedelta(seconds=max(_BACK_OFF[job.attempts], problem.retry_after or 0))
    due = "due_at" if table is Departure else "refresh_due_at"
    with database.unit_of_work() as uow:
        uow.execute(update(table).where(table.id == job.id).values({due: now() + delay}))

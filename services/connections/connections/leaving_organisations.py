"""Telling the vendor what has ended here: jobs, tried again while the vendor is away."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from chassis.database.engine import Database
from chassis.database.leased_jobs import LeasedJobs
from chassis.database.rows import columns_of
from chassis.observability import logs
from services.connections.connection_facts import ConnectionState
from services.connections.connections.closing_decision import Leaving, leaving
from services.connections.grants import unused_grants, vendor_calls
from services.connections.tables import Connection, Departure
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import NotNow, Refused

_log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class DueDeparture:
    """An organisation that is to be left at its vendor, where it has a `reference` to leave it by."""

    id: str
    provider: str
    grant_id: str
    organisation_id: str
    reference: str | None


DEPARTURES = LeasedJobs(
    DueDeparture,
    select(*columns_of(DueDeparture, Departure)),
    key=(Departure.id,),
    due_at=Departure.due_at,
    attempts=Departure.attempts,
    lease=60,
    back_off=unused_grants.BACK_OFF,
)


def depart_one(database: Database, registry: VendorRegistry) -> bool:
    """Leave one organisation at its vendor; whether there was one to leave."""
    claimed = DEPARTURES.claim(database)
    if claimed is None:
        return False
    job = claimed.job

    def leave(vendor: Vendor, access: str) -> None:
        vendor.leave(access, job.reference)

    problem: NotNow | Refused | None = None
    try:
        if job.reference is not None and not _is_back(database, job):
            vendor_calls.at_vendor(database, registry, job.grant_id, leave, job.organisation_id)
    except (NotNow, Refused) as raised:
        problem = raised
    decided = leaving(problem, attempt=claimed.attempt, attempts=len(DEPARTURES.back_off) + 1)
    if decided is Leaving.PUT_OFF:
        wanted = problem.retry_after if isinstance(problem, NotNow) else None
        DEPARTURES.postpone(database, claimed, at_least=wanted or 0)
        return True
    if decided is Leaving.GIVEN_UP:
        _log.error("organisation_not_left", provider=job.provider, grant_id=job.grant_id)
    with database.unit_of_work() as uow:
        DEPARTURES.remove(uow, claimed)
        unused_grants.end_if_unused(uow, job.grant_id)
    return True


def _is_back(database: Database, job: DueDeparture) -> bool:
    """Whether a connection of ours uses it again, which leaving would end."""
    with database.read() as connection:
        again = select(Connection.id).where(
            Connection.provider == job.provider,
            Connection.reference == job.reference,
            Connection.state == ConnectionState.CONNECTED,
        )
        return connection.execute(again).first() is not None

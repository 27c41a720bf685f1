"""Grants that nothing stands on any more: their end, and the job that has the vendor revoke them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, func, select, update

from chassis.database.engine import Database
from chassis.database.leased_jobs import LeasedJobs
from chassis.database.rows import columns_of
from chassis.database.unit_of_work import UnitOfWork
from chassis.observability import logs
from contracts.connections import AUTHORIZATION_TRANSITIONS
from services.connections.connection_facts import ConnectionState
from services.connections.grants import refreshing_grants, sealed_tokens, vendor_calls
from services.connections.grants.grant_facts import GRANT_TRANSITIONS, GrantState, StoredGrant
from services.connections.tables import Authorization, Connection, Departure, Grant
from services.connections.vendor_access import call_limits
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import NotNow, Refused

_log = logs.get(__name__)

#: An authorisation in such a state may still be used.
WAITING = AUTHORIZATION_TRANSITIONS.open
#: After the last attempt, our side is ended all the same.
BACK_OFF = (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)


@dataclass(frozen=True, slots=True)
class DueRevocation:
    """A grant that is to be revoked."""

    id: str
    provider: str


REVOCATIONS = LeasedJobs(
    DueRevocation,
    select(*columns_of(DueRevocation, Grant)).where(Grant.state == GrantState.ENDING),
    key=(Grant.id,),
    due_at=Grant.refresh_due_at,
    attempts=Grant.attempts,
    lease=60,
    back_off=BACK_OFF,
)


def end_if_unused(uow: UnitOfWork, grant_id: str) -> None:
    """Have a grant revoked that nothing stands on any more."""
    stands = (
        exists().where(Connection.grant_id == grant_id, Connection.state != ConnectionState.CLOSED),
        exists().where(Departure.grant_id == grant_id),
        exists().where(Authorization.grant_id == grant_id, Authorization.state.in_(WAITING)),
    )
    uow.execute(
        update(Grant)
        .where(
            Grant.id == grant_id,
            Grant.state.in_(GRANT_TRANSITIONS.before(GrantState.ENDING)),
            *(~each for each in stands),
        )
        .values(state=GrantState.ENDING, refresh_due_at=func.now(), attempts=0)
    )
    uow.left_jobs = True


def revoke_one(database: Database, registry: VendorRegistry) -> bool:
    """Revoke one grant that nothing stands on; whether there was one. Its tokens are erased."""
    claimed = REVOCATIONS.claim(database)
    if claimed is None:
        return False
    job = claimed.job
    try:
        _revoke(database, registry, job.id)
    except NotNow as problem:
        if REVOCATIONS.postpone(database, claimed, at_least=problem.retry_after or 0):
            return True
        _log.error("grant_not_revoked", provider=job.provider, grant_id=job.id)
    except Refused:
        pass  # there is nothing left to revoke
    with database.unit_of_work() as uow:
        REVOCATIONS.change(uow, claimed, state=GrantState.ENDED, sealed_access=None, sealed_refresh=None)
    return True


def _revoke(database: Database, registry: VendorRegistry, grant_id: str) -> None:
    grant = _grant(database, grant_id)
    vendor = registry.vendor(grant.provider)
    if vendor.revoking_ends_all and _leave_what_nobody_uses(database, registry, grant_id):
        return
    with call_limits.watched(database, vendor):
        vendor.revoke(sealed_tokens.open_refresh(registry.vault, _grant(database, grant_id)))


def _grant(database: Database, grant_id: str) -> StoredGrant:
    grant = refreshing_grants.read(database, grant_id)
    if grant is None:
        raise Refused("There is nothing left to revoke.")
    return grant


def _leave_what_nobody_uses(database: Database, registry: VendorRegistry, grant_id: str) -> bool:
    """Whether other clients stand on the same person's sign-in: then only the rest of it is left."""

    def reached(vendor: Vendor, access: str) -> dict[str, str]:
        return {each.reference: each.id for each in vendor.organisations(access, None) if each.reference}

    found = vendor_calls.at_vendor(database, registry, grant_id, reached)
    with database.read() as connection:
        in_use = set(
            connection.execute(
                select(Connection.reference).where(
                    Connection.reference.in_(found), Connection.state == ConnectionState.CONNECTED
                )
            ).scalars()
        )
    for reference in found.keys() - in_use if in_use else ():

        def leave(vendor: Vendor, access: str, reference: str = reference) -> None:
            vendor.leave(access, reference)

        vendor_calls.at_vendor(database, registry, grant_id, leave, found[reference])
    return bool(in_use)

"""Refreshing tokens: once, however many callers ask (product.md 6.3).

Who refreshes takes a lease on the grant in a transaction of its own: the row is locked, looked at again and
committed before the vendor is called, and no connection is held meanwhile. New tokens are committed before
anybody uses them. A process that dies in between leaves a lease that ends: the next one asks with the same
refresh token, which Xero accepts for thirty minutes more; where it counts once, the vendor refuses it, and
the connection visibly needs reconnecting.
"""

from __future__ import annotations

import datetime
import time
from dataclasses import asdict, dataclass, field

from sqlalchemy import func, or_, select, update

from chassis.database.engine import Database
from chassis.database.rows import columns_of, loaded
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.observability import logs, metrics
from chassis.process import waiting
from services.connections import connection_changes
from services.connections.grants import refresh_decision, sealed_tokens
from services.connections.grants.grant_facts import ALIVE, GrantState, StoredGrant
from services.connections.tables import Grant
from services.connections.vendor_access import call_limits
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors.port import NotNow, Refused

_log = logs.get(__name__)

#: What a `StoredGrant` is made of, in its order.
COLUMNS = columns_of(StoredGrant, Grant)
#: Longer than a vendor's answer can take (`vendors.line.DEADLINE`).
LEASE = datetime.timedelta(seconds=30)
#: Seconds a caller waits for another's refresh.
_PATIENCE = 12.0
_POLL = 0.05

#: Refreshes of this process under way, by grant: who comes meanwhile waits for the same one.
_under_way: dict[str, waiting.Signal] = {}


@dataclass(frozen=True, slots=True)
class Held:
    """An access token that can be used now."""

    provider: str
    version: int
    access: str = field(repr=False)


def fresh(database: Database, registry: VendorRegistry, grant_id: str, *, than: int = 0) -> Held:
    """An access token, refreshed where it has to be. `than` is a version the vendor takes no more.

    Raises `Refused` where the user must sign in again, `NotNow`.
    """
    give_up = time.monotonic() + _PATIENCE
    while True:
        grant = refresh_decision.require_alive(read(database, grant_id))
        if refresh_decision.is_fresh(grant, now(), than=than):
            _note_use(database, grant)
            return Held(grant.provider, grant.version, sealed_tokens.open_access(registry.vault, grant))
        if time.monotonic() > give_up:
            raise NotNow("The access is being renewed.", 1)
        _refresh_together(database, registry, grant)


_unleased = or_(Grant.lease_until.is_(None), Grant.lease_until <= func.now())
#: Grants that are to be refreshed now.
DUE = select(Grant.id, Grant.version).where(
    Grant.state == GrantState.ACTIVE, Grant.refresh_due_at <= func.now(), _unleased
)


def refresh_one_due(database: Database, registry: VendorRegistry) -> bool:
    """Refresh one grant that is due, ahead of its end; whether there was one."""
    with database.unit_of_work() as uow:
        due = uow.execute(
            DUE.order_by(Grant.refresh_due_at).limit(1).with_for_update(skip_locked=True)
        ).first()
        leased = _lease(uow, due.id, due.version) if due is not None else None
    if leased is None:
        return False
    try:
        _renew(database, registry, leased)
    except NotNow as problem:
        _log.warning("refresh_postponed", grant_id=leased.id, provider=leased.provider, reason=problem.reason)
    return True


def _refresh_together(database: Database, registry: VendorRegistry, grant: StoredGrant) -> None:
    under_way = _under_way.get(grant.id)
    if under_way is not None:
        under_way.wait(within=_PATIENCE)
        return
    mine = _under_way[grant.id] = waiting.Signal()
    try:
        with database.unit_of_work() as uow:
            leased = _lease(uow, grant.id, grant.version)
        if leased is not None:
            _renew(database, registry, leased)
        elif refresh_decision.next_step(grant, read(database, grant.id), now()) is _WAIT:
            waiting.sleep(_POLL)
    finally:
        del _under_way[grant.id]
        mine.give()


_WAIT = refresh_decision.NextStep.WAIT


def _lease(uow: UnitOfWork, grant_id: str, version: int) -> StoredGrant | None:
    """Take the right to refresh this version; None where another has it, or did it."""
    row = uow.execute(
        update(Grant)
        .where(Grant.id == grant_id, Grant.version == version, Grant.state.in_(ALIVE), _unleased)
        .values(lease_by=new_id("lease"), lease_until=func.now() + LEASE)
        .returning(*COLUMNS)
    ).first()
    return loaded(StoredGrant, row) if row is not None else None


def _renew(database: Database, registry: VendorRegistry, leased: StoredGrant) -> None:
    try:
        vendor = registry.vendor(leased.provider)
        with call_limits.watched(database, vendor):
            tokens = vendor.refresh(sealed_tokens.open_refresh(registry.vault, leased))
    except Refused:
        _note_refusal(database, leased)
        metrics.count_refresh(leased.provider, "refused")
    except NotNow as problem:
        metrics.count_refresh(leased.provider, "postponed")
        _postpone(database, leased, problem)
        raise
    else:
        with database.unit_of_work() as uow:
            if sealed_tokens.renew(uow, registry.vault, leased, tokens):
                connection_changes.mend(uow, leased.id)
        metrics.count_refresh(leased.provider, "ok")


def _note_refusal(database: Database, leased: StoredGrant) -> None:
    """Look at the row once more: another may have refreshed, or be at it, with a younger lease."""
    with database.unit_of_work() as uow:
        row = uow.execute(select(*COLUMNS).where(Grant.id == leased.id).with_for_update()).one()
        state = refresh_decision.after_refusal(leased, loaded(StoredGrant, row))
        if state is None:
            return
        gone = {"sealed_access": None, "sealed_refresh": None, "lease_by": None, "lease_until": None}
        uow.execute(update(Grant).where(Grant.id == leased.id).values(state=state, **gone))
        connection_changes.need_reconnect(uow, leased.id, leased.provider)
    _log.warning("refresh_refused", grant_id=leased.id, provider=leased.provider)


def _postpone(database: Database, leased: StoredGrant, problem: NotNow) -> None:
    """Nobody asks again before the vendor wants it; the scheduler does after a while."""
    later = refresh_decision.postponed(leased, problem, now())
    with database.unit_of_work() as uow:
        uow.execute(
            update(Grant)
            .where(Grant.id == leased.id, Grant.lease_by == leased.lease_by)
            .values(lease_by=None, **sealed_tokens.but_of_revocation(asdict(later)))
        )


def read(database: Database, grant_id: str) -> StoredGrant | None:
    """The grant, where there is one."""
    with database.read() as connection:
        row = connection.execute(select(*COLUMNS).where(Grant.id == grant_id)).first()
    return loaded(StoredGrant, row) if row is not None else None


def _note_use(database: Database, grant: StoredGrant) -> None:
    """What is in use is refreshed ahead of its end; noted once a minute."""
    at = now()
    ahead = refresh_decision.refresh_ahead(grant, at)
    if ahead is None:
        return
    with database.autocommit() as connection:
        connection.execute(
            update(Grant)
            .where(Grant.id == grant.id, Grant.version == grant.version, Grant.state == GrantState.ACTIVE)
            .values(used_at=at, refresh_due_at=func.least(Grant.refresh_due_at, ahead))
        )

"""Refreshing tokens: once, however many callers ask (product.md 6.3).

Who refreshes takes a lease on the grant in a transaction of its own: the row is locked, looked at again and
committed before the vendor is asked, and no connection is held meanwhile. New tokens are committed before
anybody uses them. A process that dies in between leaves a lease that ends: the next one asks with the same
refresh token, which Xero accepts for thirty minutes more; where it counts once, the vendor refuses it, and
the connection visibly needs reconnecting.
"""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, or_, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.observability import logs, metrics
from chassis.process import waiting
from services.connections import connection_changes
from services.connections.grants import sealed_tokens
from services.connections.tables import Grant
from services.connections.vendor_access import call_limits
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors.port import NotNow, Refused

_log = logs.get(__name__)

#: Longer than a vendor's answer can take (`vendors.line.DEADLINE`).
LEASE = datetime.timedelta(seconds=30)
#: Seconds a caller waits for another's refresh.
_PATIENCE = 12.0
_POLL = 0.05
#: Seconds until the next attempt after a failure that may pass; the last one again and again.
_BACK_OFF = (5, 15, 60, 300, 900, 3600)
_ALIVE = ("active", "ending")

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
        grant = _read(database, grant_id)
        if grant is None or grant.state not in _ALIVE:
            raise Refused("This connection needs a new sign-in.")
        if grant.version > than and sealed_tokens.is_fresh(grant, now()):
            _note_use(database, grant)
            return Held(grant.provider, grant.version, sealed_tokens.open_access(registry.vault, grant))
        if time.monotonic() > give_up:
            raise NotNow("The access is being renewed.", 1)
        _refresh_together(database, registry, grant)


def refresh_one_due(database: Database, registry: VendorRegistry) -> bool:
    """Refresh one grant that is due, ahead of its end; whether there was one."""
    with database.unit_of_work() as uow:
        due = uow.execute(
            select(Grant.id, Grant.version)
            .where(Grant.state == "active", Grant.refresh_due_at <= func.now(), _unleased())
            .order_by(Grant.refresh_due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        leased = _lease(uow, due.id, due.version) if due is not None else None
    if leased is None:
        return False
    try:
        _renew(database, registry, leased)
    except NotNow as problem:
        _log.warning("refresh_postponed", grant_id=leased.id, provider=leased.provider, reason=problem.reason)
    return True


def _refresh_together(database: Database, registry: VendorRegistry, grant: Row[Any]) -> None:
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
        else:
            _await_other(database, grant)
    finally:
        del _under_way[grant.id]
        mine.give()


def _await_other(database: Database, grant: Row[Any]) -> None:
    """Another process is at it, or the vendor asked for a pause."""
    found = _read(database, grant.id)
    if found is not None and found.version == grant.version and found.lease_by is None:
        if found.lease_until is not None and found.lease_until > now():
            raise NotNow(found.problem or "Try again later.", (found.lease_until - now()).total_seconds())
        return
    waiting.sleep(_POLL)


def _lease(uow: UnitOfWork, grant_id: str, version: int) -> Row[Any] | None:
    """Take the right to refresh this version; None where another has it, or did it."""
    return uow.execute(
        update(Grant)
        .where(Grant.id == grant_id, Grant.version == version, Grant.state.in_(_ALIVE), _unleased())
        .values(lease_by=new_id("lease"), lease_until=func.now() + LEASE)
        .returning(Grant.__table__)
    ).first()


def _unleased() -> Any:
    return or_(Grant.lease_until.is_(None), Grant.lease_until <= func.now())


def _renew(database: Database, registry: VendorRegistry, leased: Row[Any]) -> None:
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


def _note_refusal(database: Database, leased: Row[Any]) -> None:
    """Look at the row once more: another may have refreshed, or be at it, with a younger lease."""
    with database.unit_of_work() as uow:
        found = uow.execute(
            select(Grant.version, Grant.lease_by).where(Grant.id == leased.id).with_for_update()
        ).one()
        if found.version != leased.version or found.lease_by != leased.lease_by:
            return
        gone = {"sealed_access": None, "sealed_refresh": None, "lease_by": None, "lease_until": None}
        state = "ended" if leased.state == "ending" else "refused"
        uow.execute(update(Grant).where(Grant.id == leased.id).values(state=state, **gone))
        connection_changes.need_reconnect(uow, leased.id, leased.provider)
    _log.warning("refresh_refused", grant_id=leased.id, provider=leased.provider)


def _postpone(database: Database, leased: Row[Any], problem: NotNow) -> None:
    """Nobody asks again before the vendor wants it; the scheduler does after a while."""
    delay = max(_BACK_OFF[min(leased.attempts, len(_BACK_OFF) - 1)], problem.retry_after or 0)
    at = now()
    with database.unit_of_work() as uow:
        uow.execute(
            update(Grant)
            .where(Grant.id == leased.id, Grant.lease_by == leased.lease_by)
            .values(
                lease_by=None,
                lease_until=at + datetime.timedelta(seconds=problem.retry_after or 0),
                attempts=Grant.attempts + 1,
                failing_since=func.coalesce(Grant.failing_since, at),
                problem=problem.reason,
                refresh_due_at=at + datetime.timedelta(seconds=delay),
            )
        )


def _read(database: Database, grant_id: str) -> Row[Any] | None:
    with database.read() as connection:
        return connection.execute(select(Grant.__table__).where(Grant.id == grant_id)).first()


def _note_use(database: Database, grant: Row[Any]) -> None:
    """What is in use is refreshed ahead of its end; noted once a minute."""
    at = now()
    if (at - grant.used_at).total_seconds() < 60:
        return
    ahead = grant.access_expires_at - datetime.timedelta(seconds=2 * sealed_tokens.MARGIN)
    with database.autocommit() as connection:
        connection.execute(
            update(Grant)
            .where(Grant.id == grant.id, Grant.version == grant.version)
            .values(used_at=at, refresh_due_at=func.least(Grant.refresh_due_at, ahead))
        )

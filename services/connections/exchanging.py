"""What a vendor's answer is good for: tokens for the code, then the organisations they reach.

A job, step by step: what is known is committed before the next call. A code counts once, so a crash in the
middle of its exchange ends in `code_expired`, and the user connects again.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from typing import Any

import eventlet
from sqlalchemy import Row, func, insert, select, update

from chassis import context
from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.observability import logs
from services.connections import acting, closing, failing, grants, pacing
from services.connections.beginning import VendorRegistry, place
from services.connections.tables import Authorization, Connection, Organisation
from services.connections.vendors import port
from services.connections.vendors.oauth import Vendor

_log = logs.get(__name__)

#: Seconds before attempts two and on, within a code's life.
_BACK_OFF = (1, 3, 8)
_LEASE = datetime.timedelta(seconds=40)
#: Details are asked for when there are few organisations, else when one is chosen.
_FEW = 5
#: Seconds a caller waits for the job, and for details; the gateway waits a little longer.
_PATIENCE = 1.5
#: Questions to the vendor.
_AT_ONCE = 5


def work_off_one(database: Database, registry: VendorRegistry) -> bool:
    """Do one due step; whether there was one."""
    job = _claim(database)
    if job is None:
        return False
    with context.following(job.correlation_id):
        step = _STEPS[job.step]
        try:
            step(database, registry, job)
        except port.Refused as refusal:
            _fail(database, job, failing.refused(refusal.reason))
        except port.NotNow as problem:
            _postpone(database, job, problem)
    return True


def wait(database: Database, authorization_id: str) -> None:
    """Wait briefly until nothing is left to do for it."""
    give_up = time.monotonic() + _PATIENCE
    under_way = select(Authorization.step).where(Authorization.id == authorization_id)
    while time.monotonic() < give_up:
        with database.read() as connection:
            if connection.execute(under_way).scalar() is None:
                return
        eventlet.sleep(0.05)


def _exchange(database: Database, registry: VendorRegistry, job: Row[Any]) -> None:
    vendor = registry.vendor(job.provider)
    code = registry.vault.open(job.sealed_code, place(job.id, "code"))
    verifier = registry.vault.open(job.sealed_verifier, place(job.id, "verifier"))
    try:
        with pacing.watched(database, vendor):
            tokens = vendor.exchange(code, verifier)
    except port.NoLastingAccess:
        _fail(database, job, failing.no_lasting_access(job.provider))
        return
    except port.Refused:
        _fail(database, job, failing.code_expired(job.provider))
        return
    with database.unit_of_work() as uow:
        grant_id = grants.keep(uow, registry.vault, job.practice_id, job.provider, tokens)
        used_up = {"sealed_code": None, "sealed_verifier": None}
        _update(uow, job, grant_id=grant_id, step="looking", due_at=func.now(), attempts=0, **used_up)


def _look(database: Database, registry: VendorRegistry, job: Row[Any]) -> None:
    def all_of_them(vendor: Vendor, access: str) -> list[port.Organisation]:
        return vendor.organisations(access, job.realm_id)

    found = acting.at_vendor(database, registry, job.grant_id, all_of_them)
    if not found:
        _fail(database, job, failing.nothing_there(job.provider))
        return
    if len(found) <= _FEW:
        found = [details(database, registry, job.grant_id, organisation) for organisation in found]
    with database.unit_of_work() as uow:
        _keep_organisations(uow, job, found)
        chosen = _choice(uow, job, found)
        state = "ready" if chosen is not None else "choose_organisation"
        _update(uow, job, state=state, organisation_id=chosen, step=None)


def details(
    database: Database, registry: VendorRegistry, grant_id: str, organisation: port.Organisation
) -> port.Organisation:
    """The organisation with what else the vendor tells; as it is where the vendor does not."""
    if organisation.country is not None or organisation.base_currency is not None:
        return organisation

    def ask(vendor: Vendor, access: str) -> port.Organisation:
        return vendor.details(access, organisation)

    try:
        return acting.at_vendor(database, registry, grant_id, ask, organisation.id)
    except (port.Refused, port.NotNow):
        return organisation


def details_soon(
    database: Database, registry: VendorRegistry, grant_id: str, organisations: list[port.Organisation]
) -> list[port.Organisation]:
    """As `details`, for somebody who waits: what the vendor is slow to tell is left out.

    Whoever asks is not cut short, as a refresh may be among it; they end by themselves.
    """
    here, told = context.current(), dict[str, port.Organisation]()

    def ask(organisation: port.Organisation) -> None:
        with context.enter(here):  # a green thread of its own has none
            told[organisation.id] = details(database, registry, grant_id, organisation)

    asking = eventlet.GreenPool(_AT_ONCE)
    with eventlet.Timeout(_PATIENCE, False):
        for organisation in organisations:
            asking.spawn_n(ask, organisation)
        asking.waitall()
    return [told.get(each.id, each) for each in organisations]


def _keep_organisations(uow: UnitOfWork, job: Row[Any], found: list[port.Organisation]) -> None:
    rows = [
        {
            "authorization_id": job.id,
            "practice_id": job.practice_id,
            "place": number,
            "id": each.id,
            "name": each.name,
            "country": each.country,
            "base_currency": each.base_currency,
            "industry_hint": each.industry_hint,
            "reference": each.reference,
        }
        for number, each in enumerate({each.id: each for each in found}.values())
    ]
    uow.execute(insert(Organisation), rows)


def _choice(uow: UnitOfWork, job: Row[Any], found: list[port.Organisation]) -> str | None:
    """The only one (product.md 6.2), or the one the client is connected to already; else the user chooses."""
    if len(found) == 1:
        return found[0].id
    connected = uow.execute(
        select(Connection.organisation_id).where(
            Connection.client_id == job.client_id,
            Connection.provider == job.provider,
            Connection.state != "closed",
        )
    ).scalar()
    return connected if connected in {each.id for each in found} else None


def _claim(database: Database) -> Row[Any] | None:
    with database.unit_of_work() as uow:
        job = uow.execute(
            select(Authorization.__table__)
            .where(Authorization.step.is_not(None), Authorization.due_at <= func.now())
            .order_by(Authorization.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if job is not None:
            _update(uow, job, due_at=now() + _LEASE, attempts=job.attempts + 1)
    return job


def _postpone(database: Database, job: Row[Any], problem: port.NotNow) -> None:
    _log.warning("vendor_postponed", authorization_id=job.id, step=job.step, reason=problem.reason)
    if job.attempts >= len(_BACK_OFF):
        _fail(database, job, failing.away(job.provider))
        return
    delay = datetime.timedelta(seconds=_BACK_OFF[job.attempts])
    with database.unit_of_work() as uow:
        _update(uow, job, due_at=now() + delay)


def _fail(database: Database, job: Row[Any], failure: failing.Failure) -> None:
    _log.warning("authorization_failed", authorization_id=job.id, code=failure.code)
    with database.unit_of_work() as uow:
        _update(uow, job, **failing.values(failure))
        if job.grant_id is not None:
            closing.end_if_unused(uow, job.grant_id)


def _update(uow: UnitOfWork, job: Row[Any], **values: Any) -> None:
    uow.execute(
        update(Authorization).where(Authorization.id == job.id, Authorization.step == job.step).values(values)
    )


_STEPS: dict[str, Callable[[Database, VendorRegistry, Row[Any]], None]] = {
    "exchanging": _exchange,
    "looking": _look,
}

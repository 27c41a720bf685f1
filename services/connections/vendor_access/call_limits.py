"""The vendors' limits, kept for an organisation by all replicas together, and the circuit for a vendor that
is down.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import ColumnElement, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.process import waiting
from services.connections.tables import CallMade, Pace, Pause
from services.connections.vendors.port import NotNow

#: Stands for the vendor as a whole.
EVERYTHING = "*"
#: So many failures in a row open the circuit, for so many seconds; then one call tries whether it works.
_FAILURES, _OPEN = 5, 30
#: A slot is free again after this, if its holder died.
_HELD = datetime.timedelta(seconds=20)
_MINUTE = datetime.timedelta(minutes=1)
_PATIENCE = 8.0
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


class Limited(Protocol):
    """Whoever sets limits: so many calls a minute, so many at once."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def a_minute(self) -> int: ...
    @property
    def at_once(self) -> int: ...


@contextmanager
def paced(
    database: Database, vendor: Limited, organisation_id: str, patience: float = _PATIENCE
) -> Iterator[None]:
    """One call for this organisation. Raises `NotNow` where its turn takes longer than `patience` seconds."""
    _require(database, vendor, organisation_id)
    slot = _take(database, vendor, organisation_id, patience)
    try:
        with watched(database, vendor):
            yield
    except NotNow as problem:
        if problem.retry_after is not None:
            _pause(database, vendor.id, organisation_id, problem.retry_after, failures=0)
        raise
    finally:
        _give_back(database, vendor.id, organisation_id, slot)


@contextmanager
def watched(database: Database, vendor: Limited) -> Iterator[None]:
    """A call that tells whether the vendor is there. Raises `NotNow` at once while the circuit is open."""
    failures = _require(database, vendor, EVERYTHING)
    try:
        yield
    except NotNow as problem:
        if problem.down:
            _pause(
                database,
                vendor.id,
                EVERYTHING,
                _OPEN if failures + 1 >= _FAILURES else 0,
                failures=failures + 1,
            )
        raise
    if failures:
        with database.autocommit() as connection:
            connection.execute(delete(Pause).where(*_of(Pause, vendor.id, EVERYTHING)))


def forget_old(uow: UnitOfWork) -> None:
    """Forget calls that count no more, of organisations that nobody asks for either."""
    uow.execute(delete(CallMade).where(CallMade.at < func.now() - _MINUTE))


def _require(database: Database, vendor: Limited, organisation_id: str) -> int:
    """The failures in a row. Raises `NotNow` while nothing is to be asked."""
    with database.read() as connection:
        found = connection.execute(
            select(Pause.until, Pause.failures).where(*_of(Pause, vendor.id, organisation_id))
        ).first()
    if found is None:
        return 0
    left = (found.until - now()).total_seconds()
    if left > 0:
        raise NotNow(f"{vendor.name} asks us to wait, or does not answer at the moment.", left)
    return int(found.failures)


def _take(database: Database, vendor: Limited, organisation_id: str, patience: float) -> int:
    give_up = time.monotonic() + patience
    while True:
        with database.unit_of_work() as uow:
            uow.execute(_LOCK, {"key": f"{vendor.id} {organisation_id}"})
            _require_minute(uow, vendor, organisation_id)
            slot = _free_slot(uow, vendor, organisation_id)
            if slot is not None:
                called = {"provider": vendor.id, "organisation_id": organisation_id, "at": func.now()}
                uow.execute(insert(CallMade).values(called))
                return slot
        if time.monotonic() > give_up:
            raise NotNow(f"Too much is asked of {vendor.name} for this organisation at once.", 5)
        waiting.sleep(0.05)


def _require_minute(uow: UnitOfWork, vendor: Limited, organisation_id: str) -> None:
    of = _of(CallMade, vendor.id, organisation_id)
    uow.execute(delete(CallMade).where(*of, CallMade.at < func.now() - _MINUTE))
    counted = select(func.count().label("number"), func.min(CallMade.at).label("first")).where(*of)
    made = uow.execute(counted).one()
    if made.number >= vendor.a_minute:
        left = (made.first + _MINUTE - now()).total_seconds()
        raise NotNow(f"Too much was asked of {vendor.name} for this organisation.", max(left, 1))


def _free_slot(uow: UnitOfWork, vendor: Limited, organisation_id: str) -> int | None:
    held = uow.execute(
        select(Pace.slot).where(*_of(Pace, vendor.id, organisation_id), Pace.held_until > func.now())
    )
    taken = set(held.scalars())
    slot = next((number for number in range(vendor.at_once) if number not in taken), None)
    if slot is None:
        return None
    row = {"provider": vendor.id, "organisation_id": organisation_id, "slot": slot}
    until = func.now() + _HELD
    statement = upsert(Pace).values(**row, held_until=until)
    uow.execute(statement.on_conflict_do_update(index_elements=list(row), set_={"held_until": until}))
    return slot


def _give_back(database: Database, provider: str, organisation_id: str, slot: int) -> None:
    with database.autocommit() as connection:
        connection.execute(
            update(Pace)
            .where(*_of(Pace, provider, organisation_id), Pace.slot == slot)
            .values(held_until=func.now())
        )


def _pause(database: Database, provider: str, organisation_id: str, seconds: float, *, failures: int) -> None:
    until = now() + datetime.timedelta(seconds=seconds)
    row = {"failures": failures, "until": until}
    statement = upsert(Pause).values(provider=provider, organisation_id=organisation_id, **row)
    with database.autocommit() as connection:
        connection.execute(
            statement.on_conflict_do_update(index_elements=["provider", "organisation_id"], set_=row)
        )


def _of(
    table: type[CallMade | Pace | Pause], provider: str, organisation_id: str
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.provider == provider, table.organisation_id == organisation_id

"""The endings of practices' links: taken once, and kept a year after they were given up."""

from __future__ import annotations

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database.unit_of_work import UnitOfWork
from contracts.accounts import HandleTaken
from contracts.errors import TooManyRequests
from services.accounts.tables import PracticeHandle

#: How many a practice has at a time, with those it gave up and keeps for a while.
_MOST = 5
_FREE_AGAIN = text("interval '12 months'")
_A_DAY = 86400


def take(uow: UnitOfWork, practice_id: str, before: str | None, after: str) -> None:
    """Give the practice another one, and retire the one before. Raises `HandleTaken`, `TooManyRequests`."""
    others = select(func.count()).where(
        PracticeHandle.practice_id == practice_id,
        PracticeHandle.handle != after,
        or_(PracticeHandle.retired_at.is_(None), PracticeHandle.retired_at > func.now() - _FREE_AGAIN),
    )
    if uow.execute(others).scalar_one() >= _MOST:
        raise TooManyRequests(retry_after=_A_DAY)
    free = or_(
        PracticeHandle.practice_id == practice_id, PracticeHandle.retired_at < func.now() - _FREE_AGAIN
    )
    took = (
        insert(PracticeHandle)
        .values(handle=after, practice_id=practice_id)
        .on_conflict_do_update(
            index_elements=["handle"], set_={"practice_id": practice_id, "retired_at": None}, where=free
        )
        .returning(PracticeHandle.handle)
    )
    if uow.execute(took).first() is None:
        raise HandleTaken(handle=after)
    retired = update(PracticeHandle).where(PracticeHandle.handle == before).values(retired_at=func.now())
    uow.execute(retired)

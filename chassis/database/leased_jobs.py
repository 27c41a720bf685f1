"""Jobs in a service's table: done by one worker at a time, again after a crash, later after a failure.

One statement claims the job that has been due longest: it gets a lease, which is nothing but that it is due
again when the lease ends. It is done outside any transaction, and then changed so that it is due no more,
removed, or postponed. A worker that dies leaves a lease that ends, so a job must bear to be done twice.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, delete, func, update

from chassis.database.engine import Database
from chassis.database.prepared import BY_INDEX, under
from chassis.database.rows import Column
from chassis.database.unit_of_work import UnitOfWork

Job = TypeVar("Job")


@dataclass(frozen=True, slots=True)
class Claimed(Generic[Job]):
    """A job under a lease. `attempt` is 1 the first time, and again after what did not count."""

    job: Job
    attempt: int


@dataclass(frozen=True)
class LeasedJobs(Generic[Job]):
    """The jobs of one table. `rows` selects what `made` is called with, the key among it, and only rows that
    say there is something to do; `due_at` says when.

    `lease` is in seconds, and longer than doing a job can take. `back_off` are the seconds before attempts
    two and on; after the last of them a job is given up, or tried again that often where it is `endless`.
    """

    made: Callable[..., Job]
    rows: Select[Any]
    key: tuple[Column, ...]
    due_at: Column
    attempts: Column
    lease: float
    back_off: tuple[float, ...]
    endless: bool = False

    @cached_property
    def due(self) -> Select[Any]:
        """What there is to do now."""
        return self.rows.where(self.due_at <= func.now())

    def claim(self, database: Database, *conditions: ColumnElement[bool]) -> Claimed[Job] | None:
        """The job that has been due longest, unless there is none; of those for which the conditions hold."""
        statement = self._claiming(*conditions) if conditions else self._claim
        with database.autocommit() as connection, under(connection, BY_INDEX):
            row = connection.execute(statement).first()
        if row is None:
            return None
        *values, attempt = row
        return Claimed(self.made(**dict(zip(self._names, values, strict=True))), attempt)

    def change(
        self, uow: UnitOfWork, claimed: Claimed[Job], *conditions: ColumnElement[bool], **values: Any
    ) -> bool:
        """Write to the job's row where it is still this job and the conditions hold; whether that was so."""
        statement = update(self._table).where(*self._is(claimed), *conditions).values(values)
        return bool(uow.execute(statement).rowcount)

    def remove(self, uow: UnitOfWork, claimed: Claimed[Job]) -> None:
        """Remove a job that is over."""
        uow.execute(delete(self._table).where(*self._is(claimed)))

    def postpone(
        self, database: Database, claimed: Claimed[Job], *, at_least: float = 0, **values: Any
    ) -> bool:
        """Have it tried again after its back-off, at least so many seconds; False where that is given up."""
        if claimed.attempt > len(self.back_off) and not self.endless:
            return False
        delay = self.back_off[min(claimed.attempt, len(self.back_off)) - 1]
        self._put_off(database, claimed, max(delay, at_least), (), values)
        return True

    def hold(
        self,
        database: Database,
        claimed: Claimed[Job],
        seconds: float,
        *conditions: ColumnElement[bool],
        **values: Any,
    ) -> None:
        """Where the conditions hold, have it looked at again in a while, as if it had not been tried."""
        values[self.attempts.key] = claimed.attempt - 1
        self._put_off(database, claimed, seconds, conditions, values)

    def _put_off(
        self,
        database: Database,
        claimed: Claimed[Job],
        seconds: float,
        conditions: tuple[ColumnElement[bool], ...],
        values: dict[str, Any],
    ) -> None:
        values[self.due_at.key] = func.now() + datetime.timedelta(seconds=seconds)
        # Where its lease has ended meanwhile another has it, whose lease stands.
        ours = (*self._is(claimed), self.attempts == claimed.attempt, *conditions)
        with database.autocommit() as connection:
            connection.execute(update(self._table).where(*ours).values(values))

    def _is(self, claimed: Claimed[Job]) -> list[ColumnElement[bool]]:
        return [column == getattr(claimed.job, column.key) for column in self.key]

    @property
    def _table(self) -> Any:
        return self.due_at.class_

    @cached_property
    def _names(self) -> list[str]:
        return list(self.rows.selected_columns.keys())

    @cached_property
    def _claim(self) -> Any:
        return self._claiming()

    def _claiming(self, *conditions: ColumnElement[bool]) -> Any:
        due = (
            self.due.where(*conditions)
            .order_by(self.due_at)
            .limit(1)
            .with_for_update(skip_locked=True, of=self._table)
            .cte("due")
        )
        return (
            update(self._table)
            .where(*(column == due.c[column.key] for column in self.key))
            .values(
                {
                    self.due_at.key: func.now() + datetime.timedelta(seconds=self.lease),
                    self.attempts.key: self.attempts + 1,
                }
            )
            .returning(*due.c, self.attempts)
        )

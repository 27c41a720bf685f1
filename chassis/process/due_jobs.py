"""Asks once a second, for all loops of a process that work off jobs, which of them have something to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import eventlet
from nameko.extensions import ProviderCollector, SharedExtension
from sqlalchemy import SelectBase, exists, literal, or_, select

from chassis.database.engine import Database
from chassis.database.prepared import BY_INDEX, Prepared
from chassis.observability import failures, logs

_log = logs.get(__name__)

#: Seconds after which jobs are looked for anyway.
POLL = 1.0


class Loops(Protocol):
    """Loops that work off the same jobs. `due` select what there is to do now."""

    due: Sequence[SelectBase]

    def wake(self) -> None:
        """Look for jobs at once."""


class DueJobs(SharedExtension, ProviderCollector):
    """One per container. One statement asks for all, which takes less than each loop's own first look."""

    def start(self) -> None:
        self._loops: list[Loops] = [each for each in self._providers if each.due]
        self._passing = False
        self._thread = eventlet.spawn(self._run) if self._loops else None

    def stop(self) -> None:
        if self._thread is not None:
            self._thread.kill()

    kill = stop

    def _run(self) -> None:
        database: Database = self.container.config["database"]
        dues = select(literal(1), *(_any(each.due) for each in self._loops))
        asking = Prepared("due_jobs", dues, setting=BY_INDEX)
        while True:
            eventlet.sleep(POLL)
            try:
                self._look(database, asking)
            except Exception as error:  # noqa: BLE001  the next look may succeed
                if not failures.is_passing(error):
                    _log.exception("due_jobs_not_found")
                elif not self._passing:
                    _log.warning("due_jobs_not_found", error=type(error).__name__)
                self._passing = True

    def _look(self, database: Database, asking: Prepared) -> None:
        with database.read(everywhere=True) as connection:
            _, *found = asking.first(connection, {})
        self._passing = False
        for each, is_due in zip(self._loops, found, strict=True):
            if is_due:
                each.wake()


def _any(due: Sequence[SelectBase]) -> Any:
    return or_(*(exists(each) for each in due))

"""`@every` and `@works_off`: what a service does at its own times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any, TypeVar

import eventlet
from eventlet.event import Event
from nameko.extensions import Entrypoint
from nameko.timer import Timer
from sqlalchemy import SelectBase, text

from chassis import context
from chassis.database.engine import Database
from chassis.observability import failures, logs
from chassis.process.due_jobs import POLL, DueJobs

_log = logs.get(__name__)
Method = TypeVar("Method", bound=Callable[..., Any])


def every(seconds: float) -> Callable[[Method], Method]:
    """Run the method every so often, in one replica at a time (a PostgreSQL advisory lock)."""

    def decorate(method: Method) -> Method:
        @wraps(method)
        def run(service: Any) -> None:
            try:
                with context.everywhere():
                    once(service.database, method.__name__, lambda: method(service))
            except Exception as error:  # noqa: BLE001  the next turn may succeed
                if failures.is_passing(error):
                    _log.warning("task_postponed", task=method.__name__, error=type(error).__name__)
                else:
                    _log.exception("task_failed", task=method.__name__)

        Timer.decorator(seconds)(run)
        return run  # type: ignore[return-value]

    return decorate


def once(database: Database, task: str, run: Callable[[], None]) -> None:
    """Run the task unless another replica is at it."""
    key = {"key": f"{database.source}.{task}"}
    with database.autocommit() as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(hashtext(:key))"), key).scalar():
            return
        try:
            run()
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(hashtext(:key))"), key)


class WorksOff(Entrypoint):
    """A method that does one due job and says whether there was one; see `works_off`."""

    due_jobs = DueJobs()

    def __init__(self, due: Sequence[SelectBase], at_once: int, **kwargs: Any) -> None:
        self.due, self.at_once = due, at_once
        self._due = Event()
        self._stopping = False
        super().__init__(**kwargs)

    def setup(self) -> None:
        self.due_jobs.register_provider(self)

    def start(self) -> None:
        self.container.config["database"].on_jobs.append(self.wake)
        self._loops = [self.container.spawn_managed_thread(self._run) for _ in range(self.at_once)]

    def stop(self) -> None:
        self._stopping = True
        self.wake()
        for loop in self._loops:
            loop.wait()

    def wake(self) -> None:
        """Let those at rest look for jobs."""
        if not self._due.ready():
            self._due.send(None)

    def _run(self) -> None:
        while not self._stopping:
            done = Event()
            self.container.spawn_worker(self, (), {}, handle_result=partial(self._finished, done))
            with eventlet.Timeout(POLL, False):
                done.wait()
            if not done.ready():
                # Its hands are full: another is to look for what comes due meanwhile.
                self.wake()
            if not done.wait():
                self._rest()
            elif self.at_once > 1:
                # Where one job was, there may be more than one loop can do.
                self.wake()

    def _rest(self) -> None:
        """Wait until there may be something to do."""
        if self._stopping:
            return
        self._due.wait()
        if self._due.ready():
            self._due = Event()

    def _finished(self, done: Event, _worker: Any, result: Any, exc_info: Any) -> Any:
        done.send(bool(result))
        return result, exc_info


def works_off(*due: SelectBase, at_once: int = 1) -> Callable[[Method], Method]:
    """Call the method again and again while it says that there was something to do, then wait.

    It is called after each commit of this process that left jobs (`left_jobs`). Once a second is looked
    whether one of `due` selects a row: for what others left, and what was not due yet.
    """

    def decorate(method: Method) -> Method:
        postponed = False

        @wraps(method)
        def run(service: Any) -> bool:
            nonlocal postponed
            try:
                with context.everywhere():
                    worked = bool(method(service))
                postponed = False
                return worked
            except Exception as error:  # noqa: BLE001  the next turn may succeed
                if not failures.is_passing(error):
                    _log.exception("job_failed", job=method.__name__)
                    return False
                # Said once, however often it is tried again.
                if not postponed:
                    _log.warning("job_postponed", job=method.__name__, error=type(error).__name__)
                postponed = True
            return False

        WorksOff.decorator(due, at_once)(run)
        return run  # type: ignore[return-value]

    return decorate

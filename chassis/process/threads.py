"""Work that would hold up every green thread, done in real ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import eventlet.tpool
from eventlet.semaphore import Semaphore

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """Real threads for one kind of work, so many at a time."""

    def __init__(self, at_once: int) -> None:
        self._turn = Semaphore(at_once)

    def run(self, uow: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in a thread and wait for it; other green threads go on meanwhile."""
        with self._turn:
            result: T = eventlet.tpool.execute(uow, *args, **kwargs)
            return result

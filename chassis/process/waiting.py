"""Waiting, time-outs and work side by side, so that services need not know what makes them green.

Whoever waits here lets everybody else go on meanwhile. Times are in seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TypeVar

import eventlet
from eventlet.event import Event
from eventlet.semaphore import Semaphore

Item = TypeVar("Item")


def sleep(seconds: float) -> None:
    eventlet.sleep(seconds)


def until(check: Callable[[], bool], *, within: float, every: float = 0.05, slower: float = 1.0) -> bool:
    """Check now and `every` so often until it holds; whether it did `within` that time.

    Each pause is `slower` times as long as the one before, up to a tenth of a second.
    """
    give_up = time.monotonic() + within
    while not check():
        left = give_up - time.monotonic()
        if left <= 0:
            return False
        eventlet.sleep(min(every, left))
        every = max(every, min(every * slower, 0.1))
    return True


def at_most(seconds: float, error: Exception | None = None) -> AbstractContextManager[None]:
    """End the block when the time is over: with this error, or in silence, after which the work goes on."""
    limit: AbstractContextManager[None] = eventlet.Timeout(seconds, error if error is not None else False)
    return limit


def later(seconds: float, run: Callable[[], None]) -> None:
    """Run it after a while, beside all else."""
    eventlet.spawn_after(seconds, run)


def for_each(
    items: Iterable[Item], run: Callable[[Item], None], *, at_once: int, within: float | None = None
) -> None:
    """Run it for each item, so many at a time; return when all are done, or `within` that time.

    What is not done by then goes on by itself, in a green thread without a context (`chassis.context`).
    """
    pool = eventlet.GreenPool(at_once)
    with eventlet.Timeout(within, False):
        for item in items:
            pool.spawn_n(run, item)
        pool.waitall()


class Turns:
    """So many at a time, `with` this; all others wait for their turn."""

    def __init__(self, at_once: int) -> None:
        self._free = Semaphore(at_once)

    def __enter__(self) -> None:
        self._free.acquire()

    def __exit__(self, *_error: object) -> None:
        self._free.release()


class Signal:
    """Something that happens once, and for which others wait."""

    def __init__(self) -> None:
        self._event = Event()

    @property
    def given(self) -> bool:
        return bool(self._event.ready())

    def give(self) -> None:
        """Wake all who wait, and all who come later. Doing it again is harmless."""
        if not self._event.ready():
            self._event.send(None)

    def wait(self, within: float | None = None) -> bool:
        """Wait for it, for ever or `within` that time; whether it was given."""
        with eventlet.Timeout(within, False):
            self._event.wait()
        return self.given

"""Sees when something that takes in or sends messages stands still, though its process lives.

Alive means "takes in and answers": a loop that does not turn, or messages of which none is ever finished, are
found within half a minute. A process of its own then ends, so that it is started anew, and the broker gives
its messages to others; where everything runs in one process the connection is made anew (docs/adr/0024).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import eventlet

from chassis.observability import logs

#: Seconds from one look to the next.
LOOK_EVERY = 5.0
#: Seconds without a turn, or without a message finished, after which something stands still. More than any
#: call, statement or dead letter may take.
STILL = 24.0

_log = logs.get(__name__)


class Pulse:
    """Beats where work goes on: `turn` at each turn of a loop, `took` and `done` for each message."""

    def __init__(self) -> None:
        self._turned = time.monotonic()
        self._moved = self._turned
        self._open = 0

    def turn(self) -> None:
        self._turned = time.monotonic()

    def took(self) -> None:
        if not self._open:
            self._moved = time.monotonic()
        self._open += 1

    def done(self) -> None:
        self._open = max(0, self._open - 1)
        self._moved = time.monotonic()

    def forget(self) -> None:
        """What was taken is the broker's again."""
        self._open = 0
        self.turn()

    def trouble(self) -> str | None:
        """What stands still; None where all goes on."""
        now = time.monotonic()
        if now - self._turned > STILL:
            return f"has not turned for {now - self._turned:.0f} s"
        if self._open and now - self._moved > STILL:
            return f"finished none of {self._open} messages for {now - self._moved:.0f} s"
        return None


class Watchdog:
    """Looks at each pulse by name; tells `on_still` of one that stands still, at each look."""

    def __init__(self, pulses: Callable[[], Mapping[str, Pulse]], on_still: Callable[[str], None]) -> None:
        self._pulses, self.on_still = pulses, on_still
        self._thread: eventlet.greenthread.GreenThread | None = None

    def start(self) -> None:
        """Begin to look. Doing it again is harmless."""
        if self._thread is not None:
            return
        self._thread = eventlet.spawn(self._run)

    def stop(self) -> None:
        """End looking."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.kill()

    def trouble(self) -> dict[str, str]:
        """What stands still, by name."""
        looks = {name: pulse.trouble() for name, pulse in self._pulses().items()}
        return {name: found for name, found in looks.items() if found is not None}

    def check(self) -> None:
        """Raises where something stands still: for readiness."""
        for name, found in self.trouble().items():
            raise RuntimeError(f"{name} {found}")

    def _run(self) -> None:
        while True:
            eventlet.sleep(LOOK_EVERY)
            for name, found in self.trouble().items():
                _log.error("standing_still", part=name, trouble=found)
                self.on_still(name)

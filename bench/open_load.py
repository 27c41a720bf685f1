"""An open-loop HTTP/1.1 load of several kinds of requests: they come at a rate, answered or not.

So an answer that is late makes no request come later, and its time counts from when the request was due.
Runs in a process of its own (`python -m bench.open_load`), as `bench.load` does. What is answered otherwise
than expected is counted and does not end it: a system that has too much to do refuses some.
"""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from bench.load import UNIQUE, LoadFailed, is_complete
from bench.processes import ROOT

#: Seconds for which answers are waited for that are not there at the end.
LATE = 5.0


@dataclass(frozen=True)
class Kind:
    """One kind of requests: how much of the load it is, the status it expects, and what is sent in turn."""

    weight: float
    status: int
    requests: Sequence[str]


@dataclass(frozen=True)
class Arrivals:
    """What to send to 127.0.0.1:`port`, so many a second on average, after the warm-up for `seconds`."""

    port: int
    kinds: Sequence[Kind]
    rate: float
    seconds: float = 6.0
    warm_up_seconds: float = 1.5
    connections: int = 512


@dataclass(frozen=True)
class Outcome:
    """Expected answers a second, milliseconds of those; how many were others or none; most requests at once.

    `began` and `ended` are of what is counted, by the monotonic clock.
    """

    per_second: float
    p50: float
    p99: float
    refused: int
    at_once: int
    began: float
    ended: float


def run(arrivals: Arrivals) -> Outcome:
    """Run it in another process. Raises `LoadFailed`."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.open_load"],
        cwd=ROOT,
        input=json.dumps(asdict(arrivals)).encode(),
        capture_output=True,
        timeout=arrivals.seconds + arrivals.warm_up_seconds + LATE + 60,
    )
    if done.returncode:
        raise LoadFailed(done.stderr.decode().strip().splitlines()[-1])
    return Outcome(**json.loads(done.stdout))


@dataclass(frozen=True)
class _Due:
    """A request that is due. `counted`: it is not of the warm-up."""

    at: float
    wire: bytes
    status: bytes
    counted: bool


@dataclass
class _Tally:
    waiting: deque[_Due] = field(default_factory=deque)
    idle: list["_Connection"] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    open: int = 0
    at_work: int = 0
    at_once: int = 0
    refused: int = 0

    def note(self, due: _Due, status: bytes) -> None:
        if due.counted and status == due.status:
            self.times.append(time.monotonic() - due.at)
        elif due.counted:
            self.refused += 1


class _Connection(asyncio.Protocol):
    def __init__(self, tally: _Tally) -> None:
        self._tally, self._buffer = tally, b""
        self._due: _Due | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        if self._due is None or not is_complete(self._buffer):
            return
        self._end(self._buffer[9:12])
        self._buffer = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        self._tally.open -= 1
        if self in self._tally.idle:
            self._tally.idle.remove(self)
        self._end(b"")

    def send(self, due: _Due) -> None:
        self._due = due
        self._tally.at_work += 1
        self._tally.at_once = max(self._tally.at_once, self._tally.at_work)
        self._transport.write(due.wire)

    def _end(self, status: bytes) -> None:
        due, self._due = self._due, None
        if due is not None:
            self._tally.at_work -= 1
            self._tally.note(due, status)

    def _next(self) -> None:
        if self._tally.waiting:
            self.send(self._tally.waiting.popleft())
        else:
            self._tally.idle.append(self)


async def _load(arrivals: Arrivals) -> Outcome:
    loop, tally = asyncio.get_running_loop(), _Tally()
    # The same arrivals in each run.
    chance = random.Random(17)
    weights = [kind.weight for kind in arrivals.kinds]
    began = time.monotonic()
    counted_from = began + arrivals.warm_up_seconds
    end, at, number = counted_from + arrivals.seconds, began, 0
    connecting = set()
    while (at := at + chance.expovariate(arrivals.rate)) < end:
        number += 1
        kind = chance.choices(arrivals.kinds, weights)[0]
        wire = kind.requests[number % len(kind.requests)].encode()
        wire = wire.replace(UNIQUE.encode(), b"%016x" % (time.time_ns() + number))
        if (wait := at - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        due = _Due(at, wire, b"%d" % kind.status, at >= counted_from)
        if tally.idle:
            tally.idle.pop().send(due)
            continue
        tally.waiting.append(due)
        if tally.open < arrivals.connections:
            tally.open += 1
            making = loop.create_task(
                loop.create_connection(lambda: _Connection(tally), "127.0.0.1", arrivals.port)
            )
            connecting.add(making)
            making.add_done_callback(connecting.discard)
    give_up = time.monotonic() + LATE
    while (tally.at_work or tally.waiting) and time.monotonic() < give_up:
        await asyncio.sleep(0.02)
    times = sorted(tally.times)
    if not times:
        raise LoadFailed("no answer as expected")
    return Outcome(
        per_second=len(times) / arrivals.seconds,
        p50=1000 * times[len(times) // 2],
        p99=1000 * times[len(times) * 99 // 100],
        refused=tally.refused + tally.at_work + len(tally.waiting),
        at_once=tally.at_once,
        began=counted_from,
        ended=end,
    )


def main() -> None:
    """Run what is given on standard input."""
    given: dict[str, Any] = json.load(sys.stdin)
    kinds = [Kind(**kind) for kind in given.pop("kinds")]
    try:
        json.dump(asdict(asyncio.run(_load(Arrivals(kinds=kinds, **given)))), sys.stdout)
    except LoadFailed as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

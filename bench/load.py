"""A closed-loop HTTP/1.1 load: each connection sends its next request when it has the last answer.

Runs in a process of its own (`python -m bench.load`), which reads a plan from standard
input and writes the result to standard output, both JSON. Requests are bytes made beforehand
and answers are only looked at for status and length, so the load takes as little as it can of
the cores it shares with the servers.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Coroutine, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from bench.processes import ROOT

UNIQUE = "@@@@unique@@@@@@"
"""Sixteen characters which each request replaces by a number of its own, of the same length."""


COUNT_SECONDS = 60.0


class LoadFailed(Exception):
    """An answer had another status than the plan expects, or a connection was lost."""


@dataclass(frozen=True)
class Plan:
    """What to send to 127.0.0.1:`port`, over and over, for `seconds` or, without warm-up, `count` times."""

    port: int
    requests: Sequence[str]
    status: int = 200
    connections: int = 16
    seconds: float = 5.0
    warm_up_seconds: float = 1.0
    count: int | None = None


@dataclass(frozen=True)
class Result:
    """Answers per second, the times of answers in milliseconds, and all answers with the warm-up's."""

    answered: int
    per_second: float
    p50: float
    p99: float


def request(method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> str:
    """One HTTP request as it goes over the wire. Bodies are ASCII."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", body])


def run(plan: Plan) -> Result:
    """Run `plan` in another process. Raises `LoadFailed`."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        cwd=ROOT,
        input=json.dumps(asdict(plan)).encode(),
        capture_output=True,
        timeout=plan.seconds + plan.warm_up_seconds + 60,
    )
    if done.returncode:
        raise LoadFailed(done.stderr.decode().strip().splitlines()[-1])
    return Result(**json.loads(done.stdout))


@dataclass
class _Tally:
    """Shared by the connections of one load."""

    requests: list[bytes]
    status: bytes
    finished: asyncio.Future[None]
    count: int | None
    times: list[float] = field(default_factory=list)
    sent: int = 0
    answered: int = 0
    counting: bool = False

    def next_request(self) -> bytes:
        wire = self.requests[self.sent % len(self.requests)]
        self.sent += 1
        return wire.replace(UNIQUE.encode(), b"%016x" % (time.time_ns() + self.sent))

    def is_over(self) -> bool:
        return self.finished.done() or self.sent == self.count

    def fail(self, reason: str) -> None:
        if not self.finished.done():
            self.finished.set_exception(LoadFailed(reason))


class _Connection(asyncio.Protocol):
    def __init__(self, tally: _Tally) -> None:
        self._tally = tally
        self._buffer = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        if not is_complete(self._buffer):
            return
        tally = self._tally
        if self._buffer[9:12] != tally.status:
            tally.fail(f"unexpected answer: {self._buffer[:600]!r}")
            return
        tally.answered += 1
        if tally.counting:
            tally.times.append(time.perf_counter() - self._sent_at)
        self._buffer = b""
        if tally.answered == tally.count:
            tally.finished.set_result(None)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._tally.is_over():
            self._tally.fail(f"connection lost: {exc}")

    def _send(self) -> None:
        if self._tally.is_over():
            self._transport.abort()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(self._tally.next_request())


def is_complete(answer: bytes) -> bool:
    """Whether all of an HTTP answer has come."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = answer[:end].lower()
    at = head.find(b"content-length:")
    if at >= 0:
        length = int(head[at + 15 :].split(b"\r\n", 1)[0])
        return len(answer) >= end + 4 + length
    if b"transfer-encoding: chunked" in head:
        return answer.endswith(b"0\r\n\r\n")
    return True


async def _load(plan: Plan) -> Result:
    loop = asyncio.get_running_loop()
    requests = [wire.encode() for wire in plan.requests]
    tally = _Tally(requests, b"%d" % plan.status, loop.create_future(), plan.count)
    tally.counting = plan.count is not None
    started = time.perf_counter()
    for _ in range(plan.connections):
        await loop.create_connection(lambda: _Connection(tally), "127.0.0.1", plan.port)
    if plan.count is None:
        await _finished_within(tally, plan.warm_up_seconds)
        tally.counting = True
        started = time.perf_counter()
        await _finished_within(tally, plan.seconds)
    else:
        await _finished_within(tally, COUNT_SECONDS)
    elapsed = time.perf_counter() - started
    tally.finished.cancel()
    times = sorted(tally.times)
    if not times:
        raise LoadFailed("no answer within the time of the load")
    return Result(
        answered=tally.answered,
        per_second=len(times) / elapsed,
        p50=1000 * times[len(times) // 2],
        p99=1000 * times[len(times) * 99 // 100],
    )


async def _finished_within(tally: _Tally, seconds: float) -> None:
    await asyncio.wait([tally.finished], timeout=seconds)
    if tally.finished.done():
        tally.finished.result()


def _run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """On uvloop, which takes less of the cores; where that is not installed, on the loop that Python has."""
    try:
        import uvloop
    except ModuleNotFoundError:
        return asyncio.run(coroutine)
    result: Result = uvloop.run(coroutine)
    return result


def main() -> None:
    """Run the plan given on standard input."""
    plan = Plan(**json.load(sys.stdin))
    try:
        json.dump(asdict(_run(_load(plan))), sys.stdout)
    except LoadFailed as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

"""Health of one process, on a port and green threads of its own.

The worker pool that does the work cannot starve it, and it cannot take a worker away.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import eventlet
import eventlet.wsgi
import orjson
from eventlet.semaphore import Semaphore

from chassis.observability import logs, metrics

Check = Callable[[], None]

#: Seconds a check may take, and for how long its answer is good.
CHECK_SECONDS = 1.0
FRESH_SECONDS = 1.0

_log = logs.get(__name__)


class Readiness:
    """Runs named checks side by side. A check passes by returning and fails by raising."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = dict(checks)
        self._answer: dict[str, str] = {}
        self._fresh_until = 0.0
        self._one_at_a_time = Semaphore()

    def look(self) -> dict[str, str]:
        """Each check's answer by name: `ok`, `failed` or `timed out`. Never older than a second."""
        with self._one_at_a_time:
            if time.monotonic() >= self._fresh_until:
                threads = [(name, eventlet.spawn(_run, check)) for name, check in self._checks.items()]
                self._note({name: thread.wait() for name, thread in threads})
                self._fresh_until = time.monotonic() + FRESH_SECONDS
            return dict(self._answer)

    def _note(self, found: Mapping[str, tuple[str, str]]) -> None:
        """Keep the answers, and say which part has gone or come back: one line for each, once."""
        for name, (answer, reason) in found.items():
            before = self._answer.get(name, "ok")
            if answer != "ok" and before == "ok":
                _log.warning("part_lost", part=name, answer=answer, reason=reason)
            elif answer == "ok" and before != "ok":
                _log.info("part_back", part=name)
        self._answer = {name: answer for name, (answer, _) in found.items()}


def _run(check: Check) -> tuple[str, str]:
    """The answer, and the reason where it is not `ok`."""
    try:
        with eventlet.Timeout(CHECK_SECONDS):
            check()
    except eventlet.Timeout:
        return "timed out", f"no answer within {CHECK_SECONDS:g} s"
    except Exception as error:  # noqa: BLE001  whatever a check raises means that it failed
        return "failed", logs.one_line(error)
    return "ok", ""


class HealthServer:
    """Serves `/healthz` (it takes in and answers), `/readyz` (each check by name) and `/metrics`."""

    def __init__(
        self,
        host: str,
        port: int,
        readiness: Readiness,
        trouble: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._address = (host, port)
        self._trouble = trouble
        self._readiness = readiness
        self._socket: Any = None
        self._thread: Any = None

    @property
    def port(self) -> int:
        """The port it listens on, once started; of use where 0 was asked for."""
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Listen. Raises OSError where the port is taken."""
        self._socket = eventlet.listen(self._address)
        self._thread = eventlet.spawn(
            eventlet.wsgi.server,
            self._socket,
            self._answer,
            custom_pool=eventlet.GreenPool(8),
            log_output=False,
            debug=False,
            keepalive=False,
            socket_timeout=5,
        )

    def stop(self) -> None:
        """Stop listening; answers that are being given are cut off."""
        if self._thread is not None:
            self._thread.kill()
            self._socket.close()
            self._thread = None

    def _life(self) -> tuple[str, bytes]:
        still = "".join(f"{name} {trouble}\n" for name, trouble in self._trouble().items())
        return ("503 Service Unavailable", still.encode()) if still else ("200 OK", b"ok\n")

    def _answer(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        status, kind, body = "404 Not Found", "text/plain", b"not found\n"
        if path == "/healthz":
            status, body = self._life()
        elif path == "/metrics":
            status, kind, body = "200 OK", metrics.CONTENT_TYPE, metrics.exposition()
        elif path == "/readyz":
            checks = self._readiness.look()
            ready = all(answer == "ok" for answer in checks.values())
            status = "200 OK" if ready else "503 Service Unavailable"
            kind, body = "application/json", orjson.dumps({"ready": ready, "checks": checks})
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

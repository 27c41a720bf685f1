"""Runs the parts of a process until a signal ends it, with its health server and its watchdog beside them."""

from __future__ import annotations

import sys
from collections.abc import Callable

from chassis.observability import logs, tracing
from chassis.process import memory, waiting
from chassis.process.health import HealthServer, Readiness
from chassis.process.settings import Settings
from chassis.process.stopping import stop_signal
from chassis.process.watchdog import Watchdog

_log = logs.get(__name__)

#: Seconds a stopping process waits for the work at hand.
GRACE = 25
#: The same where something stands still, which it would wait for in vain.
_GRACE_STILL = 3


def run_until_signal(
    start: Callable[[], None],
    stop: Callable[[], None],
    settings: Settings,
    readiness: Readiness,
    watchdog: Watchdog,
) -> int:
    """Start, serve health, wait for a signal, stop within `GRACE` seconds.

    Where something stands still the process ends by itself, with exit code 1, to be started anew.
    """
    memory.return_large_blocks()
    stopping = stop_signal()
    stood_still: list[str] = []

    def end(name: str) -> None:
        stood_still.append(name)
        stopping.give()

    # Its connections alone may not be what is wrong: a worker that hangs would still hold its place.
    watchdog.on_still = end
    health = HealthServer(settings.health_host, settings.health_port, readiness, watchdog.trouble)
    try:
        health.start()
    except OSError as error:
        where = f"{settings.health_host}:{settings.health_port}"
        print(
            f"{settings.service}: cannot listen on {where}: {error.strerror or error}. "
            "Set CLIENTELE_HEALTH_PORT to a free port.",
            file=sys.stderr,
        )
        return 1
    tracing.start(settings.service, settings.otlp_endpoint)
    start()
    watchdog.start()
    memory.freeze()
    _log.info("started", health_port=settings.health_port)
    stopping.wait()
    _log.info("stopping")
    with waiting.at_most(_GRACE_STILL if stood_still else GRACE):
        watchdog.stop()
        stop()
        tracing.stop()
        health.stop()
        _log.info("stopped")
        return 1 if stood_still else 0
    _log.error("stopped_with_work_left")
    return 1

"""Runs the gateway: as a process of its own (`serve`), or beside the services in one (`HostedGateway`)."""

from __future__ import annotations

import signal
import sys
from typing import Any

import eventlet
from eventlet.event import Event

from chassis.observability import logs, tracing
from chassis.process import memory
from chassis.process.health import HealthServer, Readiness
from chassis.process.settings import SettingsError
from chassis.rpc.client import RpcClient
from gateway import app, settings
from gateway.http.server import GRACE, EventletServer, Server
from gateway.settings import Settings

_log = logs.get(__name__)


class HostedGateway:
    """The gateway in this process."""

    def __init__(self, told: Settings) -> None:
        settings.check(told)
        self._rpc = RpcClient(told.broker_url, "gateway", told.trust)
        self._server: Server = EventletServer(app.build(told, self._rpc), told.host, told.port)
        # Its readiness is its own: that of the product is asked for on the public port.
        self._health = HealthServer(told.health_host, told.health_port, Readiness({"broker": self._check}))

    @property
    def port(self) -> int:
        """The port it listens on, once started; of use where 0 was asked for."""
        return self._server.port

    def start(self) -> None:
        """Raises OSError where a port is taken."""
        self._health.start()
        self._rpc.start()
        self._server.start()

    def _check(self) -> None:
        if not self._rpc.ready:
            raise ConnectionError("no connection to the broker")

    def stop(self) -> None:
        """Take no new connection, answer what was asked, close."""
        self._server.stop()
        self._rpc.stop()
        self._health.stop()


def serve() -> int:
    """Run until SIGTERM or SIGINT; gives the exit code."""
    try:
        told = settings.read()
        hosted = HostedGateway(told)
    except SettingsError as error:
        sys.stderr.write(f"gateway: {error}\n")
        return 2
    logs.configure("gateway", told.log_level)
    tracing.start("gateway", told.otlp_endpoint)
    told_to_stop = Event()

    def on_signal(number: int, _frame: Any) -> None:
        if not told_to_stop.ready():
            eventlet.spawn(told_to_stop.send, number)

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    try:
        hosted.start()
    except OSError as error:
        ports = f"{told.host}:{told.port} and {told.health_host}:{told.health_port}"
        sys.stderr.write(f"gateway: cannot listen on {ports}: {error.strerror or error}\n")
        return 1
    memory.freeze()
    _log.info("started", port=hosted.port, public_url=told.public_url)
    told_to_stop.wait()
    _log.info("stopping")
    with eventlet.Timeout(GRACE + 5, False):
        hosted.stop()
        tracing.stop()
    _log.info("stopped")
    return 0

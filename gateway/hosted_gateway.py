"""Runs the gateway: as a process of its own (`serve`), or beside the services in one (`HostedGateway`)."""

from __future__ import annotations

import sys

from chassis.observability import logs, tracing
from chassis.process import memory, waiting
from chassis.process.health import HealthServer, Readiness
from chassis.process.settings import SettingsError
from chassis.process.stopping import stop_signal
from chassis.rpc.client import RpcClient
from gateway import app, settings
from gateway.calls.shared_rate_limits import SharedThrottle
from gateway.http.server import GRACE, EventletServer, Server
from gateway.settings import Settings

#: Seconds within which a stopping process has ended.
STOPPED = GRACE + 5

_log = logs.get(__name__)


class HostedGateway:
    """The gateway in this process."""

    def __init__(self, given: Settings) -> None:
        settings.check(given)
        self._rpc = RpcClient(given.broker_url, "gateway", given.trust)
        #: None where there can be no other gateway, or nothing to count.
        self._throttle = (
            SharedThrottle(given.broker_url, given.session_rate, given.public_rates)
            if given.rate_limits and not given.broker_url.startswith("memory:")
            else None
        )
        self._app = app.build(given, self._rpc, self._throttle)
        self._server: Server = EventletServer(self._app, given.host, given.port)
        # Its readiness is its own: that of the product is on the public port.
        self._health = HealthServer(given.health_host, given.health_port, Readiness({"broker": self._check}))

    @property
    def port(self) -> int:
        """The port it listens on, once started; of use where 0 was asked for."""
        return self._server.port

    def start(self) -> None:
        """Raises OSError where a port is taken."""
        self._health.start()
        self._rpc.start()
        if self._throttle is not None:
            self._throttle.start()
        self._server.start()

    def _check(self) -> None:
        if not self._rpc.ready:
            raise ConnectionError("no connection to the broker")

    def stop(self) -> None:
        """Take no new connection, answer what was asked, close."""
        self._app.close()
        self._server.stop()
        if self._throttle is not None:
            self._throttle.stop()
        self._rpc.stop()
        self._health.stop()


def serve() -> int:
    """Run until SIGTERM or SIGINT; gives the exit code."""
    try:
        given = settings.read()
        hosted = HostedGateway(given)
    except SettingsError as error:
        sys.stderr.write(f"gateway: {error}\n")
        return 2
    logs.configure("gateway", given.log_level)
    tracing.start("gateway", given.otlp_endpoint)
    stopping = stop_signal()
    try:
        hosted.start()
    except OSError as error:
        ports = f"{given.host}:{given.port} and {given.health_host}:{given.health_port}"
        sys.stderr.write(f"gateway: cannot listen on {ports}: {error.strerror or error}\n")
        return 1
    memory.freeze()
    _log.info("started", port=hosted.port, public_url=given.public_url)
    stopping.wait()
    _log.info("stopping")
    with waiting.at_most(STOPPED):
        hosted.stop()
        tracing.stop()
    _log.info("stopped")
    return 0

"""What those who run it look at: `/healthz`, `/readyz`.

Metrics are on an address of their own (`gateway.hosted_gateway`), which the public one does not lead to.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import eventlet
import orjson
from eventlet.semaphore import Semaphore

from chassis import context
from chassis.context import Context
from contracts.errors import Refusal
from contracts.messages import Call, ping
from contracts.subscriptions import SERVICES
from gateway.calls.services import RawRpc
from gateway.http.requests import Request
from gateway.http.responses import JSON, Response

Route = tuple[str, str, Callable[[Request], Response]]

#: Seconds a service may take to say how it is, which is longer than each of its checks may take
#: (`chassis.process.health`), and for how long its answer is good.
PING_SECONDS = 1.6
FRESH_SECONDS = 1.0


def routes(rpc: RawRpc) -> list[Route]:
    return [
        ("GET", "/healthz", _healthz),
        ("GET", "/readyz", Readyz(rpc)),
    ]


class Readyz:
    """Asks each service how it is, all at once and at most once a second.

    Each part by name: `accounts.database` and so on. A service that does not answer is `down`; where
    all are, so is the broker, which carries the questions.
    """

    name = "readyz"

    def __init__(self, rpc: RawRpc) -> None:
        self._rpc = rpc
        self._pings = tuple(ping(service) for service in SERVICES)
        self._parts: dict[str, str] = {}
        self._fresh_until = 0.0
        self._one_at_a_time = Semaphore()

    def __call__(self, _request: Request) -> Response:
        with self._one_at_a_time:
            if time.monotonic() >= self._fresh_until:
                self._parts = self._ask()
                self._fresh_until = time.monotonic() + FRESH_SECONDS
        ready = all(state == "ok" for state in self._parts.values())
        body = orjson.dumps({"ready": ready, "parts": self._parts})
        return Response(body, 200 if ready else 503, [JSON] if ready else [JSON, ("Retry-After", "1")])

    def _ask(self) -> dict[str, str]:
        pings = [(call.service, eventlet.spawn(self._ping, call)) for call in self._pings]
        answers = {service: thread.wait() for service, thread in pings}
        parts = {"broker": "ok" if any(answers.values()) else "down"}
        for service, health in answers.items():
            parts[service] = "ok" if health else "down"
            parts |= {f"{service}.{part}": state for part, state in health.items()}
        return parts

    def _ping(self, call: Call) -> dict[str, str]:
        with context.enter(Context(context.new_correlation_id(), deadline=time.time() + PING_SECONDS)):
            try:
                health: dict[str, str] = self._rpc.forward(call, {})
            except Refusal:
                return {}
        return health


def _healthz(_request: Request) -> Response:
    return Response(b'{"alive":true}')

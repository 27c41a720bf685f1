"""A service of the tests' own, for what the gateway does whatever the services answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import orjson
from werkzeug.test import Client as HttpClient

from chassis import context
from chassis.context import Context
from contracts.errors import Refusal, Unauthenticated
from contracts.messages import Call
from contracts.shapes import arguments_of
from gateway import app
from gateway.settings import Settings

TOKEN = "a-token"
CLIENT_ID = "client_01JC2Z5T8V9QWERTY0ABCDEFGH"

Answer = Any | Refusal | Callable[[Mapping[str, Any]], Any]


class StandIn:
    """Answers calls with what a test says, and notes them with the context they were made in."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {"authenticate": self._authenticate}
        self.calls: list[tuple[str, dict[str, Any], Context]] = []
        self.accounts = {TOKEN: "prac_1"}
        self.ready = True

    def call(self, call: Call, request: Any) -> Any:
        return self.forward(call, arguments_of(request))

    def forward(self, call: Call, arguments: Mapping[str, Any]) -> Any:
        here = context.current()
        noted = Context(
            here.correlation_id, here.passport, here.idempotency_key, here.fingerprint, here.deadline
        )
        self.calls.append((call.method, dict(arguments), noted))
        answer = self.answers.get(call.method, {"id": CLIENT_ID, "version": 3})
        if callable(answer):
            answer = answer(arguments)
        if isinstance(answer, Refusal):
            raise answer
        return answer

    def forward_raw(self, call: Call, arguments: Mapping[str, Any]) -> bytes:
        return orjson.dumps(self.forward(call, arguments))

    def made(self, method: str) -> list[tuple[dict[str, Any], Context]]:
        """The calls of this method."""
        return [(arguments, here) for name, arguments, here in self.calls if name == method]

    def last(self, method: str) -> tuple[dict[str, Any], Context]:
        return self.made(method)[-1]

    def _authenticate(self, arguments: Mapping[str, Any]) -> Any:
        for token, account_id in self.accounts.items():
            if sha256(token.encode()).hexdigest() == arguments["token_hash"]:
                return {
                    "passport": f"passport for {account_id}",
                    "passport_expires_at": time.time() + 300,
                    "session_id": f"session of {token}",
                    "user_id": "user_1",
                    "account_id": account_id,
                }
        return Unauthenticated()


def gateway(services: StandIn, **settings: Any) -> HttpClient:
    """The gateway before these services, without a server."""
    given = Settings(broker_url="memory://", **{"rate_limits": False, **settings})
    return HttpClient(app.build(given, services), use_cookies=False)


def bearer(token: str = TOKEN, **more: str) -> dict[str, str]:
    """Headers of somebody signed in."""
    return {
        "Authorization": f"Bearer {token}",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }

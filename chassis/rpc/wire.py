"""How a call looks on the broker.

Request: exchange `nameko-rpc`, routing key `{service}.{method}`, body `{"args": [], "kwargs": {…}}`.
Reply: `{"result": …, "error": null}` or `{"result": null, "error": {…}}`, to the default exchange for our
own callers (direct reply-to), to `nameko-rpc` for stock ones (Nameko 2.14, `nameko/rpc.py`).
"""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

from contracts.errors import Refusal, dump_refusal
from contracts.messages import Call

EXCHANGE = "nameko-rpc"
DIRECT_REPLY_TO = "amq.rabbitmq.reply-to"

CORRELATION = "clientele-correlation-id"
DEADLINE = "clientele-deadline"
PASSPORT = "clientele-passport"
COMMAND = "clientele-command"
FINGERPRINT = "clientele-fingerprint"
TRACE = "traceparent"
REPLAYED = "clientele-replayed"

_RESULT, _NO_ERROR = b'{"result":', b',"error":null}'


class Malformed(Exception):
    """A request that is no request."""


def queue_name(service: str) -> str:
    return f"rpc-{service}"


def derived_key(key: str | None, call: Call) -> str | None:
    """One request may lead to several writes: each is a command of its own, the same at each repetition."""
    if key is None or call.kind != "write":
        return None
    return hashlib.sha256(f"{key} {call.service}.{call.method}".encode()).hexdigest()


def dump_request(arguments: Any) -> bytes:
    return orjson.dumps({"args": [], "kwargs": arguments})


def load_request(body: bytes | str) -> dict[str, Any]:
    """The keyword arguments of a request. Raises `Malformed`."""
    try:
        request = orjson.loads(body)
        positional, named = request["args"], request["kwargs"]
    except (ValueError, KeyError, TypeError):
        raise Malformed("not a request") from None
    if positional or not isinstance(named, dict):
        raise Malformed("arguments must be named")
    return named


def dump_result(result: Any) -> bytes:
    return _RESULT + orjson.dumps(result) + _NO_ERROR


def dump_error(refusal: Refusal) -> bytes:
    return b'{"result":null,"error":' + orjson.dumps(dump_refusal(refusal)) + b"}"


def raw_result(body: bytes) -> bytes | None:
    """The result's JSON, undecoded; None where the reply is an error."""
    if body.startswith(_RESULT) and body.endswith(_NO_ERROR):
        return body[len(_RESULT) : -len(_NO_ERROR)]
    return None

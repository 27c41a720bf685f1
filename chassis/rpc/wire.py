"""How a call looks on the broker.

Request: exchange `nameko-rpc`, routing key `{service}.{method}`, body `{"args": [], "kwargs": {…}}`.
Reply: `{"result": …, "error": null}` or `{"result": null, "error": {…}}`, to the default exchange for our
own callers (direct reply-to), to `nameko-rpc` for stock ones (Nameko 2.14, `nameko/rpc.py`).
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from typing import Any

import orjson

from chassis.messaging.deliveries import Delivery
from contracts.errors import Refusal, dump_refusal
from contracts.messages import Call

EXCHANGE = "nameko-rpc"
DIRECT_REPLY_TO = "amq.rabbitmq.reply-to"

CORRELATION = "clientele-correlation-id"
DEADLINE = "clientele-deadline"
#: Seconds that are left for the call as it is sent: clocks of two machines are never quite alike.
TIME_LEFT = "clientele-time-left"
PASSPORT = "clientele-passport"
#: Who may be shown the passport: `service=signature` (`chassis.security.identity`).
AUDIENCE = "clientele-audience"
IDEMPOTENCY_KEY = "clientele-command"
FINGERPRINT = "clientele-fingerprint"
TRACE = "traceparent"
REPLAYED = "clientele-replayed"

#: The routing key of a stock caller's replies.
STOCK_REPLY = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_RESULT, _NO_ERROR = b'{"result":', b',"error":null}'


#: Characters of a header of a request; passports are the longest.
_LONGEST = 4096
#: Seconds by which clocks may be apart. A request whose deadline has passed for longer is somebody's copy.
_CLOCKS_APART = 30.0


class Malformed(Exception):
    """A request that is no request."""


@dataclass(frozen=True, slots=True)
class Headers:
    """What a request says beside its arguments.

    `deadline` is unix time in seconds by the caller's clock, `time_left` the seconds to it when it was sent.
    """

    correlation_id: str | None
    deadline: float | None
    time_left: float | None
    passport: str | None
    audience: str | None
    idempotency_key: str | None
    fingerprint: str | None
    trace: str | None


def load_headers(message: Delivery) -> Headers:
    """The headers of a request. Raises `Malformed`, naming the header."""
    if message.undecodable is not None:
        raise Malformed("the headers or properties cannot be decoded")
    if not message.properties.get("reply_to"):
        raise Malformed("no reply_to")
    if not is_reply_address(str(message.properties["reply_to"])):
        raise Malformed("reply_to is no address of replies")
    return Headers(
        correlation_id=(_text(message, CORRELATION) or "")[:64] or None,
        deadline=_seconds(message, DEADLINE),
        time_left=_seconds(message, TIME_LEFT),
        passport=_text(message, PASSPORT),
        audience=_text(message, AUDIENCE),
        idempotency_key=_text(message, IDEMPOTENCY_KEY),
        fingerprint=_text(message, FINGERPRINT),
        trace=_text(message, TRACE),
    )


def _text(message: Delivery, name: str) -> str | None:
    value = message.headers.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > _LONGEST or not value.isprintable():
        raise Malformed(f"the header {name} must be text of at most {_LONGEST} printable characters")
    return value


def _seconds(message: Delivery, name: str) -> float | None:
    value = message.headers.get(name)
    if value is None:
        return None
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        seconds = math.nan
    if not math.isfinite(seconds):
        raise Malformed(f"the header {name} must be a time in seconds")
    return seconds


def own_deadline(headers: Headers, now: float) -> float | None:
    """The deadline by the clock of whoever was called, which reads `now` as the request arrives.

    Requests of the release before say no time left: there the caller's clock counts. How long a request may
    lie in its queue is the broker's to say (`expiration`).
    """
    if headers.time_left is None or headers.deadline is None:
        return headers.deadline
    return min(now + headers.time_left, headers.deadline + _CLOCKS_APART)


def queue_name(service: str) -> str:
    return f"rpc-{service}"


def derived_key(key: str | None, call: Call) -> str | None:
    """One request may lead to several writes: each has a key of its own, the same at each repetition."""
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


def is_reply_address(reply_to: str) -> bool:
    """Whether a reply may go there: to our own callers, or to the queue of a stock one, named by a UUID."""
    return reply_to.startswith(f"{DIRECT_REPLY_TO}.") or STOCK_REPLY.fullmatch(reply_to) is not None


def dump_result(result: Any) -> bytes:
    return _RESULT + orjson.dumps(result) + _NO_ERROR


def dump_error(refusal: Refusal) -> bytes:
    return b'{"result":null,"error":' + orjson.dumps(dump_refusal(refusal)) + b"}"


def raw_result(body: bytes) -> bytes | None:
    """The result's JSON, undecoded; None where the reply is an error."""
    if body.startswith(_RESULT) and body.endswith(_NO_ERROR):
        return body[len(_RESULT) : -len(_NO_ERROR)]
    return None

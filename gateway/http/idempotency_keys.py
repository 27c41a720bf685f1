"""Gives each write the key under which it is done once (api.md, Conventions).

A caller's `Idempotency-Key` counts for one caller, method and path, so it is hashed together with
them: nobody can reach another's answer by guessing a key. A write without one gets a random key, which
makes it safe for the chassis to deliver twice.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import orjson

from contracts.errors import InvalidInput
from gateway.http.requests import Request

LONGEST_KEY = 255


def begin_write(request: Request, body: dict[str, Any]) -> None:
    """Put the write's key and its body's fingerprint into the context. Raises `InvalidInput`."""
    key = request.header("IDEMPOTENCY_KEY") if request.method == "POST" else None
    if key is None:
        request.context.idempotency_key = os.urandom(32).hex()
        return
    if not 1 <= len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise InvalidInput.at(
            "/Idempotency-Key",
            "invalid_idempotency_key",
            f"Use an Idempotency-Key of 1 to {LONGEST_KEY} printable ASCII characters.",
        )
    identity = request.identity
    who = f"{identity.user_id} {identity.account_id}" if identity else f"public {request.address}"
    request.context.idempotency_key = _hash(who, request.method, request.path, key)
    # Together with the key, which nobody stores: a body may hold a password that somebody would guess at.
    request.context.fingerprint = _hash(request.context.idempotency_key, _canonical(body))


@contextmanager
def further_write(request: Request, name: str) -> Iterator[None]:
    """A second write that belongs to the same request, under a key derived from the request's own."""
    key = request.context.idempotency_key
    request.context.idempotency_key = _hash(key or os.urandom(32).hex(), name)
    try:
        yield
    finally:
        request.context.idempotency_key = key


def _canonical(body: dict[str, Any]) -> str:
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()

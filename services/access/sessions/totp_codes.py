"""Codes of an authenticator app (TOTP, RFC 6238) and recovery codes, as text: which fit, and new ones."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import time

import pyotp

_PERIOD = 30
_RECOVERY_CODES = 10


def step_of(secret: str, code: str) -> int | None:
    """The time step whose code this is: of now, or one before or after, as clocks differ."""
    now = int(time.time()) // _PERIOD
    # As bytes: of text, only ASCII can be compared.
    totp, plain = pyotp.TOTP(secret), code.replace(" ", "").encode()
    fitting = [
        step
        for step in (now - 1, now, now + 1)
        if secrets.compare_digest(totp.generate_otp(step).encode(), plain)
    ]
    return fitting[-1] if fitting else None


def new_recovery_codes() -> list[str]:
    """Each of them lets a user in once."""
    return [_written(secrets.token_bytes(10)) for _ in range(_RECOVERY_CODES)]


def hash_code(code: str) -> str:
    """SHA-256 of a recovery code, however it was typed."""
    return hashlib.sha256(re.sub(r"[\s-]", "", code).upper().encode()).hexdigest()


def _written(raw: bytes) -> str:
    plain = base64.b32encode(raw).decode()
    return "-".join(plain[place : place + 4] for place in range(0, 16, 4))

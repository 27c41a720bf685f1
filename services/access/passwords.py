"""Passwords: argon2id, and the rules of NIST SP 800-63B-4 (a length, a list, nothing else)."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from chassis.threads import Threads
from contracts.errors import InvalidInput

#: OWASP's parameters: 19 MiB, two passes. A hash takes about 20 ms, so it runs beside the hub, two at a time.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_THREADS = Threads(at_once=2)


def check(password: str, pointer: str, *, email: str) -> None:
    """Raises `InvalidInput` at `pointer` for a password among the first that are guessed.

    Its length is the schema's to check (`contracts.fields.NewPassword`).
    """
    plain = _normalised(password).casefold()
    if plain in _commonest() or plain in (email.casefold(), email.partition("@")[0].casefold()):
        message = (
            "This password is among the first that are guessed. Choose another; several words work well."
        )
        raise InvalidInput.at(pointer, "password_too_common", message)


def hash_password(password: str) -> str:
    return _THREADS.run(_HASHER.hash, _normalised(password))


def verify(password: str, password_hash: str | None) -> bool:
    """Whether the password fits. Without a hash it takes as long, and does not."""
    try:
        _THREADS.run(_HASHER.verify, password_hash or _nobodys(), _normalised(password))
    except VerificationError:
        return False
    return password_hash is not None


def _normalised(password: str) -> str:
    """One form for what keyboards write in several (NIST SP 800-63B-4, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _HASHER.hash("the password of nobody at all")


@cache
def _commonest() -> frozenset[str]:
    text = Path(__file__).with_name("commonest_passwords.txt").read_text()
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))

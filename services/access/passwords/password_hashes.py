"""Passwords: argon2id, and the rules of NIST SP 800-63B-4 (a length, a list, nothing else)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from chassis.process.threads import Threads
from contracts.errors import InvalidInput

#: OWASP's parameters: 19 MiB, two passes. A hash takes about 20 ms, so it runs beside the hub, two at a time.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_THREADS = Threads(at_once=2)
#: What people put around a word to make it long enough, and how much of it still makes an early guess.
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_MOST_AROUND = 8
_REPEATED = re.compile(r"([a-z]{4,})\1{1,3}")


def check(password: str, pointer: str, *, email: str) -> None:
    """Raises `InvalidInput` at `pointer` for a password among the first that are guessed.

    Its length is the schema's to check (`contracts.fields.NewPassword`).
    """
    plain = _normalised(password).casefold()
    if (
        plain in _commonest()
        or _is_a_common_word(plain)
        or plain in (email.casefold(), email.partition("@")[0].casefold())
    ):
        message = (
            "This password is among the first that are guessed. Choose another; several words work well."
        )
        raise InvalidInput.at(pointer, "password_too_common", message)


def _is_a_common_word(plain: str) -> bool:
    """Whether it is one of the most used words with digits and signs around it, or a few times over."""
    word = _AROUND.sub("", plain)
    if len(plain) - len(word) > _MOST_AROUND:
        return False
    repeated = _REPEATED.fullmatch(word)
    return (repeated[1] if repeated else word) in _listed("commonest_stems.txt")


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


def _commonest() -> frozenset[str]:
    return _listed("commonest_passwords.txt")


@cache
def _listed(name: str) -> frozenset[str]:
    text = Path(__file__).with_name(name).read_text()
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))

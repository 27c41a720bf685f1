"""The port to where contents are kept: bytes by a key, whole or not at all."""

from __future__ import annotations

import re
from typing import Protocol

from chassis.process.unreachable import Unreachable

_KEY = re.compile(r"[A-Za-z0-9_]{1,64}(/[A-Za-z0-9_]{1,64}){0,3}")


class ObjectMissing(Exception):
    """There is nothing by this key."""


class StoreUnavailable(Unreachable):
    """Nothing can be kept or given just now. It says no more than people who run this may read in a log."""


class StoreRefused(StoreUnavailable):
    """The store answers, and not as it would if its settings were right."""


class ObjectStore(Protocol):
    """Keys are letters, digits, `_` and `/`, made by us and by nobody who sends something."""

    def put(self, key: str, content: bytes) -> None:
        """Keep it, in the place of what was there; it is durable when this returns.

        Raises `StoreUnavailable`.
        """

    def get(self, key: str) -> bytes:
        """Raises `ObjectMissing`, `StoreUnavailable`."""

    def delete(self, prefix: str) -> None:
        """Remove what is kept by keys that begin with this and a slash, if anything is.

        Raises `StoreUnavailable`: some may be removed then.
        """

    def check(self) -> None:
        """Whether contents can be kept and given. Raises `StoreUnavailable`."""


def require_key(key: str) -> str:
    """The key, if it is one."""
    if _KEY.fullmatch(key) is None:
        raise ValueError("this is no key of an object")
    return key

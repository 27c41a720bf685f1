"""The port to where contents are kept: bytes by a key, whole or not at all."""

from __future__ import annotations

from typing import Protocol


class ObjectMissing(Exception):
    """There is nothing by this key."""


class ObjectStore(Protocol):
    """Keys are letters, digits, `_` and `/`, made by us and by nobody who sends something."""

    def put(self, key: str, content: bytes) -> None:
        """Keep it, in the place of what was there; it is durable when this returns. Raises OSError."""

    def get(self, key: str) -> bytes:
        """Raises `ObjectMissing`, OSError."""

    def delete(self, prefix: str) -> None:
        """Remove what is kept by keys that begin with this and a slash, if anything is. Raises OSError."""

"""How something is asked in the permission matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

STALE = {"If-Match": '"999"'}


@dataclass(frozen=True, slots=True)
class Action:
    """How something is requested, and what who may do it gets. Names in braces are ids of the world."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    done: tuple[int, str | None] = (200, None)
    #: What somebody of another practice gets, where they do it in their own (`*`).
    elsewhere: tuple[int, str | None] | None = None
    #: What is sent instead of a body of JSON, and what it is.
    file: bytes | None = None
    media: str = "text/csv"

"""What the API refuses (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Problem(Exception):
    """A refusal. `code` is stable; `detail` is for a person; `errors` say which field is wrong and how."""

    def __init__(self, status: int, said: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(said.get("code", "unknown"))
        self.detail = str(said.get("detail", ""))
        self.errors: Sequence[Mapping[str, str]] = said.get("errors", ())
        self.correlation_id = said.get("correlation_id")
        super().__init__(f"{status} {self.code}: {self.detail}")

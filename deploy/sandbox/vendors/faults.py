"""Faults that tests switch on: so many answers of a vendor's path go wrong, each in its own way."""

from __future__ import annotations

import threading
from dataclasses import dataclass

#: Answers that leave out a field which OAuth does not require, by the field.
LACKING = {"no_refresh_token": "refresh_token", "no_expires_in": "expires_in"}
KINDS = (
    *("429", "500", "503", "401", "slow", "malformed", "wrong", "redirect", "huge", "lost", "refused"),
    *LACKING,
)


@dataclass(slots=True)
class Fault:
    """`lost` carries the request out and says nothing; `slow` waits for `seconds` and then answers."""

    provider: str
    path: str
    kind: str
    times: int = 1
    seconds: float = 1.0


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def next(self, provider: str, path: str) -> Fault | None:
        """The fault that this request gets."""
        with self._lock:
            for fault in self._waiting:
                if fault.provider == provider and path.startswith(fault.path) and fault.times > 0:
                    fault.times -= 1
                    return fault
        return None

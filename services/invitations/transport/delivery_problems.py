"""How handing a message over may end: refused for good, or not now; each with a reason in plain words."""

from __future__ import annotations


class Refused(Exception):
    """The server will never take this message. `reason` is in plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotNow(Exception):
    """The server may take the message later. `reason` is in plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

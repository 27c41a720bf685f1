"""How handing a message over may end: refused for good, or not now; each with a reason in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.observability import logs

_log = logs.get(__name__)

_NOT_WRITTEN = "A message could not be written with these names. Correct the names and resend the invitation."


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


@contextmanager
def written() -> Iterator[None]:
    """Whatever goes wrong while a message is written will go wrong again. Raises `Refused`."""
    try:
        yield
    except (Refused, NotNow):
        raise
    except Exception as error:
        _log.exception("message_not_written")
        raise Refused(_NOT_WRITTEN) from error

"""Messages that cannot be written, because of what somebody has called themselves: refused for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.observability import logs
from services.invitations.transport.delivery_problems import NotNow, Refused

_log = logs.get(__name__)

_NOT_WRITTEN = "A message could not be written with these names. Correct the names and resend the invitation."


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

"""Gives the services a moment to hear of who calls.

Access decides who is signed in; the others know it by access's events, which are on their way for some
milliseconds after a registration, an accepted invitation or a switch between accounts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from chassis.process import waiting
from contracts.errors import ServiceUnavailable, Unauthenticated
from gateway.calls.identities import Identities
from gateway.http.identity import Credential

Answer = TypeVar("Answer")

#: Seconds that somebody whom access vouches for is tried again, and the first pause between, which doubles.
_PATIENCE = 2.0
_PAUSE = 0.02


def outwait(identities: Identities, credential: Credential, attempt: Callable[[], Answer]) -> Answer:
    """What `attempt` gives, tried again while a service refuses a caller whom access knows.

    The identity that was kept may be older than a change of the session, so access is asked anew.
    Raises `Unauthenticated` where access knows them no more, `ServiceUnavailable` when patience is over.
    """
    give_up = time.monotonic() + _PATIENCE
    pause = _PAUSE
    while True:
        try:
            return attempt()
        except Unauthenticated:
            identities.forget(credential)
            identities.of(credential)
        if time.monotonic() > give_up:
            raise ServiceUnavailable(service="access")
        waiting.sleep(pause)
        pause *= 2

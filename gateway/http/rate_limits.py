"""Rate limits, counted in this process's memory: per session, and per address for what is public."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Protocol

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, SlidingWindowCounterRateLimiter

from contracts.errors import TooManyRequests
from gateway.http.peer_addresses import neighbourhood

#: Per address; what a person behind a shared address would hardly reach, and a guesser soon does.
PUBLIC_RATES = {
    "registration": "30/minute",
    "sign_in": "30/minute",
    "invitation": "60/minute",
    "practice_link": "60/minute",
    # A page has two such files, which browsers keep.
    "branding": "240/minute",
    "token": "120/minute",
    # Of a whole service, which tells of many messages from few addresses.
    "webhook": "1200/minute",
}
SESSION_RATE = "6000/minute"


class Throttle(Protocol):
    def count_session(self, session_id: str) -> None:
        """Raises `TooManyRequests`."""

    def count_address(self, limit: str, address: str) -> None:
        """Raises `TooManyRequests`."""


class NoThrottle:
    """For benchmarks and fuzzing: everything may be asked at any rate."""

    def count_session(self, session_id: str) -> None:
        pass

    def count_address(self, limit: str, address: str) -> None:
        pass


class MemoryThrottle:
    """Each replica of the gateway counts for itself; access throttles sign-in for all of them."""

    def __init__(
        self, session_rate: str = SESSION_RATE, public_rates: Mapping[str, str] = PUBLIC_RATES
    ) -> None:
        storage = MemoryStorage()
        self._sessions = FixedWindowRateLimiter(storage)
        self._session_rate = parse(session_rate)
        # A window that slides leaves no double allowance at its edge.
        self._public = SlidingWindowCounterRateLimiter(storage)
        self._public_rates = {name: parse(rate) for name, rate in public_rates.items()}

    def count_session(self, session_id: str) -> None:
        self._count(self._sessions, self._session_rate, "session", session_id)

    def count_address(self, limit: str, address: str) -> None:
        self._count(self._public, self._public_rates[limit], limit, neighbourhood(address))

    def _count(
        self,
        limiter: FixedWindowRateLimiter | SlidingWindowCounterRateLimiter,
        rate: RateLimitItem,
        *identifiers: str,
    ) -> None:
        if limiter.hit(rate, *identifiers):
            return
        reset = limiter.get_window_stats(rate, *identifiers).reset_time
        raise TooManyRequests(retry_after=max(1, math.ceil(reset - time.time())))

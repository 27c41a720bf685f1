"""Rate limits: per session, and per address for what is public."""

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
#: The name of what a session may ask, beside those of `PUBLIC_RATES`.
_SESSION = "session"

Limiter = FixedWindowRateLimiter | SlidingWindowCounterRateLimiter


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
    """Counts in this process's memory."""

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
        self._count(self._sessions, self._session_rate, _SESSION, session_id)

    def count_address(self, limit: str, address: str) -> None:
        self._count(self._public, self._public_rates[limit], limit, neighbourhood(address))

    def add(self, limit: str, identifier: str, times: int) -> None:
        """Count what was let through elsewhere, as far as the limit goes. No limit of ours is nothing."""
        limiter: Limiter = self._sessions if limit == _SESSION else self._public
        rate = self._session_rate if limit == _SESSION else self._public_rates.get(limit)
        if rate is None:
            return
        room = limiter.get_window_stats(rate, limit, identifier).remaining
        if (cost := min(times, room)) > 0:
            limiter.hit(rate, limit, identifier, cost=cost)

    def _count(self, limiter: Limiter, rate: RateLimitItem, limit: str, identifier: str) -> None:
        if limiter.hit(rate, limit, identifier):
            return
        reset = limiter.get_window_stats(rate, limit, identifier).reset_time
        raise TooManyRequests(retry_after=max(1, math.ceil(reset - time.time())))

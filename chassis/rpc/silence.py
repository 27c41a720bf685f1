"""Which services say nothing over a connection, though they are asked."""

from __future__ import annotations

from dataclasses import dataclass

#: A connection is given up once so many calls in a row to one service ran out of time, or were given back by
#: the broker, over so many seconds.
_CALLS, _SECONDS = 3, 5.0
#: Seconds until the next connection may be given up as well, at first and at most: who is silent may be the
#: service itself, of which a new connection hears no more.
_PATIENCE, _MOST_PATIENCE = 10.0, 160.0


@dataclass(slots=True)
class _Unanswered:
    calls: int
    since: float


class Silence:
    """Of one client, over all the connections that it has one after another."""

    def __init__(self) -> None:
        self._unanswered: dict[str, _Unanswered] = {}
        self._patience, self._not_before = _PATIENCE, 0.0

    def answered(self, service: str) -> None:
        """The service has said something."""
        self._unanswered.pop(service, None)
        if not self._unanswered:
            self._patience = _PATIENCE

    def is_too_long(self, service: str, now: float) -> bool:
        """Whether this call without an answer is one too many, so that the connection is given up now."""
        found = self._unanswered.setdefault(service, _Unanswered(0, now))
        found.calls += 1
        if found.calls < _CALLS or now - found.since < _SECONDS or now < self._not_before:
            return False
        self._not_before = now + self._patience
        self._patience = min(2 * self._patience, _MOST_PATIENCE)
        for each in self._unanswered.values():
            each.calls, each.since = 0, now
        return True

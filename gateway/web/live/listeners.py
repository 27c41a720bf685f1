"""Who listens to what happens: so many of a session, so many in all, each for so long (docs/adr/0059)."""

from __future__ import annotations

import time
from collections import defaultdict

#: Browsers open six connections to a site by HTTP/1.1; pages and their files need some.
MOST_OF_SESSION = 4
MOST = 400
#: Seconds; a browser then connects anew by itself.
LONGEST = 240.0


class Listener:
    """Good until it is ended: by a newer one of its session, by time, or with the process."""

    def __init__(self, until: float) -> None:
        self._until = until

    @property
    def left(self) -> float:
        """Seconds; none once it is ended."""
        return max(0.0, self._until - time.monotonic())

    def end(self) -> None:
        self._until = 0.0


class Listeners:
    def __init__(
        self, most: int = MOST, most_of_session: int = MOST_OF_SESSION, longest: float = LONGEST
    ) -> None:
        self._most, self._most_of_session, self._longest = most, most_of_session, longest
        self._of_session: defaultdict[str, list[Listener]] = defaultdict(list)
        self._count = 0
        self._closed = False

    def __len__(self) -> int:
        return self._count

    @property
    def is_full(self) -> bool:
        return self._closed or self._count >= self._most

    def add(self, session_id: str) -> Listener | None:
        """One more; of a session the oldest gives way. None where there are as many as there may be."""
        if self.is_full:
            return None
        mine = self._of_session[session_id]
        if len(mine) >= self._most_of_session:
            mine.pop(0).end()
        listener = Listener(time.monotonic() + self._longest)
        mine.append(listener)
        self._count += 1
        return listener

    def remove(self, session_id: str, listener: Listener) -> None:
        """Once what was sent to it has ended."""
        self._count -= 1
        mine = self._of_session[session_id]
        if listener in mine:
            mine.remove(listener)
        if not mine:
            del self._of_session[session_id]

    def close(self) -> None:
        """End them all, and take no more: the process ends."""
        self._closed = True
        for mine in self._of_session.values():
            for listener in mine:
                listener.end()

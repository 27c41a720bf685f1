"""The connection that calls go over, of which another takes the place where a service says nothing over it.

A broker that was away from its cluster may put calls into a queue that nobody reads, or know of none
(docs/adr/0063).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import eventlet

from chassis.messaging.broker import Link
from chassis.observability import logs
from chassis.rpc.silence import Silence

_log = logs.get(__name__)

#: Seconds for which a connection that was replaced may still bring answers, and a new one may take to come.
_OUTLIVING, _CONNECTING = 30.0, 10.0


class RenewedLink:
    """`current` is the one to ask over. `on_open` and `on_lost` are as a link's; `on_lost` is given which."""

    def __init__(
        self, url: str, name: str, on_open: Callable[[Any], None], on_lost: Callable[[Link], None]
    ) -> None:
        self._url, self._name = url, name
        self._on_open, self._on_lost = on_open, on_lost
        self._silence = Silence()
        self.current = self._new()
        #: One that is being made, and those that were replaced and may still bring answers.
        self._others: list[Link] = []

    def stop(self) -> None:
        for link in (self.current, *self._others):
            link.stop()

    def answered(self, service: str) -> None:
        """Something was heard of a service."""
        self._silence.answered(service)

    def unanswered(self, service: str, link: Link) -> None:
        """A call to a service over this link ran out of time, or came back."""
        if link is self.current and self._silence.is_too_long(service, time.monotonic()):
            eventlet.spawn(self._renew, service)

    def _new(self) -> Link:
        link = Link(self._url, self._name, self._on_open, lambda: self._on_lost(link))
        return link

    def _renew(self, silent: str) -> None:
        """Ask over another from now on; what was asked over this one is still heard."""
        coming = self._new()
        self._others.append(coming)
        coming.start()
        came = coming.wait_ready(_CONNECTING)
        self._others.remove(coming)
        if not came:
            coming.stop()
            return
        _log.warning("calls_over_another_connection", link=self._name, silent=silent)
        former, self.current = self.current, coming
        self._others.append(former)
        eventlet.sleep(_OUTLIVING)
        self._others.remove(former)
        former.stop()

"""Publishes persistent messages, and knows which of them the broker has taken over."""

from __future__ import annotations

from typing import Any

import eventlet
from eventlet.event import Event
from eventlet.semaphore import Semaphore

from chassis.messaging.broker import BrokerUnavailable, Link, Outgoing
from chassis.observability import logs

_log = logs.get(__name__)


class ConfirmedPublisher:
    """Publishes persistent messages and knows which of them the broker has taken over."""

    def __init__(self, url: str, name: str) -> None:
        self._link = Link(url, name, self._on_open, self._on_lost)
        self._tag = 0
        self._open_tags: dict[int, str] = {}
        self._returned: set[str] = set()
        self._waiting: Event | None = None
        self._one_at_a_time = Semaphore(1)
        self.start, self.stop = self._link.start, self._link.stop

    @property
    def ready(self) -> bool:
        return self._link.ready

    def wait_ready(self, timeout: float) -> bool:
        return self._link.wait_ready(timeout)

    def publish(
        self, messages: list[tuple[str, Outgoing]], timeout: float = 5.0
    ) -> tuple[set[str], set[str]]:
        """Publish in order and wait: the ids that the broker confirmed, and those that found no queue.

        Raises `BrokerUnavailable` when the connection is missing or breaks; then nothing is known.
        """
        with self._one_at_a_time:
            if not self._link.ready:
                raise BrokerUnavailable("no connection")
            self._open_tags, self._returned = {}, set()
            self._waiting, waiting = None, Event()
            sent = {}
            for key, message in messages:
                self._tag += 1
                sent[self._tag] = key
                self._open_tags[self._tag] = key
                self._publish(message)
            if self._open_tags:
                self._waiting = waiting
                with eventlet.Timeout(timeout, False):
                    if waiting.wait() == "lost":
                        raise BrokerUnavailable("connection lost while waiting for confirms")
            self._waiting = None
            confirmed = {key for tag, key in sent.items() if tag not in self._open_tags}
            return confirmed - self._returned, confirmed & self._returned

    def _publish(self, message: Outgoing) -> None:
        try:
            self._link.publish(message, mandatory=True)
        except BrokerUnavailable:
            raise
        except Exception:
            # It was never written, so the broker counts the next one by its number.
            del self._open_tags[self._tag]
            self._tag -= 1
            raise

    def _on_open(self, channel: Any) -> None:
        self._tag = 0
        channel.confirm_select()
        channel.events["basic_ack"].add(self._on_ack)
        channel.events["basic_nack"].add(self._on_nack)
        channel.events["basic_return"].add(self._on_return)

    def _on_ack(self, tag: int, multiple: bool) -> None:
        if multiple:
            for done in [open_tag for open_tag in self._open_tags if open_tag <= tag]:
                del self._open_tags[done]
        else:
            self._open_tags.pop(tag, None)
        self._wake_if_done()

    def _on_nack(self, tag: int, multiple: bool) -> None:
        # A refused message stays open, so that it is not reported as confirmed; the waiting times out.
        _log.warning("broker_refused_message", multiple=multiple)

    def _on_return(self, _error: Any, _exchange: str, _routing_key: str, message: Any) -> None:
        self._returned.add(str(message.properties.get("message_id")))

    def _on_lost(self) -> None:
        self._open_tags = dict.fromkeys(self._open_tags, "")
        if self._waiting is not None and not self._waiting.ready():
            self._waiting.send("lost")

    def _wake_if_done(self) -> None:
        if not self._open_tags and self._waiting is not None and not self._waiting.ready():
            self._waiting.send("done")

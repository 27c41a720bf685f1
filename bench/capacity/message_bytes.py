"""Bytes of an event as the broker gives it to a subscriber: its body, its headers and its properties."""

from __future__ import annotations

from bench.ours.running import SUBSCRIBER
from chassis.messaging.broker import connect, open_channel
from contracts.accounts.events import CLIENT_CREATED
from contracts.subscriptions import handlers_of

#: AMQP 0-9-1: the frames of a delivery beside header and body, of 8 bytes each, and its method.
_FRAMES, _METHOD = 3 * 8, 60
_LOOKED_AT = 200


def of_event(uri: str) -> float:
    """The mean of `ClientCreated` events that wait at a subscriber of everything. They are taken from it."""
    sizes = []
    with connect(uri, "bench") as connection:
        channel = open_channel(connection)
        for _ in range(_LOOKED_AT):
            message = channel.basic_get(SUBSCRIBER, no_ack=True)
            if message is None:
                break
            if message.delivery_info["routing_key"] == CLIENT_CREATED.type:
                # py-amqp has no other way to count them.
                properties = message._serialize_properties()  # noqa: SLF001
                sizes.append(len(message.body) + len(properties) + _FRAMES + _METHOD)
    if not sizes:
        raise SystemExit("no event came to the subscriber")
    return sum(sizes) / len(sizes)


def copies_of_event() -> int:
    """The queues of ours that a `ClientCreated` goes to, each of which keeps it until it is taken in."""
    return len(handlers_of(CLIENT_CREATED))

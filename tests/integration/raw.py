"""Publishes what no library would write: properties as bytes, so that they can be anything."""

from __future__ import annotations

from collections.abc import Mapping
from struct import pack
from typing import Any

from amqp import serialization, spec
from kombu import Connection


class Raw:
    """A message's content with its properties as they go on the wire."""

    def __init__(self, properties: bytes, body: bytes) -> None:
        self.body = body
        self.properties: dict[str, Any] = {}
        self._raw = properties

    def _serialize_properties(self) -> bytes:
        return self._raw


def publish(url: str, exchange: str, routing_key: str | bytes, messages: list[tuple[bytes, bytes]]) -> None:
    """Publish (properties, body) each; returns when the broker has taken over all of them."""
    with Connection(url) as connection:
        channel = connection.channel()
        channel.confirm_select()
        open_tags = set(range(1, len(messages) + 1))

        def confirmed(tag: int, multiple: bool) -> None:
            for each in [each for each in open_tags if each == tag or (multiple and each <= tag)]:
                open_tags.discard(each)

        channel.events["basic_ack"].add(confirmed)
        for properties, body in messages:
            arguments = (0, exchange, routing_key, True, False)
            channel.send_method(spec.Basic.Publish, "Bssbb", arguments, Raw(properties, body))
        while open_tags:
            connection.drain_events(timeout=30)


def table(items: bytes) -> bytes:
    return pack(">I", len(items)) + items


def item(name: bytes, value: bytes) -> bytes:
    """One header; `value` begins with the letter of its type."""
    return pack("B", len(name)) + name + value


def long_text(value: bytes) -> bytes:
    return b"S" + pack(">I", len(value)) + value


def short(value: bytes) -> bytes:
    return pack("B", len(value)) + value


def plain(headers: Mapping[str, Any]) -> bytes:
    """The items of ordinary headers, to put odd ones beside."""
    return bytes(serialization.dumps("F", [dict(headers)])[4:])


def properties(
    items: bytes = b"",
    *,
    message_id: bytes | None = None,
    reply_to: bytes | None = None,
    correlation_id: bytes | None = None,
    content_encoding: bytes | None = None,
) -> bytes:
    """The properties of a message on the wire, in the order of their flags."""
    flags, written = 0x2000, table(items)
    if content_encoding is not None:
        flags, written = flags | 0x4000, short(content_encoding) + written
    for flag, value in ((0x0400, correlation_id), (0x0200, reply_to), (0x0080, message_id)):
        if value is not None:
            flags, written = flags | flag, written + short(value)
    return pack(">H", flags) + written

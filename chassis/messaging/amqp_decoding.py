"""Lets a message that amqp cannot decode be delivered like any other, marked.

amqp decodes a message's properties, and the words a delivery comes with, while it reads the connection: one
time beyond the year 9999 ends it, for every other message too, and again when the broker redelivers.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from struct import pack, unpack_from
from typing import Any

from amqp import serialization, spec
from amqp.method_framing import frame_handler

#: The property that an undecodable message has: its properties as they were sent, as bytes.
RAW = "clientele-raw"

#: In the order of their flags, the highest bit first (AMQP 0-9-1, 4.2.6.1): s is text, F a table, o an octet,
#: L 64 bits.
_PROPERTIES = (
    ("content_type", "s"),
    ("content_encoding", "s"),
    ("application_headers", "F"),
    ("delivery_mode", "o"),
    ("priority", "o"),
    ("correlation_id", "s"),
    ("reply_to", "s"),
    ("expiration", "s"),
    ("message_id", "s"),
    ("timestamp", "L"),
    ("type", "s"),
    ("user_id", "s"),
    ("app_id", "s"),
    ("cluster_id", "s"),
)
_SIZES = {"o": (1, ">B"), "L": (8, ">Q")}
#: What comes with a message, by method: a broker that delivers must not be refused for a word of a sender's.
_ARGUMENTS = {
    spec.Basic.Deliver: "sLbss",
    spec.Basic.GetOk: "Lbssl",
    spec.Basic.Return: "Bsss",
}
_decode_strictly = serialization.decode_properties_basic


def install() -> None:
    """Decode all properties through `decode`. Doing it again is harmless."""
    serialization.PROPERTY_CLASSES[spec.Basic.CLASS_ID] = decode


def decode(frame: Any, offset: int) -> tuple[dict[str, Any], int]:
    """The properties of a message; where amqp cannot decode them, what can be read of them, and `RAW`."""
    try:
        return _decode_strictly(frame, offset)  # type: ignore[no-any-return]
    except Exception:  # noqa: BLE001  whatever a sender wrote, the connection is everybody's
        raw = bytes(frame[offset:])
        return {**_readable(raw), RAW: raw}, len(frame)


def _readable(raw: bytes) -> dict[str, Any]:
    """What can be read of undecodable properties, field by field, text with what is no UTF-8 escaped."""
    found: dict[str, Any] = {}
    try:
        (flags,) = unpack_from(">H", raw, 0)
        offset = 2
        for bit, (name, kind) in enumerate(_PROPERTIES):
            if flags & (0x8000 >> bit):
                value, offset = _field(raw, offset, kind)
                if value is not None:
                    found[name] = value
    except (struct.error, IndexError):
        pass
    return found


def _field(raw: bytes, offset: int, kind: str) -> tuple[Any, int]:
    """A property's value and where the next begins; a table that cannot be decoded is None."""
    if kind == "s":
        end = offset + 1 + raw[offset]
        return raw[offset + 1 : end].decode("utf-8", "backslashreplace"), end
    if kind == "F":
        (length,) = unpack_from(">I", raw, offset)
        end = offset + 4 + length
        try:
            return serialization.loads("F", raw[:end], offset)[0][0], end
        except Exception:  # noqa: BLE001  see `decode`
            return None, end
    size, form = _SIZES[kind]
    return unpack_from(form, raw, offset)[0], offset + size


def tolerant_frame_handler(connection: Any, callback: Callable[..., Any]) -> Any:
    """amqp's own frame handler, with routing keys and the like that are no UTF-8 escaped."""

    def on_method(channel: int, method: tuple[int, int], arguments: Any, content: Any) -> Any:
        form = _ARGUMENTS.get(method)
        if form is None:
            return callback(channel, method, arguments, content)
        if method == spec.Basic.Deliver:
            # Tried first, as most are text: consumers (`deliveries`) raise nothing of their own.
            try:
                return callback(channel, method, arguments, content)
            except UnicodeDecodeError:
                return callback(channel, method, _as_text(arguments, form), content)
        return callback(channel, method, _as_text(arguments, form), content)

    return frame_handler(connection, on_method)


def _clean(text: bytes) -> bytes:
    return bytes(text).decode("utf-8", "backslashreplace").encode()


def _as_text(arguments: Any, form: str) -> bytes:
    """The same arguments with each text in UTF-8, at most as long as a text may be."""
    written = bytearray(bytes(arguments[:4]))
    for part, kind in _parts(arguments, form):
        if kind == "s":
            text = _clean(part[1:])[:255].decode("utf-8", "ignore").encode()
            written += pack("B", len(text)) + text
        else:
            written += part
    return bytes(written)


def _parts(arguments: Any, form: str) -> list[tuple[bytes, str]]:
    """Each argument as it was sent, after the four bytes that name the method."""
    found, offset = [], 4
    for kind in form:
        size = 1 + arguments[offset] if kind == "s" else {"L": 8, "l": 4, "B": 2, "b": 1}[kind]
        found.append((bytes(arguments[offset : offset + size]), kind))
        offset += size
    return found

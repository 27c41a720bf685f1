"""Broken messages at random: whole on the wire, so that the broker takes them, and nonsense else."""

from __future__ import annotations

import random
from struct import pack

from tests.integration import raw

_WORDS = (
    "cloudEvents:id",
    "cloudEvents:type",
    "cloudEvents:source",
    "cloudEvents:correlationid",
    "clientele-signature",
    "clientele-attempt",
    "clientele-deadline",
    "clientele-time-left",
    "clientele-passport",
    "clientele-queue",
    "compression",
    "traceparent",
    "x-death",
    "odd",
)
_BODIES = (b"", b"{", b"null", b"[" * 2000, b'{"args": [], "kwargs": {}}', b'{"args": 1}', b"\xff\xfe\x00")


def message(chance: random.Random) -> tuple[bytes, bytes]:
    """The properties and the body of one."""
    items = b"".join(_header(chance) for _ in range(chance.randint(0, 6)))
    if chance.random() < 0.02:
        items += b"".join(raw.item(b"h%d" % n, raw.long_text(b"x" * 500)) for n in range(200))
    body = chance.choice([*_BODIES, chance.randbytes(chance.randint(1, 200))])
    return (
        raw.properties(
            items,
            message_id=chance.choice([None, b"", chance.randbytes(5), b"m%d" % chance.getrandbits(30)]),
            reply_to=chance.choice([None, None, b"nobody", b"accounts.archive_client", chance.randbytes(8)]),
            correlation_id=chance.choice([None, b"1", chance.randbytes(16)]),
            content_encoding=chance.choice([None, b"utf-8", b"punycode", b"\xff", b"utf-16"]),
        ),
        body,
    )


def _header(chance: random.Random) -> bytes:
    name = chance.choice([chance.choice(_WORDS).encode(), chance.randbytes(chance.randint(1, 12))])
    return raw.item(name, _value(chance, 0))


def _value(chance: random.Random, depth: int) -> bytes:
    kind = chance.choice("SSSSIlTtVFAxb" if depth < 3 else "SIT")
    if kind in "Sx":
        odd = [chance.randbytes(chance.randint(0, 60)), b"5", b"accounts.x", b"\xed\xa0\x80"]
        text = chance.choice(odd)
        return kind.encode() + pack(">I", len(text)) + text
    if kind in "FA":
        within = _header_in if kind == "F" else _value
        inner = [within(chance, depth + 1) for _ in range(chance.randint(0, 3))]
        return kind.encode() + raw.table(b"".join(inner))
    return {
        "I": b"I" + pack(">i", chance.randint(-(2**31), 2**31 - 1)),
        "l": b"l" + pack(">q", chance.randint(-(2**63), 2**63 - 1)),
        "T": b"T" + pack(">Q", chance.choice([0, 253_402_300_800, 2**63 - 1])),
        "t": b"t\x01",
        "b": b"b" + pack(">b", chance.randint(-128, 127)),
        "V": b"V",
    }[kind]


def _header_in(chance: random.Random, depth: int) -> bytes:
    return raw.item(chance.randbytes(chance.randint(1, 5)), _value(chance, depth))

"""A font in which every letter is a bar of one width, so that a page is laid out alike wherever it is drawn.

Which fonts a machine has decides how wide words are, and so where lines end and all that is below them.
"""

from __future__ import annotations

import base64
import struct

#: Of an em of a thousand units.
_EM, _ASCENT, _DESCENT = 1000, 900, 250
_WIDTH, _HEIGHT = 520, 480
_NOTHING, _SPACE, _BAR = range(3)
_FIRST, _LAST = 0x20, 0x2FFF
_SPACES = (0x20, 0xA0, *range(0x2000, 0x2010), 0x202F)


def data_url() -> str:
    return f"data:font/ttf;base64,{base64.b64encode(_file(_tables())).decode()}"


def _tables() -> dict[bytes, bytes]:
    # Four corners of one contour; both axes in words.
    bar = struct.pack(">hhhhhHH", 1, 0, 0, _WIDTH, _HEIGHT, 3, 0) + bytes([1] * 4)
    bar += struct.pack(">4h4h", 0, 0, _WIDTH, 0, 0, _HEIGHT, 0, -_HEIGHT)
    bar += bytes(-len(bar) % 4)
    head = struct.pack(
        ">HHIIIHHQQhhhhHHhhh",
        *(1, 0, 0x10000, 0, 0x5F0F3CF5, 3, _EM, 0, 0, 0, 0, _WIDTH, _HEIGHT, 0, 8, 2, 1, 0),
    )
    return {
        b"OS/2": _os2(),
        b"cmap": _cmap(),
        b"glyf": bar,
        b"head": head,
        b"hhea": struct.pack(
            ">IhhhHhhhhhh8xhH", 0x10000, _ASCENT, -_DESCENT, 0, _WIDTH, 0, 0, _WIDTH, 1, 0, 0, 0, 3
        ),
        b"hmtx": struct.pack(">Hh", _WIDTH, 0) * 3,
        b"loca": struct.pack(">4I", 0, 0, 0, len(bar)),
        b"maxp": struct.pack(">I14H", 0x10000, 3, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": _name(),
        b"post": struct.pack(">IIhhI16x", 0x30000, 0, -100, 50, 0),
    }


def _os2() -> bytes:
    return struct.pack(
        ">HhHHH11h10s4I4sHHHhhhHHIIhhHHH",
        *(4, _WIDTH, 400, 5, 0),
        *(650, 600, 0, 75, 650, 600, 0, 350, 50, 250, 0),
        bytes(10),
        *(1, 0, 0, 0),
        b"none",
        *(0x40, _FIRST, _LAST),
        *(_ASCENT, -_DESCENT, 0, _ASCENT, _DESCENT),
        *(1, 0),
        *(_HEIGHT, 700, 0, 0x20, 1),
    )


def _cmap() -> bytes:
    """All letters there are, by a list: format 4 with one segment, and the one that ends it."""
    glyphs = [_SPACE if code in _SPACES else _BAR for code in range(_FIRST, _LAST + 1)]
    segments = struct.pack(">HHxxHHHHHH", _LAST, 0xFFFF, _FIRST, 0xFFFF, 0, 1, 4, 0)
    body = struct.pack(">4H", 4, 4, 1, 0) + segments + struct.pack(f">{len(glyphs)}H", *glyphs)
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + struct.pack(">HHH", 4, len(body) + 6, 0) + body


def _name() -> bytes:
    words = "Bars".encode("utf-16-be")
    kinds = (1, 2, 4, 6)
    records = b"".join(struct.pack(">6H", 3, 1, 0x409, kind, len(words), 0) for kind in kinds)
    return struct.pack(">HHH", 0, len(kinds), 6 + len(records)) + records + words


def _file(tables: dict[bytes, bytes]) -> bytes:
    places, content = b"", b""
    begin = 12 + 16 * len(tables)
    for tag, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        places += struct.pack(">4sIII", tag, _sum(padded), begin + len(content), len(table))
        content += padded
    power = 1 << (len(tables).bit_length() - 1)
    head = struct.pack(
        ">IHHHH", 0x10000, len(tables), power * 16, power.bit_length() - 1, (len(tables) - power) * 16
    )
    return head + places + content


def _sum(padded: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) % 2**32

"""Pixels as a PNG file (RFC 2083)."""

from __future__ import annotations

import struct
import zlib

from pypdfium2 import PdfBitmap

_COLOUR, _GREY = 2, 0
_HIGH = bytes(value & 0xF0 for value in range(256))
_LOW = bytes(value >> 4 for value in range(256))


def in_colour(bitmap: PdfBitmap) -> bytes:
    """Of three bytes a pixel: red, green, blue."""
    rows = _rows(bitmap, 3)
    return _file(bitmap.width, bitmap.height, 8, _COLOUR, rows)


def in_greys(bitmap: PdfBitmap) -> bytes:
    """Of one byte a pixel, in sixteen greys: two pixels a byte."""
    return _file(bitmap.width, bitmap.height, 4, _GREY, [_halved(row) for row in _rows(bitmap, 1)])


def _rows(bitmap: PdfBitmap, pixel: int) -> list[bytes]:
    if bitmap.n_channels != pixel:
        raise ValueError(f"{bitmap.n_channels} bytes a pixel")
    whole, used = bytes(bitmap.buffer), bitmap.width * pixel
    return [whole[at : at + used] for at in range(0, bitmap.height * bitmap.stride, bitmap.stride)]


def _halved(row: bytes) -> bytes:
    even, odd = row[0::2].translate(_HIGH), row[1::2].ljust((len(row) + 1) // 2, b"\0").translate(_LOW)
    return (int.from_bytes(even) | int.from_bytes(odd)).to_bytes(len(even))


def _file(width: int, height: int, depth: int, colours: int, rows: list[bytes]) -> bytes:
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)),
            _chunk(b"IDAT", pixels),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

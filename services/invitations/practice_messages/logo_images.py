"""Pictures that somebody sent, drawn anew: whatever they were, a small PNG comes of it, or words on why not.

Pillow reads three formats here and no other. What a picture says of itself, where and when it was taken and
by whom, stays behind.
"""

from __future__ import annotations

import io
import warnings
from typing import NamedTuple

from PIL import Image, ImageOps

from contracts.invitations import LOGO_HEIGHT, LOGO_WIDTH

_FORMATS = ("PNG", "JPEG", "WEBP")
#: Pixels, and those of one side, that are unpacked at most: 64 MiB.
_MOST_PIXELS = 16_000_000
_LONGEST_SIDE = 10_000
#: Kept in twice the pixels that it is shown in, for finer screens.
_FINER = 2
#: Bytes of a PNG beyond which its colours are counted out, as it goes into each mail.
_LARGE = 64 * 1024


class Redrawn(NamedTuple):
    """A PNG, and the pixels that it is to be shown in."""

    png: bytes
    width: int
    height: int


class Unreadable(Exception):
    """`code`, and a sentence that says how to mend it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def redrawn(data: bytes) -> Redrawn:
    """The picture at a logo's size. Raises `Unreadable`."""
    try:
        with warnings.catch_warnings():
            # Pillow's own bound is another, and only warns at first.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
            _refuse_large(image)
            return _drawn(image)
    except Unreadable:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except Exception:  # noqa: BLE001  a broken file is whatever error its decoder runs into
        message = "This is no picture that can be read. Choose a PNG, JPEG or WebP file."
        raise Unreadable("not_a_picture", message) from None


def _refuse_large(image: Image.Image) -> None:
    """By what its beginning says, before anything is unpacked."""
    width, height = image.size
    if width * height > _MOST_PIXELS or max(width, height) > _LONGEST_SIDE:
        raise _too_large()


def _too_large() -> Unreadable:
    return Unreadable("too_many_pixels", "This picture has too many pixels. Make it at most 4,000 by 4,000.")


def _drawn(image: Image.Image) -> Redrawn:
    room = (LOGO_WIDTH * _FINER, LOGO_HEIGHT * _FINER)
    # A JPEG is unpacked no larger than it is needed.
    image.draft("RGB", (room[0] * 2, room[1] * 2))
    upright = ImageOps.exif_transpose(image)
    drawn = upright.convert("RGBA")
    drawn.thumbnail(room, Image.Resampling.LANCZOS)
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    shown = tuple(max(1, round(side / _FINER)) for side in clean.size)
    png = _png(clean)
    if len(png) > _LARGE:
        png = _png(clean.quantize(256, method=Image.Quantize.FASTOCTREE))
    return Redrawn(png, *shown)


def _png(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()

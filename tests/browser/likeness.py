"""How much two pictures of a page differ, as somebody would say who looks at them from afar."""

from __future__ import annotations

from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter, ImageStat

#: Pixels wide that a desk's and a phone's picture is shrunk to, and how large the tiles are.
_DESK, _PHONE, _TILE = 128, 80, 4
#: Of 255: of the whole, and of the tile that differs most. From run to run both are 0; with all that is drawn
#: a quarter of a pixel off 0.1 and 4 (a phone's long form), and no other way to smooth edges does more.
#: The least that is to be seen, chips that lost their colour on a page that has few, makes 13 of a tile.
MOST, MOST_OF_TILE = 1.5, 9.0


class Difference(NamedTuple):
    whole: float
    tile: float

    @property
    def is_seen(self) -> bool:
        return self.whole > MOST or self.tile > MOST_OF_TILE


def shrunk(picture: Image.Image) -> Image.Image:
    """Small and a little blurred, so that no single pixel of the page counts."""
    colours = picture.convert("RGB")
    width = _DESK if colours.width > 640 else _PHONE
    scale = colours.width / width
    blurred = colours.filter(ImageFilter.GaussianBlur(scale))
    return blurred.resize((width, round(colours.height / scale)), Image.Resampling.BOX)


def between(one: Image.Image, other: Image.Image) -> Difference:
    """Of two that are shrunk; all of it where one is longer than the other."""
    if one.size != other.size:
        return Difference(255, 255)
    apart = ImageChops.difference(one, other)
    tiles = apart.resize((-(-apart.width // _TILE), -(-apart.height // _TILE)), Image.Resampling.BOX)
    largest = max(high for _, high in ImageStat.Stat(tiles).extrema)
    return Difference(sum(ImageStat.Stat(apart).mean) / 3, largest)

"""Colours, and how well text in one is read upon another (WCAG 2.2, contrast ratio)."""

from __future__ import annotations

from typing import Any, NamedTuple

from contracts.fields import Pattern

#: What text needs at least (WCAG 2.2, 1.4.3, level AA).
ENOUGH = 4.5
WHITE, BLACK = "#ffffff", "#000000"
#: The surfaces of our pages and mails that text in a practice's colour may stand on, nearest to it.
LIGHT_SURFACE, DARK_SURFACE = "#f6f6f3", "#1e201f"
_STEPS = 50


class Colour(Pattern):
    """Red, green and blue in hexadecimal; its case does not count."""

    def __init__(self, label: str = "a colour") -> None:
        super().__init__("#[0-9A-Fa-f]{6}", "Use a colour such as #1b5e5a.", label=label, longest=7)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(value, attr, data, **kwargs).lower()


class Shades(NamedTuple):
    """A practice's colour as it is used: `light` and `dark` are for text and buttons on pages of that scheme,
    each with the colour of text upon it; `text` is that on the colour itself.
    """

    colour: str
    text: str
    light: str
    text_on_light: str
    dark: str
    text_on_dark: str

    @property
    def darkened(self) -> bool:
        """Whether the colour itself could not be read on a light page."""
        return self.light != self.colour

    @property
    def lightened(self) -> bool:
        """The same of a dark page."""
        return self.dark != self.colour


def shades(colour: str) -> Shades:
    """The colour where it can be read, and the nearest that can where it cannot."""
    light, dark = readable(colour, LIGHT_SURFACE), readable(colour, DARK_SURFACE)
    return Shades(colour, text_on(colour), light, text_on(light), dark, text_on(dark))


def text_on(colour: str) -> str:
    """White, or black where that is read better. One of the two always has more than is enough."""
    return WHITE if contrast(WHITE, colour) >= contrast(BLACK, colour) else BLACK


def readable(colour: str, surface: str) -> str:
    """The colour, mixed with as little black or white as lets it be read on this surface."""
    towards = BLACK if contrast(BLACK, surface) > contrast(WHITE, surface) else WHITE
    mixed = (_mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(each for each in mixed if contrast(each, surface) >= ENOUGH)


def contrast(one: str, other: str) -> float:
    """From 1, of a colour and itself, to 21, of black and white."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(mine + (theirs - mine) * share):02x}" for mine, theirs in pairs)

"""Which font has a sign, and how wide it is there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

_FONTS = Path(__file__).with_name("fonts")
_CJK = ("paperang_p2_fonts_cjk", "fonts/wqy-microhei.ttc")
PLAIN, BOLD, EAST_ASIAN = "plain", "bold", "east asian"
#: How wide the box is that stands for a sign of no font, in sizes of the text.
BOX = 0.95


@dataclass(frozen=True, slots=True)
class Sign:
    """How one is drawn: in a font, or where `font` is None in a box with its number. Widths are of size 1."""

    font: str | None
    width: float


def register() -> None:
    """Make the fonts of this package known. The one of Chinese signs is read when there is a need."""
    for name, file in ((PLAIN, "DejaVuSansCondensed.ttf"), (BOLD, "DejaVuSansCondensed-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, _FONTS / file))


@cache
def sign(sign: str, *, bold: bool) -> Sign:
    """How a sign is drawn."""
    for name in (BOLD if bold else PLAIN, EAST_ASIAN):
        width = _widths(name).get(ord(sign))
        if width is not None:
            return Sign(name, width / 1000)
    return Sign(None, BOX)


@cache
def _widths(font: str) -> dict[int, float]:
    """The widths of those signs that a font has."""
    if font == EAST_ASIAN and not _register_east_asian():
        return {}
    face = pdfmetrics.getFont(font).face
    return {code: face.charWidths.get(code, face.defaultWidth) for code in face.charToGlyph}


def _register_east_asian() -> bool:
    package, file = _CJK
    try:
        pdfmetrics.registerFont(TTFont(EAST_ASIAN, str(files(package) / file), subfontIndex=0))
    except (ModuleNotFoundError, TTFError):
        return False
    return True

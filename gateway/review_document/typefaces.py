"""Which font has a sign, and how wide it is there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

_FONTS = Path(__file__).with_name("fonts")
#: Where systems keep a font of Chinese, Japanese and Korean signs that can be read here: WenQuanYi Micro Hei,
#: as Debian (`fonts-wqy-microhei`), Fedora and Arch name its file.
EAST_ASIAN_FILES = tuple(
    Path("/usr/share/fonts") / each
    for each in (
        "truetype/wqy/wqy-microhei.ttc",
        "wqy-microhei-fonts/wqy-microhei.ttc",
        "wenquanyi/wqy-microhei/wqy-microhei.ttc",
    )
)
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
    for file in EAST_ASIAN_FILES:
        with suppress(TTFError):
            pdfmetrics.registerFont(TTFont(EAST_ASIAN, file, subfontIndex=0))
            return True
    return False

"""Text in a practice's colour can be read, whatever the colour is (ui.md, "Colour": AA)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contracts import colours

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_text_can_be_read_on_every_colour_and_every_colour_on_both_surfaces(colour: str) -> None:
    shades = colours.shades(colour)
    for text, ground in (
        (shades.text, colour),
        (shades.text_on_light, shades.light),
        (shades.text_on_dark, shades.dark),
        (shades.light, colours.LIGHT_SURFACE),
        (shades.light, "#fdfdfc"),
        (shades.dark, colours.DARK_SURFACE),
        (shades.dark, "#161716"),
    ):
        assert colours.contrast(text, ground) >= colours.ENOUGH


@given(COLOURS)
def test_a_colour_that_can_be_read_stays_as_it_is(colour: str) -> None:
    shades = colours.shades(colour)
    assert shades.darkened == (colours.contrast(colour, colours.LIGHT_SURFACE) < colours.ENOUGH)
    assert shades.lightened == (colours.contrast(colour, colours.DARK_SURFACE) < colours.ENOUGH)


def test_contrast_is_as_the_guidelines_reckon_it() -> None:
    """WCAG 2.2; the figures are those of its own understanding documents and of other checkers."""
    assert round(colours.contrast("#ffffff", "#000000"), 2) == 21
    assert round(colours.contrast("#777777", "#ffffff"), 2) == 4.48
    assert round(colours.contrast("#767676", "#ffffff"), 2) == 4.54
    assert round(colours.contrast("#0000ff", "#ffffff"), 2) == 8.59
    assert colours.text_on("#ffcc00") == colours.BLACK
    assert colours.text_on("#1b5e5a") == colours.WHITE

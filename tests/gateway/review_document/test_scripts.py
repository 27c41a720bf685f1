"""Names in any script are drawn and copied; what no font has is a box, and nothing hides (docs/adr/0078)."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from gateway import review_document
from gateway.review_document import typefaces, wrapped_text, written_text
from tests.gateway.review_document.documents import in_one_line, of_clients, written

FONTS = Path(review_document.__file__).with_name("fonts")
NAMES = (
    "Łódź & Šípková s.r.o.", "Ωμέγα Α.Ε.", "ООО «Ромашка»", "Հայաստան ՍՊԸ", "საქართველო", "Nguyễn Văn Đức",
    "شركة الأفق للتجارة LLC", 'חברת אלפא בע"מ',
    "שלום",
)  # fmt: skip
EAST_ASIAN = ("東京株式会社 山田", "北京科技有限公司", "주식회사 한국")


@pytest.fixture(autouse=True)
def _fonts() -> None:
    typefaces.register()


@pytest.fixture
def forgotten() -> Iterator[None]:
    """What is known of fonts by now is found anew, then and later."""
    caches = (typefaces.sign, typefaces._widths)
    for each in caches:
        each.cache_clear()
    yield
    for each in caches:
        each.cache_clear()


@pytest.mark.parametrize("name", EAST_ASIAN)
def test_chinese_japanese_and_korean_are_drawn_where_the_machine_has_their_font(name: str) -> None:
    if not any(file.exists() for file in typefaces.EAST_ASIAN_FILES):
        pytest.skip("the font is not here (Debian: fonts-wqy-microhei)")
    test_a_name_is_drawn_in_letters_and_copied_as_it_is_written(name)


@pytest.mark.parametrize("name", EAST_ASIAN)
def test_without_it_they_stand_in_boxes_and_are_copied_as_they_are(
    name: str, monkeypatch: pytest.MonkeyPatch, forgotten: None
) -> None:
    monkeypatch.setattr(typefaces, "EAST_ASIAN_FILES", (Path("/nowhere/to/be.found"),))
    (line,) = wrapped_text.lines(name, 800, 8)
    signs = [each for each in line if not each.isspace()]
    assert [typefaces.sign(each, bold=False).font for each in signs] == [None] * len(signs)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_drawn_in_letters_and_copied_as_it_is_written(name: str) -> None:
    assert name in in_one_line(written(of_clients(name)))
    (line,) = wrapped_text.lines(name, 800, 8)
    assert all(typefaces.sign(each, bold=bold).font for each in line for bold in (False, True))


def test_arabic_letters_are_joined_and_stand_from_right_to_left() -> None:
    joined = written_text.joined("بيت")
    assert [unicodedata.name(each).rsplit(" ", 2)[1] for each in joined] == ["INITIAL", "MEDIAL", "FINAL"]
    assert written_text.placed(joined, right_to_left=True) == joined[::-1]


def test_latin_in_a_hebrew_name_keeps_its_direction() -> None:
    assert written_text.is_right_to_left("חברת ABC")
    assert written_text.placed("חברת ABC", right_to_left=True) == "ABC תרבח"
    assert not written_text.is_right_to_left("ABC חברת")


@pytest.mark.parametrize("sign", ["\U0001f469", "थ", "ก", "𐎀", "\U000e0041"])
def test_what_no_font_has_is_a_box_with_its_number(sign: str) -> None:
    typeface = typefaces.sign(sign, bold=False)
    assert (typeface.font, typeface.width) == (None, typefaces.BOX)
    assert written_text.number(sign) == f"{ord(sign):04X}"
    with_box, without = (_dark(written(of_clients(name))) for name in (f"Acme {sign}{sign}", "Acme"))
    assert with_box > without + 20


def test_signs_that_turn_text_round_stand_in_boxes_and_turn_nothing() -> None:
    drawn = wrapped_text.lines("pay \u202egnp.exe\u202c \u2067x\u2069", 800, 8)[0]
    assert [written_text.number(each) for each in drawn if written_text.original(each) != each] == [
        "202E", "202C", "2067", "2069",
    ]  # fmt: skip
    assert "gnp.exe" in drawn
    assert "pay \u202e" in in_one_line(written(of_clients("pay \u202egnp.exe")))


def test_every_sign_there_is_is_drawn_without_an_error() -> None:
    for begin in range(0, sys.maxunicode, 0x8000):
        text = "".join(map(chr, range(begin, begin + 0x8000, 7)))
        for line in wrapped_text.lines(text, 700, 8):
            assert wrapped_text.width(line, 8) <= 700
    assert written(of_clients("\ud800 lone", "\x00\x1b[31m", "a\u0301" * 40, "\ufffe\uffff"))


def test_what_only_joins_others_takes_no_room() -> None:
    assert written_text.joined("نامه‌ای") == written_text.joined("نامه‌ای").replace("\u200c", "")
    assert written_text.joined("❤\ufe0f") == "❤"


def test_the_fonts_are_small_and_free() -> None:
    assert sum(file.stat().st_size for file in FONTS.iterdir()) < 1_000_000
    assert "Bitstream Vera" in (FONTS / "LICENSE").read_text()


def _dark(document: bytes) -> int:
    """How many points of the first page are not white."""
    picture = pypdfium2.PdfDocument(document)[0].render(scale=2).to_pil().convert("L")
    return sum(picture.histogram()[:200])


def test_who_writes_no_document_has_none_of_what_writes_it() -> None:
    """A gateway is as small as before; only the process that writes one is larger (docs/adr/0036)."""
    script = (
        "from chassis.process.patching import patch; patch(); import sys, gateway.hosted_gateway; "
        "print(*{'reportlab', 'bidi', 'arabic_reshaper'} & set(sys.modules))"
    )
    root = FONTS.parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""

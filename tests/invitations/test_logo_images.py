"""Pictures that somebody sent become small PNGs, or words on why not (docs/adr/0050)."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import Image

from contracts.invitations import LOGO_HEIGHT, LOGO_WIDTH
from services.invitations.practice_messages import logo_images
from services.invitations.practice_messages.logo_images import Unreadable

PLACE = b"51.5007 N 0.1246 W"


def picture(form: str, size: tuple[int, int] = (900, 300), **options: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, (20, 60, 140)).save(written, form, **options)
    return written.getvalue()


def a_png_that_says(width: int, height: int) -> bytes:
    """The beginning of a PNG of this size, and a few bytes that unpack to nothing much."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("size", [(900, 300), (10, 10), (1, 400), (4000, 4000), (3000, 20)])
def test_a_picture_becomes_a_png_that_fits(form: str, size: tuple[int, int]) -> None:
    drawn = logo_images.redrawn(picture(form, size))
    found = Image.open(io.BytesIO(drawn.png))
    assert found.format == "PNG"
    assert 1 <= drawn.width <= LOGO_WIDTH
    assert 1 <= drawn.height <= LOGO_HEIGHT
    assert found.size[0] <= 2 * LOGO_WIDTH
    assert found.size[1] <= 2 * LOGO_HEIGHT
    assert len(drawn.png) <= 80 * 1024


def test_noise_that_no_packing_makes_smaller_is_small_all_the_same() -> None:
    chance = random.Random(1)  # noqa: S311  the same at each run
    noise = Image.frombytes("RGB", (500, 340), chance.randbytes(500 * 340 * 3))
    written = io.BytesIO()
    noise.save(written, "PNG")
    assert len(logo_images.redrawn(written.getvalue()).png) <= 80 * 1024


def test_what_a_picture_says_of_itself_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif[0x0112] = 6
    sent = picture("JPEG", (300, 900), exif=exif, comment=PLACE)
    assert PLACE in sent
    drawn = logo_images.redrawn(sent)
    assert PLACE not in drawn.png
    found = Image.open(io.BytesIO(drawn.png))
    assert not found.getexif()
    assert found.info.keys() <= {"transparency"}
    assert found.size[0] > found.size[1], "a camera that was turned shows what it saw"


def test_what_can_be_seen_through_stays_so() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (100, 50), (0, 0, 0, 0)).save(written, "PNG")
    found = Image.open(io.BytesIO(logo_images.redrawn(written.getvalue()).png)).convert("RGBA")
    assert found.getpixel((10, 10)) == (0, 0, 0, 0)


@pytest.mark.parametrize("size", [(60_000, 60_000), (4001, 4000), (10_001, 1), (1, 2**31 - 1)])
def test_what_would_unpack_to_too_much_is_refused_by_its_beginning(size: tuple[int, int]) -> None:
    with pytest.raises(Unreadable) as refused:
        logo_images.redrawn(a_png_that_says(*size))
    assert refused.value.code == "too_many_pixels"
    assert "4,000 by 4,000" in refused.value.message


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        a_png_that_says(100, 100),
        a_png_that_says(0, 0),
        picture("GIF", (10, 10)),
        picture("BMP", (10, 10)),
        picture("TIFF", (10, 10)),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        picture("JPEG")[:400],
    ],
    ids=["empty", "png", "torn", "nothing", "gif", "bmp", "tiff", "svg", "pdf", "half"],
)
def test_what_is_no_picture_of_these_formats_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        logo_images.redrawn(data)
    assert refused.value.code == "not_a_picture"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_broken_files_are_drawn_or_refused_and_nothing_else(form: str) -> None:
    chance = random.Random(form)  # noqa: S311  the same at each run
    whole = picture(form, (120, 40))
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            drawn = logo_images.redrawn(bytes(broken))
        except Unreadable:
            continue
        assert drawn.png.startswith(b"\x89PNG")

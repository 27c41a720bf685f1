"""PDF files, right, wrong and hostile ones, as their makers write them."""

from __future__ import annotations

import hashlib
import zlib


def a_pdf(*pages: bytes, size: str = "595 842", catalog: bytes = b"", more: tuple[bytes, ...] = ()) -> bytes:
    """A PDF whose pages are drawn by these operators; `more` are objects from number 3 + two a page on."""
    kids = b" ".join(b"%d 0 R" % (3 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Count %d /Kids [" % len(pages) + kids + b"] >>",
    ]
    for number, drawn in enumerate(pages):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 "
            + size.encode()
            + b"] /Contents %d 0 R /Resources << /XObject << /X %d 0 R >> >> >>"
            % (4 + 2 * number, 3 + 2 * len(pages)),
            _stream(drawn),
        ]
    return _file([*objects, *more])


def _stream(content: bytes, head: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), head, packed)


def _file(objects: list[bytes], trailer: bytes = b"") -> bytes:
    written, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    return written + table + end % (len(objects) + 1, trailer, len(written))


#: A red and a blue rectangle, one a page.
RED, BLUE = b"1 0 0 rg 0 0 595 842 re f", b"0 0 1 rg 0 0 595 842 re f"
TWO_PAGES = a_pdf(RED, BLUE)
#: What a reader with powers of its own would do on opening it.
ACTIVE = a_pdf(
    RED,
    catalog=b"/OpenAction << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\)) >> "
    b"/AA << /WC << /S /URI /URI (http://127.0.0.1:9/) >> >>",
)


def locked() -> bytes:
    """One that only a password opens: of standard security, revision 3, with keys that fit none."""
    security = (
        b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <"
        + b"11" * 32
        + b"> /U <"
        + b"22" * 32
        + b"> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
        security,
    ]
    return _file(objects, b"/Encrypt 4 0 R /ID [<" + b"33" * 16 + b"> <" + b"33" * 16 + b">]")


def endless() -> bytes:
    """Forms that draw forms, each ten times: 10 to the 12th rectangles of a few kilobytes."""
    deep = 12
    forms = []
    for level in range(deep):
        inside = b"/X Do " * 10 if level < deep - 1 else b"0 0 9 9 re f "
        head = (
            b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X %d 0 R >> >>"
            % (6 + level)
        )
        forms.append(_stream(inside, head))
    return a_pdf(b"/X Do", more=tuple(forms))


def itself() -> bytes:
    """A form that draws itself."""
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"
    return a_pdf(b"/X Do", more=(_stream(b"/X Do", head),))


def bomb(side: int = 60_000) -> bytes:
    """A picture of so many pixels a side: ten megabytes that are eleven gigabytes when they are unpacked."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(1024 * 1024)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = b"\x78\xda" + block * (3 * side * side // 2**20 + 1) + b"\x03\0" + bytes(4)
    head = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB "
        b"/BitsPerComponent 8 /Filter /FlateDecode /Length %d >>" % (side, side, len(packed))
    )
    picture = head + b"\nstream\n" + packed + b"\nendstream"
    return a_pdf(b"595 0 0 842 0 0 cm /X Do", more=(picture,))


def a_scan(side: int = 1500) -> bytes:
    """A page that is a picture of noise, as scans are to whatever packs them."""
    noise = hashlib.shake_128(b"noise").digest(3 * side * side)
    head = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
    return a_pdf(b"595 0 0 842 0 0 cm /X Do", more=(_stream(noise, head % (side, side)),))

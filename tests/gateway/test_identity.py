"""Our word mark and icons: on every page, and where browsers and phones look for them."""

from __future__ import annotations

import re
import struct

import pytest
from werkzeug.test import Client as HttpClient

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("path", ["/", "/sign-in", "/register", "/docs", "/nowhere"])
def test_every_page_bears_the_word_mark_with_our_name_as_text(http: HttpClient, path: str) -> None:
    page = http.get(path, headers=HTML).text
    name = re.findall(r'<a class="name" href="[^"]*">(.*?)</a>', page, re.S)
    assert len(name) == 1
    assert '<svg class="word"' in name[0]
    # Drawn for eyes alone, and said to who listens.
    assert name[0].count('aria-hidden="true"') == 2
    assert re.sub("<[^>]+>", "", name[0]).strip() == "Clientele"
    assert len(set(re.findall(r'"(/static/[^"]+)"', page))) <= 3


def test_the_icon_is_where_a_browser_looks_for_it(http: HttpClient) -> None:
    icon = http.get("/favicon.ico")
    assert (icon.status_code, icon.headers["Content-Type"]) == (200, "image/svg+xml")
    assert icon.data.startswith(b"<svg")


def test_a_phone_gets_the_icon_in_the_size_of_its_home_screen(http: HttpClient) -> None:
    icon = http.get("/apple-touch-icon.png")
    assert (icon.status_code, icon.headers["Content-Type"]) == (200, "image/png")
    assert icon.data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, _, colours = struct.unpack(">IIBB", icon.data[16:26])
    assert (width, height) == (180, 180)
    assert colours == 2, "a phone shows what is see-through as black"
    assert len(icon.data) < 10_000

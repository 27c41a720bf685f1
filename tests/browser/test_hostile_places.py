"""Hostile text in every field that people write words in breaks no page on a phone (issue 18)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser

from tests.browser.office import Practice, a_context, sign_in
from tests.browser.test_hostile_text import Watched
from tests.gateway.hostile_text.places import HOSTILE, SHOWN, Hostile

_PHONE = 390


@pytest.fixture(scope="module", params=HOSTILE)
def hostile(
    request: pytest.FixtureRequest, chromium: Browser, product_url: str
) -> Iterator[tuple[Hostile, Watched]]:
    practice = Practice(product_url)

    def ask(method: str, path: str, body: Any) -> tuple[int, Any]:
        sent: dict[str, Any] = {"json": body}
        if isinstance(body, bytes):
            sent = {"data": body}
        headers = {**practice.headers, **({"Content-Type": "text/csv"} if "data" in sent else {})}
        answer = requests.request(method, f"{product_url}{path}", headers=headers, timeout=10, **sent)
        return answer.status_code, answer.json()

    made = Hostile(ask, request.param)
    made.fill()
    context = a_context(chromium, product_url, _PHONE)
    yield made, Watched(sign_in(context, practice.email))
    context.close()


@pytest.mark.parametrize("path", sorted(set(SHOWN.values())))
def test_no_page_is_broken_by_it(hostile: tuple[Hostile, Watched], path: str) -> None:
    made, watched = hostile
    watched.page.goto(path.format(**made.ids))
    assert watched.page.get_by_role("heading", level=1).count() == 1
    watched.is_harmless(path)

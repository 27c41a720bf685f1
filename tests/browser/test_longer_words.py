"""Each page that a walk comes to on a phone is tried with longer words, with no line of the walk (ui.md)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.longer_words import Walked
from tests.browser.office import a_context

_PAGE = "<!doctype html><link rel=stylesheet href='/static/x.css'><main>{}</main>"
CUT = "<h1 style='width: 120px; overflow: hidden; white-space: nowrap'>Fifteen letters</h1>"
CLOSED = "<details><summary>More</summary><h2 style='width: 500px'>A wide heading</h2></details>"
WRAPS = "<h1 style='width: 300px; overflow: hidden'>Fifteen letters</h1>"


@pytest.mark.parametrize(
    ("html", "width", "opened", "cut"),
    [
        (CUT, 390, False, ["/walked: H1 Fifteen lettersFifte"]),
        (CUT, 1280, False, []),
        (WRAPS, 390, False, []),
        (CLOSED, 390, False, []),
        (CLOSED, 390, True, ["/walked: H2 A wide headingA wid", "/walked: the page is 508 px wide"]),
    ],
)
def test_what_a_longer_word_is_cut_by_is_found_and_nothing_of_the_page_changed(
    chromium: Browser, product_url: str, walked: Walked, html: str, width: int, opened: bool, cut: list[str]
) -> None:
    context = a_context(chromium, product_url, width)
    page = context.new_page()
    page.route("**/static/x.css", lambda route: route.fulfill(body="", content_type="text/css"))
    page.route("**/walked", lambda route: route.fulfill(body=_PAGE.format(html), content_type="text/html"))
    page.goto("/walked")
    before = page.inner_text("main")
    if opened:
        page.click("summary")
        page.wait_for_timeout(200)
    assert "Fifteen lettersFifte" not in page.inner_text("main")
    assert page.inner_text("main").startswith(before)
    assert walked.cut == cut
    walked.cut.clear()
    context.close()


def test_pages_that_a_walk_is_sent_to_are_tried_too(
    chromium: Browser, product_url: str, walked: Walked
) -> None:
    context = a_context(chromium, product_url, 390)
    page = context.new_page()
    walked.paths.clear()
    page.goto("/register")
    page.click("main button.button")
    page.wait_for_selector(".summary, [role=alert]")
    page.goto("/nowhere")
    assert walked.paths == ["/register", "/register", "/nowhere"]
    context.close()

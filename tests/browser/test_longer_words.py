"""Each page that a walk comes to on a phone is tried with longer words, with no line of the walk (ui.md)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.longer_words import Walked
from tests.browser.office import Practice, a_context, another_page
from tests.builders import PASSWORD

_PAGE = "<!doctype html><link rel=stylesheet href='/static/x.css'><main>{}</main>"
CUT = "<h1 style='width: 120px; overflow: hidden; white-space: nowrap'>Fifteen letters</h1>"
CLOSED = "<details><summary>More</summary><h2 style='width: 500px'>A wide heading</h2></details>"
WRAPS = "<h1 style='width: 300px; overflow: hidden'>Fifteen letters</h1>"

#: Where a new practice has nothing yet.
EMPTY = (
    "/home", "/clients/drafts", "/clients/views", "/clients/requests", "/clients/access-requests",
    "/clients/import", "/invitations", "/connections", "/team", "/team/reviews", "/activity", "/integrations",
    "/integrations/programs", "/notices", "/settings/responsibilities",
)  # fmt: skip


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


def test_steps_of_signing_in_and_what_is_refused_there_are_tried_too(
    chromium: Browser, product_url: str, own_practice: Practice, walked: Walked
) -> None:
    context = a_context(chromium, product_url, 390)
    page = context.new_page()
    walked.paths.clear()
    page.goto("/sign-in?next=/clients")
    page.get_by_label("Email address").fill(own_practice.email)
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("[role=alert], .summary")
    page.get_by_label("Password").fill(PASSWORD)
    with another_page(page):
        page.get_by_role("button", name="Sign in").click()
    for path in EMPTY:
        page.goto(path)
    page.goto("/clients/client_01ARZ3NDEKTSV4RRFFQ69G5FAV")
    page.goto("/password-reset")
    page.get_by_label("Email address").fill(own_practice.email)
    with another_page(page):
        page.locator("main button.button").first.click()
    page.wait_for_timeout(200)
    assert {"/sign-in", "/clients", "/password-reset", *EMPTY} <= set(walked.paths)
    context.close()

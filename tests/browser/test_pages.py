"""Every page: accessible, nothing from outside, nothing wider than the screen, light and dark.

    make screenshots

writes pictures of each.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import longer_words
from tests.browser.office import looks_well
from tests.builders import unique
from tests.integration.practice import PracticeOverHttp

PAGES = {
    "front": "/",
    "docs": "/docs",
    "docs-group": "/docs/connections",
    "docs-guide": "/docs/guides/quick-start",
    "docs-errors": "/docs/guides/errors",
    "docs-events": "/docs/guides/following-events",
    "docs-webhooks": "/docs/guides/webhooks",
    "docs-versions": "/docs/guides/versions",
    "docs-schemas": "/docs/schemas",
    "sign-in": "/sign-in",
    "register": "/register",
    "phone": "/sandbox/phone",
    "mailbox": "/sandbox/mailbox",
    "invitation": "/invitation",
    "password-reset": "/password-reset",
    "new-client": "/new-client",
    "none": "/nothing",
}


@pytest.fixture(scope="module", autouse=True)
def _some_mail(product_url: str) -> None:
    invitation = {"name": "<b>Jo</b>", "email": f"{unique('jo')}@acme.example"}
    PracticeOverHttp(product_url).add_client(name="<script>alert(1)</script> & Sons", invitation=invitation)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_fits_and_stays_at_home(
    chromium: Browser, product_url: str, size: tuple[int, int], name: str
) -> None:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page = context.new_page()
    wanted: list[str] = []
    page.on("request", lambda request: wanted.append(request.url))
    page.goto(f"{product_url}{PAGES[name]}")
    looks_well(page, name)
    longer_words.bears(page, name)
    assert {urlsplit(url).netloc for url in wanted} == {urlsplit(product_url).netloc}
    assert len(wanted) <= 4
    context.close()


@pytest.mark.parametrize(
    ("style", "cut"),
    [
        ("white-space: nowrap", True),
        ("width: 300px; overflow: hidden; white-space: nowrap", True),
        ("width: 300px", False),
    ],
)
def test_words_that_do_not_bear_to_be_longer_are_noticed(chromium: Browser, style: str, cut: bool) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    words = "Choose who works on this client here"
    page.set_content(f"<main><h2 style='font-size: 20px; {style}'>{words}</h2></main>")
    with pytest.raises(AssertionError, match="longer") if cut else nullcontext():
        longer_words.bears(page, "made")
    page.close()


def test_hostile_names_are_shown_as_text(chromium: Browser, product_url: str) -> None:
    page = chromium.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(f"{product_url}/sandbox/mailbox")
    page.get_by_role("link", name="<script>alert(1)</script> & Sons").first.click()
    assert "<script>alert(1)</script> & Sons" in page.inner_text("main")
    assert "<b>Jo</b>" in page.inner_text("main")
    page.close()


def test_a_sandbox_mail_is_shown_as_it_looks_as_text_and_as_its_source(
    chromium: Browser, product_url: str, size: tuple[int, int]
) -> None:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(f"{product_url}/sandbox/mailbox")
    page.get_by_role("link", name="<script>alert(1)</script> & Sons").first.click()
    mail = page.frame_locator("iframe[title='The mail as it looks']")
    expect(mail.locator("body")).to_contain_text("<script>alert(1)</script> & Sons")
    expect(page.locator(".panel.mail a").first).to_have_attribute("href", re.compile("/invitation#"))
    page.get_by_text("Source", exact=True).click()
    expect(page.locator("pre")).to_contain_text("X-Envelope-To:")
    looks_well(page, "mail")
    context.close()

"""Choosing how a practice's messages look, in the browser: desk and phone, light and dark (ui.md)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.builders import PASSWORD, Mailbox, unique
from tests.integration.practice import PracticeOverHttp


def look(page: Page, name: str) -> None:
    """Nothing that hinders people, nothing wider than the screen."""
    width = (page.viewport_size or {"width": 0})["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    folder = os.environ.get("CLIENTELE_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture(params=[(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")], ids=str)
def office(
    request: pytest.FixtureRequest, chromium: Browser, product_url: str
) -> Iterator[tuple[Page, PracticeOverHttp]]:
    width, scheme = request.param
    practice = PracticeOverHttp(product_url)
    chosen: Literal["light", "dark"] = scheme
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=chosen, base_url=product_url
    )
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.set_default_timeout(10_000)
    page.goto("/sign-in")
    page.get_by_label("Email").fill(practice.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Clients")
    yield page, practice
    context.close()


def test_a_practice_writes_its_own_words_and_sees_the_mail_meanwhile(
    office: tuple[Page, PracticeOverHttp], request: pytest.FixtureRequest, served_mailbox: Mailbox
) -> None:
    page, practice = office
    size = re.sub(r"\W+", "-", request.node.callspec.id).strip("-")
    page.goto("/settings")
    page.get_by_role("main").get_by_role("link", name="Messages").click()
    page.get_by_label("Sender's name").fill("Birch Accountants")
    page.get_by_label("Address for answers").fill("office@birch.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    look(page, f"messages-{size}")

    page.get_by_label("Change the words: Invitation of a client").click()
    mail = page.frame_locator("iframe")
    expect(mail.get_by_text("has set up an account for Acme Widgets Ltd")).to_be_visible()
    page.get_by_label("Subject").fill("Welcome, {name}")
    page.get_by_label("Opening words").fill("As agreed on the phone:\n<b>{account}</b> is ready.")
    expect(mail.get_by_text("<b>Acme Widgets Ltd</b> is ready.")).to_be_visible()
    expect(page.get_by_text("Welcome, Jo Bloggs", exact=True)).to_be_visible()
    expect(mail.get_by_role("link", name="Accept the invitation")).to_be_visible()
    page.get_by_label("On a phone").check()
    look(page, f"message-{size}")
    page.get_by_label("Subject").fill("Welcome, {nmae}")
    expect(page.get_by_text("{nmae} is not known here.")).to_be_visible()
    page.get_by_label("Subject").fill("Welcome, {name}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Saved.")

    address = f"{unique('jo')}@acme.example"
    practice.add_client(invitation={"name": "Jo", "email": address})
    assert served_mailbox.token_for(address)
    message = served_mailbox.to(address)[0]
    assert (message["Subject"], message["Reply-To"]) == ("Welcome, Jo", "office@birch.example")
    assert message["From"].startswith("Birch Accountants <")

    page.goto("/settings/messages/client_text")
    page.get_by_label("Words before the link").fill("{practice}: {account} is ready")
    expect(page.locator(".bubble")).to_contain_text("Acme Widgets Ltd is ready: http")
    look(page, f"message-text-{size}")

    page.goto("/invitations")
    page.get_by_label("Correct the address of Jo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Invitation of Jo")
    look(page, f"invitation-correct-{size}")
    page.get_by_label("Email address").fill(f"{unique('jo')}@acme.example")
    page.get_by_role("button", name="Correct and send again").click()
    expect(page.get_by_role("status")).to_contain_text("Sent to the corrected address.")

"""Choosing how a practice's messages look, in the browser: desk and phone (ui.md)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import a_context, looks_well, sign_in
from tests.builders import Mailbox, unique
from tests.integration.practice import PracticeOverHttp


@pytest.fixture(params=[1280, 360])
def office(
    request: pytest.FixtureRequest, chromium: Browser, product_url: str
) -> Iterator[tuple[Page, PracticeOverHttp]]:
    practice = PracticeOverHttp(product_url)
    context = a_context(chromium, product_url, request.param)
    yield sign_in(context, practice.email), practice
    context.close()


def test_a_practice_writes_its_own_words_and_sees_the_mail_meanwhile(
    office: tuple[Page, PracticeOverHttp], served_mailbox: Mailbox
) -> None:
    page, practice = office
    page.goto("/settings")
    page.get_by_role("main").get_by_role("link", name="Messages").click()
    page.get_by_label("Sender's name").fill("Birch Accountants")
    page.get_by_label("Address for answers").fill("office@birch.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    looks_well(page, "messages")

    page.get_by_label("Change the words: Invitation of a client").click()
    mail = page.frame_locator("iframe")
    expect(mail.get_by_text("has set up an account for Acme Widgets Ltd")).to_be_visible()
    page.get_by_label("Subject").fill("Welcome, {name}")
    page.get_by_label("Opening words").fill("As agreed on the phone:\n<b>{account}</b> is ready.")
    expect(mail.get_by_text("<b>Acme Widgets Ltd</b> is ready.")).to_be_visible()
    expect(page.get_by_text("Welcome, Jo Bloggs", exact=True)).to_be_visible()
    expect(mail.get_by_role("link", name="Accept the invitation")).to_be_visible()
    page.get_by_label("On a phone").check()
    looks_well(page, "message")
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
    looks_well(page, "message-text")

    page.goto("/invitations")
    page.get_by_label("Correct the address of Jo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Invitation of Jo")
    looks_well(page, "invitation-correct")
    page.get_by_label("Email address").fill(f"{unique('jo')}@acme.example")
    page.get_by_role("button", name="Correct and send again").click()
    expect(page.get_by_role("status")).to_contain_text("Sent to the corrected address.")
